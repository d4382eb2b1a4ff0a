/** A value -> its MIME bundle. */
import { inspect } from 'node:util';
import { isRecord } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';

/** Deno's convention: an object with this method says itself how it is shown. */
export const DISPLAY = Symbol.for('Jupyter.display');

/** The bytes that image files begin with, by MIME type. */
const IMAGE_STARTS: readonly (readonly [mime: string, start: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

/** A value could not show itself; the bundle is what could be shown instead. */
export interface Bundled {
  readonly bundle: MimeBundle;
  readonly problem?: unknown;
}

/** The bundle of a value, at once where the value does not make it asynchronously. */
export function bundleOf(value: unknown): Bundled | Promise<Bundled> {
  const fallback = (problem: unknown): Bundled => ({ bundle: plain(value), problem });
  try {
    const method = displayMethod(value);
    if (!method) return { bundle: imageOf(value) ?? plain(value) };
    const made: unknown = method.call(value);
    if (made instanceof Promise) return made.then(checked, fallback);
    return checked(made);
  } catch (problem) {
    return fallback(problem);
  }

  function checked(made: unknown): Bundled {
    if (isRecord(made)) return { bundle: transportable(made) };
    return fallback(new TypeError(`[Symbol.for('Jupyter.display')]() gave ${typeof made}`));
  }
}

/** A bundle whose binary parts are base64, as the protocol wants them, and whose rest is JSON. */
export function transportable(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).map(([mime, data]) => [
    mime,
    data instanceof Uint8Array ? base64(data) : data,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}

/** Base64 of bytes, without a copy of them. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject || !(DISPLAY in value)) return undefined;
  const method: unknown = value[DISPLAY];
  return typeof method === 'function' ? () => method.call(value) : undefined;
}

function imageOf(value: unknown): MimeBundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const found = IMAGE_STARTS.find(([, start]) => start.every((byte, i) => value[i] === byte));
  return (
    found && { [found[0]]: base64(value), 'text/plain': `<${found[0]}, ${value.length} bytes>` }
  );
}

function plain(value: unknown): MimeBundle {
  try {
    return { 'text/plain': inspect(value) };
  } catch (error) {
    return { 'text/plain': `<${typeof value} that cannot be shown: ${error}>` };
  }
}
