/** What `PJRT_Client_Compile` takes: a program as text, and for which devices with which flags. */
import { type CompilerFlags, compileOptions } from './compile-options.js';
import { Struct } from './layout.js';
import type { NativeClient } from './native-client.js';
import { ClientCompileArgs, Program } from './structs.js';

export const COMPILE = 'PJRT_Client_Compile';
const FORMAT = new TextEncoder().encode('mlir');

/**
 * @throws ClosedClientError
 * @throws PjrtError when there is no such device
 */
export function compileArgs(
  native: NativeClient,
  stableHlo: string,
  devices: readonly number[],
  flags: CompilerFlags,
): Struct<keyof typeof ClientCompileArgs.slot> {
  native.assertOpen(COMPILE);
  const options = compileOptions(
    devices.map((device) => native.device(device).id),
    flags,
  );
  const code = new TextEncoder().encode(stableHlo);
  const program = new Struct(Program, {
    code,
    code_size: BigInt(code.length),
    format: FORMAT,
    format_size: BigInt(FORMAT.length),
  });
  return new Struct(ClientCompileArgs, {
    client: native.handle,
    program,
    compile_options: options,
    compile_options_size: BigInt(options.length),
  });
}
