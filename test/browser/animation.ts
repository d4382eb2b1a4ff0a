/**
 * Pictures of a page as one animated PNG: each picture's own compressed data, framed anew. Nothing is
 * decoded, so all must have the same kind of pixels, as a browser's screenshots have.
 *
 * https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
import { crc32 } from 'node:zlib';

export interface Frame {
  /** A PNG. */
  readonly png: Buffer;
  /** Where it lies on the first one, in pixels. */
  readonly x: number;
  readonly y: number;
  /** How long it is shown, in milliseconds. */
  readonly milliseconds: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Plays for ever. The first frame is the whole picture, and what viewers without animation show. */
export function animatedPng(frames: readonly Frame[]): Buffer {
  const chunks: Chunk[] = [];
  let sequence = 0;
  for (const [at, frame] of frames.entries()) {
    const parts = chunksOf(frame.png);
    const header = parts.find(({ type }) => type === 'IHDR');
    if (!header) throw new Error(`Picture ${at + 1} is no PNG.`);
    if (at === 0) {
      chunks.push(header, { type: 'acTL', data: numbers(frames.length, 0) });
    }
    chunks.push({ type: 'fcTL', data: control(sequence++, header.data, frame) });
    for (const { type, data } of parts) {
      if (type !== 'IDAT') continue;
      if (at === 0) chunks.push({ type, data });
      else chunks.push({ type: 'fdAT', data: Buffer.concat([numbers(sequence++), data]) });
    }
  }
  chunks.push({ type: 'IEND', data: Buffer.alloc(0) });
  return Buffer.concat([SIGNATURE, ...chunks.map(written)]);
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

/** The frame's size, its place, its time as a fraction of a second, and that it replaces what is below. */
function control(sequence: number, header: Buffer, { x, y, milliseconds }: Frame): Buffer {
  const time = Buffer.alloc(6);
  time.writeUInt16BE(milliseconds, 0);
  time.writeUInt16BE(1000, 2);
  return Buffer.concat([numbers(sequence), header.subarray(0, 8), numbers(x, y), time]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}
