/** Bundles as the protocol wants them: binary parts in base64, the rest JSON. */
import type { MimeBundle } from '../wire/outgoing.js';

/** @throws TypeError where a part has no JSON, such as an object that holds itself */
export function transportable(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).map(([mime, data]) => [
    mime,
    data instanceof Uint8Array ? base64(data) : data,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries), withoutBigInts));
}

/** Base64 of bytes, without a copy of them. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** JSON has no integers of 64 bits: a number where none of its digits is lost, else text. */
function withoutBigInts(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
