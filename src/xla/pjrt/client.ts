/**
 * A client of a PJRT plugin: its devices, compiling, and copying from the host. Devices are told by their place in
 * `devices`; where none is named, it is the first.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { PjrtApi } from './api.js';
import { DeviceBuffer } from './buffer.js';
import { COMPILE, compileArgs } from './compilation.js';
import type { CompilerFlags } from './compile-options.js';
import { type Device, platformText } from './device.js';
import {
  arrayNameOf,
  byteLengthOf,
  codeOf,
  describe,
  type ElementType,
  isElementType,
} from './element-type.js';
import { PjrtError } from './errors.js';
import { destroyEvent } from './event.js';
import { LoadedExecutable } from './executable.js';
import type { FunctionName } from './function-table.js';
import { Struct } from './layout.js';
import { type ClientOptions, namedValues } from './named-values.js';
import { NativeClient } from './native-client.js';
import { decodeProgram } from './serialized-program.js';
import { type Parameter, parametersOf } from './signature.js';
import {
  BufferFromHostArgs,
  ClientCreateArgs,
  DeserializeArgs,
  LoadedExecutableArgs,
} from './structs.js';

const DESERIALIZE = 'PJRT_Executable_DeserializeAndLoad';
const FROM_HOST = 'PJRT_Client_BufferFromHostBuffer';
/** `PJRT_HostBufferSemantics`: the plugin has read the memory when the call returns. */
const IMMUTABLE_ONLY_DURING_CALL = 0n;

export class PjrtClient {
  /** `cpu`, `cuda`, ... */
  readonly platformName: string;
  readonly platformVersion: string;
  readonly devices: readonly Device[];
  /** The version of the C API that the plugin was built with. */
  readonly apiVersion: { readonly major: number; readonly minor: number };
  /** All of the plugin and its settings that a compiled program depends on. */
  readonly identity: readonly (string | number)[];
  readonly #native: NativeClient;
  readonly #fromHost: Struct<keyof typeof BufferFromHostArgs.slot>;
  /** Of the array that is copied; its memory stays the same from call to call. */
  #dimensions = new BigInt64Array(new ArrayBuffer(8 * 8));

  private constructor(native: NativeClient) {
    this.#native = native;
    const { api, handle } = native;
    this.apiVersion = api.version;
    this.platformName = platformText(api, 'PJRT_Client_PlatformName', handle);
    this.platformVersion = platformText(api, 'PJRT_Client_PlatformVersion', handle);
    this.devices = native.devices.map(({ id, kind, description }) => ({ id, kind, description }));
    const [first] = this.devices;
    if (!first) throw new PjrtError('NOT_FOUND', 'PJRT_Client_AddressableDevices', 'no device');
    this.identity = [
      ...libraryIdentity(api.path),
      ...[api.version.major, api.version.minor],
      ...[this.platformName, this.platformVersion, first.kind],
    ];
    this.#fromHost = new Struct(BufferFromHostArgs, {
      client: handle,
      host_buffer_semantics: IMMUTABLE_ONLY_DURING_CALL,
      dims: this.#dimensions,
    });
  }

  /**
   * Loads a plugin and starts a client of it.
   * @throws PluginLoadError
   * @throws PjrtError when the plugin can't start, for example without a device, or doesn't know an option
   */
  static load(pluginPath: string, options: ClientOptions = {}): PjrtClient {
    const api = PjrtApi.load(pluginPath);
    const args = new Struct(ClientCreateArgs, {
      create_options: namedValues(options),
      num_options: BigInt(Object.keys(options).length),
    });
    api.call('PJRT_Client_Create', args);
    const native = new NativeClient(api, args.get('client'));
    try {
      return new PjrtClient(native);
    } catch (error) {
      native.close();
      throw error;
    }
  }

  /**
   * Compiles a StableHLO module (text, with a public `main`). One for many devices is a program for as many partitions,
   * whose parameters and results are whole on each of them.
   * @param devices what it runs on
   * @throws PjrtError the compiler's message, also for a flag that it doesn't have
   */
  compile(
    stableHlo: string,
    devices: readonly number[] = [0],
    flags: CompilerFlags = {},
  ): LoadedExecutable {
    const args = compileArgs(this.#native, stableHlo, devices, flags);
    this.#native.api.call(COMPILE, args);
    return this.#loaded(args.get('executable'), devices, () => parametersOf(stableHlo));
  }

  /**
   * As {@link compile}, on another thread.
   * @throws PjrtError as compile does
   * @throws ClosedClientError when the client is closed meanwhile
   */
  async compileAsync(
    stableHlo: string,
    devices: readonly number[] = [0],
    flags: CompilerFlags = {},
  ): Promise<LoadedExecutable> {
    const args = compileArgs(this.#native, stableHlo, devices, flags);
    const call = this.#native.api.callAsync(COMPILE, args);
    return this.#loadedBy(COMPILE, call, () =>
      this.#loaded(args.get('executable'), devices, () => parametersOf(stableHlo)),
    );
  }

  /**
   * Loads what `LoadedExecutable.serialize` made, without compiling.
   * @param devices what it was compiled for
   * @throws PjrtError when the bytes are damaged or another plugin's
   */
  deserialize(bytes: Uint8Array, devices: readonly number[] = [0]): LoadedExecutable {
    const { parameters, args } = this.#deserializeArgs(bytes);
    this.#native.api.call(DESERIALIZE, args);
    return this.#loaded(args.get('loaded_executable'), devices, () => parameters);
  }

  /**
   * As {@link deserialize}, on another thread.
   * @throws PjrtError as deserialize does
   * @throws ClosedClientError when the client is closed meanwhile
   */
  async deserializeAsync(
    bytes: Uint8Array,
    devices: readonly number[] = [0],
  ): Promise<LoadedExecutable> {
    const { parameters, args } = this.#deserializeArgs(bytes);
    const call = this.#native.api.callAsync(DESERIALIZE, args);
    return this.#loadedBy(DESERIALIZE, call, () =>
      this.#loaded(args.get('loaded_executable'), devices, () => parameters),
    );
  }

  #deserializeArgs(bytes: Uint8Array) {
    this.#native.assertOpen(DESERIALIZE);
    const { parameters, program } = decodeProgram(bytes);
    const args = new Struct(DeserializeArgs, {
      client: this.#native.handle,
      serialized_executable: program,
      serialized_executable_size: BigInt(program.length),
    });
    return { parameters, args };
  }

  /** What a call on another thread loads. The client outlives it. */
  async #loadedBy(
    name: FunctionName,
    call: Promise<void>,
    loaded: () => LoadedExecutable,
  ): Promise<LoadedExecutable> {
    const release = this.#native.hold();
    try {
      await call;
      const executable = loaded();
      if (!this.#native.open) executable.releaseOnClose();
      this.#native.assertOpen(name);
      return executable;
    } finally {
      release();
    }
  }

  /**
   * Copies an array to a device. It has been read when this returns, so it may change at once.
   * @param data the typed array of `type` (`Float32Array` for `f32`), or bytes as `Uint8Array` or `DataView`
   * @throws PjrtError when the array doesn't fit type and shape
   * @throws AllocationError
   */
  bufferFromHost(
    data: ArrayBufferView,
    shape: readonly number[],
    type: ElementType,
    device = 0,
  ): DeviceBuffer {
    const native = this.#native;
    native.assertOpen(FROM_HOST);
    const spec = { type, shape: Object.freeze([...shape]) };
    checkHostArray(data, spec.shape, type);
    const args = this.#fromHost;
    args.point('data', data);
    args.set('type', BigInt(codeOf(type)));
    this.#setDimensions(spec.shape);
    args.set('device', this.#native.device(device).handle);
    try {
      native.api.call(FROM_HOST, args);
    } finally {
      args.forget('data');
    }
    destroyEvent(native, args.get('done_with_host_buffer'));
    return new DeviceBuffer(native, args.get('buffer'), spec, device);
  }

  #setDimensions(shape: readonly number[]): void {
    if (shape.length > this.#dimensions.length) {
      this.#dimensions = new BigInt64Array(new ArrayBuffer(16 * shape.length));
      this.#fromHost.point('dims', this.#dimensions);
    }
    for (let axis = 0; axis < shape.length; axis++) this.#dimensions[axis] = BigInt(shape[axis]);
    this.#fromHost.set('num_dims', BigInt(shape.length));
  }

  /** The buffers that are alive, copies on other devices too, and their bytes. */
  memory(): { readonly buffers: number; readonly bytes: number } {
    let buffers = 0;
    let bytes = 0;
    for (const resource of this.#native.resources) {
      if (!(resource instanceof DeviceBuffer) || resource.deleted) continue;
      buffers++;
      bytes += resource.byteLength;
    }
    return { buffers, bytes };
  }

  /**
   * Waits for the runs in flight, deletes every buffer and program of this client and ends it. Whatever is
   * used afterwards throws. A second call does nothing.
   */
  close(): void {
    this.#native.close();
  }

  /** Takes over a `PJRT_LoadedExecutable*`, or gives it back when it can't be used here. */
  #loaded(
    handle: bigint,
    devices: readonly number[],
    parameters: () => readonly Parameter[],
  ): LoadedExecutable {
    try {
      return new LoadedExecutable(this.#native, handle, parameters(), devices);
    } catch (error) {
      const args = new Struct(LoadedExecutableArgs, { executable: handle });
      this.#native.api.call('PJRT_LoadedExecutable_Destroy', args);
      throw error;
    }
  }
}

/** A library's name, size and time of change tell one build from another without reading its 250 MB. */
function libraryIdentity(file: string): (string | number)[] {
  const { size, mtimeMs } = statSync(file);
  return [path.basename(file), size, mtimeMs];
}

/** @throws PjrtError */
function checkHostArray(data: ArrayBufferView, shape: readonly number[], type: ElementType): void {
  if (!isElementType(type)) throw invalid(`there is no element type "${String(type)}"`);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw invalid(`[${shape.join(', ')}] is no shape: each size must be a whole number, 0 or more`);
  }
  if (!ArrayBuffer.isView(data)) throw invalid('the data must be a typed array or a DataView');
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  const wanted = arrayNameOf(type);
  if (kind !== wanted && kind !== 'Uint8Array' && kind !== 'DataView') {
    throw invalid(
      `${describe({ type, shape })} is made from a ${wanted}, and the data is a ${kind}`,
    );
  }
  const bytes = byteLengthOf(type, shape);
  if (data.byteLength !== bytes) {
    throw invalid(
      `${describe({ type, shape })} takes ${bytes} bytes, and the data has ${data.byteLength}`,
    );
  }
}

function invalid(problem: string): PjrtError {
  return new PjrtError('INVALID_ARGUMENT', FROM_HOST, problem);
}
