/**
 * A compiled program, loaded on one device or many. Running it is the hot path of training: the argument structs are
 * laid out once, and a run writes only handles into them.
 */
import { type ArraySpec, DeviceBuffer } from './buffer.js';
import { describe } from './element-type.js';
import { DeletedExecutableError, PjrtError } from './errors.js';
import { inspectExecutable, serializeExecutable } from './executable-metadata.js';
import { Struct } from './layout.js';
import type { NativeClient, NativeResource } from './native-client.js';
import { addressOf } from './native-memory.js';
import { encodeProgram } from './serialized-program.js';
import type { Parameter } from './signature.js';
import { ExecuteArgs, ExecuteOptions, LoadedExecutableArgs } from './structs.js';

const EXECUTE = 'PJRT_LoadedExecutable_Execute';

export interface RunOptions {
  /** Indices of arguments that must survive this run, though the program would take their memory. */
  readonly nonDonatable?: readonly number[];
}

/** Made by `PjrtClient.compile` and `PjrtClient.deserialize`; lives until `delete()`. */
export class LoadedExecutable implements NativeResource {
  /** The module's name. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly outputs: readonly ArraySpec[];
  readonly #client: NativeClient;
  readonly #handle: bigint;
  readonly #donated: readonly number[];
  /** Of each device. */
  readonly #arguments: readonly BigUint64Array[];
  readonly #results: readonly BigUint64Array[];
  readonly #nonDonatable: BigInt64Array;
  readonly #options: Struct<keyof typeof ExecuteOptions.slot>;
  readonly #execute: Struct<keyof typeof ExecuteArgs.slot>;
  #deleted = false;

  /** @internal Takes over a `PJRT_LoadedExecutable*`. */
  constructor(
    client: NativeClient,
    handle: bigint,
    parameters: readonly Parameter[],
    /** What it runs on: places among the client's devices. */
    readonly devices: readonly number[],
  ) {
    const { name, outputs } = inspectExecutable(client.api, handle);
    this.name = name;
    this.parameters = parameters;
    this.outputs = outputs;
    this.#client = client;
    this.#handle = handle;
    this.#donated = parameters.flatMap((parameter, index) => (parameter.donated ? [index] : []));
    this.#arguments = devices.map(() => handleList(parameters.length));
    this.#results = devices.map(() => handleList(outputs.length));
    this.#nonDonatable = new BigInt64Array(handleList(parameters.length).buffer);
    const options = new Struct(ExecuteOptions, {
      non_donatable_input_indices: this.#nonDonatable,
    });
    this.#options = options;
    this.#execute = new Struct(ExecuteArgs, {
      executable: handle,
      options,
      argument_lists: addressesOf(this.#arguments),
      num_devices: BigInt(devices.length),
      num_args: BigInt(parameters.length),
      output_lists: addressesOf(this.#results),
    });
    client.resources.add(this);
  }

  /**
   * Starts a run and returns its results at once, as buffers that the plugin fills: a failure during the run
   * shows when a result is read. Arguments whose memory the program took are deleted afterwards. A program for many
   * devices is given its arguments on each of them, and gives its results on the first, with copies on the others.
   *
   * @param args one buffer for each of `parameters`, of its type and shape, on any device
   * @throws PjrtError when the arguments don't fit, or the plugin refuses them
   * @throws AllocationError
   * @throws DeletedBufferError
   * @throws DeletedExecutableError
   * @throws ClosedClientError
   */
  execute(args: readonly DeviceBuffer[], options: RunOptions = {}): DeviceBuffer[] {
    this.#assertLive(EXECUTE);
    this.#check(args);
    const lists = this.devices.map((device) => onDevice(args, device));
    lists.forEach((list, i) => {
      this.#setArguments(list, this.#arguments[i]);
    });
    this.#setNonDonatable(args, options.nonDonatable);
    try {
      this.#client.api.call(EXECUTE, this.#execute);
    } finally {
      for (const list of lists) for (const index of this.#donated) list[index].noteDonation();
      this.#client.donated.endRun();
    }
    const [first, ...others] = this.devices.map((device, i) => this.#buffersOn(device, i));
    for (const copies of others) copies.forEach((copy, index) => void first[index].adopt(copy));
    return first;
  }

  /** The results of the run that was started last, on the device at a place among those of this program. */
  #buffersOn(device: number, place: number): DeviceBuffer[] {
    const handles = this.#results[place];
    const run = { isOver: false };
    return this.outputs.map(
      (spec, index) => new DeviceBuffer(this.#client, handles[index], spec, device, run),
    );
  }

  /**
   * The program in the plugin's own format, for `PjrtClient.deserialize` of the same plugin on the same kind
   * of machine.
   * @throws PjrtError when the plugin can't serialize
   */
  serialize(): Uint8Array {
    this.#assertLive('PJRT_Executable_Serialize');
    const program = serializeExecutable(this.#client.api, this.#handle);
    return encodeProgram({ parameters: this.parameters, program });
  }

  /** Gives the program's memory back, after the runs in flight. A second call does nothing. */
  delete(): void {
    if (this.#deleted || !this.#client.open) return;
    this.#client.resources.delete(this);
    this.releaseOnClose();
  }

  /** @internal */
  releaseOnClose(): void {
    this.#deleted = true;
    this.#client.api.call(
      'PJRT_LoadedExecutable_Destroy',
      new Struct(LoadedExecutableArgs, { executable: this.#handle }),
    );
  }

  #assertLive(use: string): void {
    this.#client.assertOpen(use);
    if (this.#deleted) throw new DeletedExecutableError(this.name, use);
  }

  #check(args: readonly DeviceBuffer[]): void {
    const { parameters } = this;
    if (args.length !== parameters.length) {
      throw this.#invalid(`it takes ${parameters.length} arguments and got ${args.length}`);
    }
    for (let index = 0; index < parameters.length; index++) {
      const buffer = args[index];
      const parameter = parameters[index];
      if (parameter === undefined) continue;
      if (!(buffer instanceof DeviceBuffer)) {
        throw this.#invalid(`argument ${index} is no buffer of this client`);
      }
      if (!sameSpec(buffer, parameter)) {
        throw this.#invalid(
          `argument ${index} must be ${describe(parameter)} and is ${describe(buffer)}`,
        );
      }
    }
  }

  #setArguments(args: readonly DeviceBuffer[], handles: BigUint64Array): void {
    for (let index = 0; index < args.length; index++) {
      handles[index] = args[index].handleFor(this.#client, EXECUTE);
    }
  }

  #setNonDonatable(args: readonly DeviceBuffer[], indices: readonly number[] = []): void {
    let count = 0;
    for (const index of this.#donated) {
      // A read that waits needs the argument's contents after this run, so the program works on a copy.
      if (indices.includes(index) || args[index]?.beingRead) {
        this.#nonDonatable[count++] = BigInt(index);
      }
    }
    this.#options.set('num_non_donatable_input_indices', BigInt(count));
  }

  #invalid(problem: string): PjrtError {
    return new PjrtError('INVALID_ARGUMENT', EXECUTE, `the program "${this.name}": ${problem}`);
  }
}

/** The same arguments on one device. */
function onDevice(args: readonly DeviceBuffer[], device: number): readonly DeviceBuffer[] {
  return args.every((arg) => arg.device === device) ? args : args.map((arg) => arg.on(device));
}

/** Memory for handles outside the JavaScript heap; one at least, so that it has an address. */
function handleList(length: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(new ArrayBuffer(8 * Math.max(length, 1)));
}

function addressesOf(lists: readonly BigUint64Array[]): BigUint64Array {
  const addresses = handleList(lists.length);
  lists.forEach((list, i) => {
    addresses[i] = addressOf(list);
  });
  return addresses;
}

function sameSpec(a: ArraySpec, b: ArraySpec): boolean {
  if (a.type !== b.type) return false;
  if (a.shape === b.shape) return true;
  if (a.shape.length !== b.shape.length) return false;
  for (let axis = 0; axis < a.shape.length; axis++) {
    if (a.shape[axis] !== b.shape[axis]) return false;
  }
  return true;
}
