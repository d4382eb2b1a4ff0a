/** `PJRT_NamedValue`: what a client is told when it is made. */
import { addressOf } from './native-memory.js';

/** Options of a plugin's client by name, as `preallocate`; which there are is the plugin's business. */
export type ClientOptions = Readonly<Record<string, bigint | boolean>>;

/** `struct_size`, `extension_start`, `name`, `name_size`, `type`, `value`, `value_size`. */
const STRUCT_BYTES = 7 * 8;
/** `PJRT_NamedValue_Type`. */
const INT64 = 1n;
const BOOL = 4n;

/** The structs side by side, behind them the names that they point to. */
export function namedValues(options: ClientOptions): Uint8Array {
  const entries = Object.entries(options);
  const text = Buffer.from(entries.map(([name]) => name).join(''));
  const memory = new Uint8Array(new ArrayBuffer(entries.length * STRUCT_BYTES + text.length));
  const names = memory.subarray(entries.length * STRUCT_BYTES);
  names.set(text);
  let start = 0;
  entries.forEach(([name, value], i) => {
    const [type, number] =
      typeof value === 'boolean' ? [BOOL, value ? 1n : 0n] : [INT64, BigInt.asUintN(64, value)];
    const length = Buffer.byteLength(name);
    const address = addressOf(names) + BigInt(start);
    start += length;
    const struct = new BigUint64Array(memory.buffer, i * STRUCT_BYTES, 7);
    struct.set([BigInt(STRUCT_BYTES), 0n, address, BigInt(length), type, number, 1n]);
  });
  return memory;
}
