/**
 * Text on its way from the main thread to the worker thread: a ring of UTF-8 bytes in shared memory.
 * A line that is printed costs a copy, not a message, and the ring's size bounds what is under way.
 *
 * Positions count all bytes ever written, modulo 2^32.
 */
import { StringDecoder } from 'node:string_decoder';
import { Slot } from './messages.js';

/** In bytes; a power of two. Little, since all of it is shown before an interrupt is. */
const SIZE = 1 << 18;
/** The most bytes that one UTF-16 unit takes. */
const WIDEST = 3;
/** How many characters are encoded at a time where a text may not fit as a whole. */
const PIECE = 1 << 14;

export function sharedText(): SharedArrayBuffer {
  return new SharedArrayBuffer(SIZE);
}

/** The main thread's end. */
export class TextWriter {
  private readonly ring: Buffer;
  private position = 0;

  constructor(
    shared: SharedArrayBuffer,
    private readonly slots: Int32Array,
  ) {
    this.ring = Buffer.from(shared);
  }

  /** How many bytes have been written. */
  get written(): number {
    return this.position;
  }

  get hasRoom(): boolean {
    return this.free() > 0;
  }

  /** Whether the reader had better come soon. */
  get isHalfFull(): boolean {
    return this.free() < SIZE / 2;
  }

  /**
   * Writes a text.
   * @param waitForRoom called while the ring is full; false gives the rest of the text up
   */
  write(text: string, waitForRoom: () => boolean): void {
    const at = this.position % SIZE;
    if (Math.min(this.free(), SIZE - at) >= WIDEST * text.length) {
      this.publish(this.ring.write(text, at));
      return;
    }
    for (let from = 0; from < text.length; ) {
      const end = from + pieceLength(text, from);
      if (!this.copy(Buffer.from(text.slice(from, end)), waitForRoom)) return;
      from = end;
    }
  }

  private copy(bytes: Buffer, waitForRoom: () => boolean): boolean {
    for (let from = 0; from < bytes.length; ) {
      const at = this.position % SIZE;
      const count = Math.min(bytes.length - from, this.free(), SIZE - at);
      if (count === 0 && !waitForRoom()) return false;
      bytes.copy(this.ring, at, from, from + count);
      this.publish(count);
      from += count;
    }
    return true;
  }

  private free(): number {
    return SIZE - ((this.position - Atomics.load(this.slots, Slot.TextRead)) >>> 0);
  }

  private publish(count: number): void {
    this.position = (this.position + count) >>> 0;
    Atomics.store(this.slots, Slot.TextWritten, this.position);
  }
}

/** The worker thread's end. */
export class TextReader {
  private readonly ring: Buffer;
  private readonly decoder = new StringDecoder('utf8');
  private position = 0;

  constructor(
    shared: SharedArrayBuffer,
    private readonly slots: Int32Array,
  ) {
    this.ring = Buffer.from(shared);
  }

  /** How far text has been written by now. */
  get written(): number {
    return Atomics.load(this.slots, Slot.TextWritten) >>> 0;
  }

  /** Text up to a position, `most` bytes of it; undefined when there is none. */
  read(end: number, most: number): string | undefined {
    // Signed: a message further on may have been taken already.
    const left = (end - this.position) | 0;
    if (left <= 0) return undefined;
    const at = this.position % SIZE;
    const count = Math.min(left, most, SIZE - at);
    const text = this.decoder.write(this.ring.subarray(at, at + count));
    this.position = (this.position + count) >>> 0;
    Atomics.store(this.slots, Slot.TextRead, this.position);
    return text;
  }
}

/** The length of the next piece of a text, which cuts no character in two. */
function pieceLength(text: string, from: number): number {
  const length = Math.min(PIECE, text.length - from);
  const last = text.charCodeAt(from + length - 1);
  const isCut = last >= 0xd800 && last < 0xdc00 && from + length < text.length;
  return isCut && length > 1 ? length - 1 : length;
}
