/**
 * A compiled program, loaded on a device. Running it is the hot path of training: the argument structs are
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
  readonly #arguments: BigUint64Array;
  readonly #results: BigUint64Array;
  readonly #nonDonatable: BigInt64Array;
  readonly #options: Struct<keyof typeof ExecuteOptions.slot>;
  readonly #execute: Struct<keyof typeof ExecuteArgs.slot>;
  #deleted = false;

  /** @internal Takes over a `PJRT_LoadedExecutable*`. */
  constructor(client: NativeClient, handle: bigint, parameters: readonly Parameter[]) {
    const { name, outputs } = inspectExecutable(client.api, handle);
    this.name = name;
    this.parameters = parameters;
    this.outputs = outputs;
    this.#client = client;
    this.#handle = handle;
    this.#donated = parameters.flatMap((parameter, index) => (parameter.donated ? [index] : []));
    this.#arguments = handleList(parameters.length);
    this.#results = handleList(outputs.length);
    this.#nonDonatable = new BigInt64Array(handleList(parameters.length).buffer);
    const argumentLists = handleList(1);
    argumentLists[0] = addressOf(this.#arguments);
    const outputLists = handleList(1);
    outputLists[0] = addressOf(this.#results);
    const options = new Struct(ExecuteOptions, {
      non_donatable_input_indices: this.#nonDonatable,
    });
    this.#options = options;
    this.#execute = new Struct(ExecuteArgs, {
      executable: handle,
      options,
      argument_lists: argumentLists,
      num_devices: 1n,
      num_args: BigInt(parameters.length),
      output_lists: outputLists,
    });
    client.resources.add(this);
  }

  /**
   * Starts a run and returns its results at once, as buffers that the plugin fills: a failure during the run
   * shows when a result is read. Arguments whose memory the program took are deleted afterwards.
   *
   * @param args one buffer for each of `parameters`, of its type and shape
   * @throws PjrtError when the arguments don't fit, or the plugin refuses them
   * @throws OutOfMemoryError
   * @throws DeletedBufferError
   * @throws DeletedExecutableError
   * @throws ClosedClientError
   */
  execute(args: readonly DeviceBuffer[], options: RunOptions = {}): DeviceBuffer[] {
    this.#assertLive(EXECUTE);
    this.#setArguments(args);
    this.#setNonDonatable(args, options.nonDonatable);
    try {
      this.#client.api.call(EXECUTE, this.#execute);
    } finally {
      for (const index of this.#donated) args[index]?.noteDonation();
      this.#client.donated.endRun();
    }
    return this.outputs.map(
      (spec, index) => new DeviceBuffer(this.#client, this.#results[index] ?? 0n, spec),
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

  #setArguments(args: readonly DeviceBuffer[]): void {
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
      this.#arguments[index] = buffer.handleFor(this.#client, EXECUTE);
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

/** Memory for handles outside the JavaScript heap; one at least, so that it has an address. */
function handleList(length: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(new ArrayBuffer(8 * Math.max(length, 1)));
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
