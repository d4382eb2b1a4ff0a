/**
 * The function table of a plugin (`PJRT_Api`): version, function pointers, and the one way to call them, which
 * turns a `PJRT_Error` into a typed error.
 */
import koffi from 'koffi';
import { AllocationError, errorCodeName, PjrtError, PluginLoadError } from './errors.js';
import { FUNCTION_TABLE, type FunctionName, NEEDED, OPTIONAL } from './function-table.js';
import { Struct } from './layout.js';
import { loadSymbol } from './library.js';
import { readBytes, readSlots, readText } from './native-memory.js';
import { ErrorArgs, ErrorGetCodeArgs, ErrorMessageArgs, PluginInitializeArgs } from './structs.js';

/** Takes the address of an argument struct, gives the address of an error or 0. */
interface NativeFunction {
  (args: bigint): number | bigint;
  /** The same on another thread. */
  async(args: bigint, done: (failure: unknown, error: number | bigint) => void): void;
}

/** Those that a plugin may lack are not in there then. */
type NativeFunctions = Readonly<
  Record<(typeof NEEDED)[number], NativeFunction> &
    Partial<Record<(typeof OPTIONAL)[number], NativeFunction>>
>;

/** The major version that this code is written for; another one has other structs. */
const MAJOR = 0;
/** `struct_size`, `extension_start` and the three slots of `PJRT_Api_Version` come before the functions. */
const FIRST_FUNCTION = 5;
const VERSION_OFFSET = 32;

const functionType = koffi.proto('uintptr_t', ['uintptr_t']);

export class PjrtApi {
  readonly #functions: NativeFunctions;
  /**
   * The arguments of the last call, referenced here so that they are alive while the plugin reads them:
   * optimised code may drop its own reference once it has taken their address.
   */
  argumentsInUse: object | undefined;

  private constructor(
    /** The shared library. */
    readonly path: string,
    /** The version of the C API that the plugin was built with. */
    readonly version: { readonly major: number; readonly minor: number },
    functions: NativeFunctions,
  ) {
    this.#functions = functions;
  }

  /**
   * Loads a plugin and initializes it.
   * @throws PluginLoadError when it can't be loaded, has another major version or lacks a function
   */
  static load(path: string): PjrtApi {
    const getApi: () => number | bigint = koffi.decode(
      loadSymbol(path, 'GetPjrtApi'),
      koffi.proto('uintptr_t', []),
    );
    const table = BigInt(getApi());
    if (table === 0n) throw new PluginLoadError(path, 'GetPjrtApi gave nothing');
    return PjrtApi.fromTable(path, table);
  }

  /** Reads the function table at an address; see {@link load}. */
  static fromTable(path: string, table: bigint): PjrtApi {
    const size = Number(readSlots(table, 1)[0]);
    const bytes = new DataView(readBytes(table, size).buffer);
    const version = {
      major: bytes.getInt32(VERSION_OFFSET, true),
      minor: bytes.getInt32(VERSION_OFFSET + 4, true),
    };
    if (version.major !== MAJOR) {
      throw new PluginLoadError(
        path,
        `it has version ${version.major}.${version.minor} of the PJRT C API, and major version ${MAJOR} is needed`,
        'Choose a plugin for this version of Gradbook: npx gradbook engine list',
      );
    }
    const functions: Partial<Record<FunctionName, NativeFunction>> = {};
    const needed: readonly FunctionName[] = NEEDED;
    for (const name of [...needed, ...OPTIONAL]) {
      const offset = (FIRST_FUNCTION + FUNCTION_TABLE.indexOf(name)) * 8;
      const address = offset + 8 <= size ? bytes.getBigUint64(offset, true) : 0n;
      if (address !== 0n) {
        functions[name] = koffi.decode(address, functionType);
      } else if (needed.includes(name)) {
        throw new PluginLoadError(
          path,
          `it has version ${version.major}.${version.minor} of the PJRT C API, without ${name}`,
          'Choose a newer plugin: npx gradbook engine list',
        );
      }
    }
    const api = new PjrtApi(path, version, functions as NativeFunctions);
    api.call('PJRT_Plugin_Initialize', new Struct(PluginInitializeArgs));
    return api;
  }

  /**
   * Calls a function of the plugin.
   * @throws PjrtError with the plugin's own words
   */
  call<Field extends string>(name: FunctionName, args: Struct<Field>): void {
    this.argumentsInUse = args;
    const native = this.#functions[name];
    if (!native) throw new PjrtError('UNIMPLEMENTED', name, 'the plugin does not have it');
    const error = native(args.address);
    if (error !== 0) throw this.#take(name, BigInt(error));
  }

  /**
   * Calls a function of the plugin on another thread, so that the event loop stays free. Whatever `args` points to must
   * stay as it is until then.
   * @throws PjrtError with the plugin's own words
   */
  callAsync<Field extends string>(name: FunctionName, args: Struct<Field>): Promise<void> {
    const native = this.#functions[name];
    if (!native) throw new PjrtError('UNIMPLEMENTED', name, 'the plugin does not have it');
    return new Promise((resolve, reject) => {
      native.async(args.address, (failure, error) => {
        // Holds the arguments until here.
        this.argumentsInUse = args;
        if (failure) reject(failure);
        else if (error !== 0) reject(this.#take(name, BigInt(error)));
        else resolve();
      });
    });
  }

  /** The typed error for a `PJRT_Error`, which is freed. */
  #take(name: FunctionName, error: bigint): PjrtError {
    const message = new Struct(ErrorMessageArgs, { error });
    this.#functions.PJRT_Error_Message(message.address);
    const detail = readText(message.get('message'), message.getNumber('message_size'));
    const status = new Struct(ErrorGetCodeArgs, { error });
    // This one can fail itself; its own error is of no use to anyone.
    const failed = this.#functions.PJRT_Error_GetCode(status.address);
    const code = errorCodeName(Number(failed) === 0 ? status.getNumber('code') : 2);
    this.#functions.PJRT_Error_Destroy(new Struct(ErrorArgs, { error }).address);
    // A plugin may wrap the error of a run into an internal one.
    return code === 'RESOURCE_EXHAUSTED' || detail.includes('Out of memory allocating')
      ? new AllocationError(code, name, detail)
      : new PjrtError(code, name, detail);
  }
}
