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

/**
 * A MIME bundle as the protocol wants it.
 * @throws TypeError where a part has no JSON, or is none of what its type takes
 */
export function transportableBundle(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).map(([mime, data]) => {
    return [mime, isText(mime) && !(data instanceof Uint8Array) ? asText(mime, data) : data];
  });
  return transportable(Object.fromEntries(entries));
}

/** A notebook's format takes nothing but text for these types, in one piece or in lines. */
function isText(mime: string): boolean {
  return /^(text|image)\/(?!.*json$)/.test(mime);
}

function asText(mime: string, data: unknown): unknown {
  if (data === undefined || data === null) return undefined;
  if (Array.isArray(data) && data.every((line) => typeof line === 'string')) return data;
  if (typeof data === 'object') throw new TypeError(`${mime} must be text, and is an object.`);
  return String(data);
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
