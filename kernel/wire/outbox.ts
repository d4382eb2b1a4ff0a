/**
 * Messages on their way to a ZeroMQ socket, one after the other: it allows one send at a time. Also
 * says how much waits, so that who makes output can wait in turn.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isRecord } from './json.js';
import { debug } from './log.js';

export type Frames = (Uint8Array | string)[];

/** Hands one message to ZeroMQ. */
export type HandOver = (frames: Frames) => Promise<void>;

/** How much may wait before there is no room, in bytes. */
const MOST_WAITING = 1 << 18;

export class Outbox {
  private readonly queue: { readonly frames: Frames; readonly size: number }[] = [];
  private waiting = 0;
  private working: Promise<void> | undefined;
  private closed = false;
  private freed: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(private readonly handOver: HandOver) {}

  send(frames: Frames): void {
    if (this.closed) return;
    const size = frames.reduce((sum, { length }) => sum + length, 0);
    this.queue.push({ frames, size });
    this.waiting += size;
    // The first of a row is handed over at once; it mostly completes synchronously.
    this.working ??= this.work();
  }

  /** Undefined while there is room for more; else resolves when there is. */
  room(): Promise<void> | undefined {
    if (this.waiting <= MOST_WAITING) return undefined;
    if (!this.freed) {
      let resolve = () => {};
      const promise = new Promise<void>((free) => {
        resolve = free;
      });
      this.freed = { promise, resolve };
    }
    return this.freed.promise;
  }

  /** Takes no more; resolves when all that was given has been handed over. */
  async close(): Promise<void> {
    this.closed = true;
    await this.working;
  }

  private async work(): Promise<void> {
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      try {
        await this.handOver(next.frames);
      } catch (error) {
        debug('wire', () => `a message was not sent: ${error}`);
      }
      this.waiting -= next.size;
      if (this.waiting > MOST_WAITING) continue;
      this.freed?.resolve();
      this.freed = undefined;
    }
    this.working = undefined;
  }
}

/** Hands over to a socket that never makes one wait. */
export function plainly(socket: {
  send(frames: (Uint8Array | string)[]): Promise<void>;
}): HandOver {
  return (frames) => socket.send(frames);
}

/** How long a message waits for its client, in milliseconds, and how often it looks. */
const CONNECTING = 1000;
const LOOK = 10;

/**
 * Hands over to a router that says when it knows no such client, and waits until it does. A client's sockets connect
 * one by one: its first cell may ask it something before it can be asked.
 */
export function patiently(socket: {
  send(frames: (Uint8Array | string)[]): Promise<void>;
}): HandOver {
  const handOver = plainly(socket);
  return async (frames) => {
    for (const end = performance.now() + CONNECTING; ; await delay(LOOK)) {
      try {
        await handOver(frames);
        return;
      } catch (error) {
        const isUnknown = isRecord(error) && error.code === 'EHOSTUNREACH';
        if (!isUnknown || performance.now() > end) throw error;
      }
    }
  };
}
