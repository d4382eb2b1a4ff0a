/** Values that are pictures: the bytes of image files and PDF, and canvases. */
import type { MimeBundle } from '../wire/outgoing.js';
import { methodOf } from './shape.js';
import { base64 } from './transport.js';

/** The bytes that files begin with, by MIME type. */
const SIGNATURES: readonly (readonly [mime: string, at: number, bytes: readonly number[]])[] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  // "WEBP", behind "RIFF" and the length.
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
  // "%PDF-"
  ['application/pdf', 0, [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/** The MIME type of a file of a picture or of PDF, by its first bytes. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const found = SIGNATURES.find(([, at, wanted]) =>
    wanted.every((byte, i) => bytes[at + i] === byte),
  );
  return found?.[0];
}

/** The picture that a value is; undefined where it is none. */
export function pictureOf(value: unknown): MimeBundle | undefined {
  if (value instanceof Uint8Array) {
    const mime = pictureType(value);
    return mime === undefined
      ? undefined
      : { [mime]: base64(value), 'text/plain': `<${mime}, ${value.length} bytes>` };
  }
  return canvasOf(value);
}

/** A canvas says its picture by `toDataURL()`, as in browsers. */
function canvasOf(value: unknown): MimeBundle | undefined {
  const url = methodOf(value, 'toDataURL')?.();
  if (typeof url !== 'string') return undefined;
  const [, mime, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return mime && data !== undefined
    ? { [mime]: data, 'text/plain': `<${mime} of a canvas>` }
    : undefined;
}
