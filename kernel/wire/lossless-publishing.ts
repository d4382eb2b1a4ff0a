/**
 * Publishing without loss. A PUB socket drops what exceeds a client's high-water mark; here the message
 * waits until that client has taken some.
 *
 * A client that takes nothing for long, such as a program that never reads, must not hold up the others:
 * ZeroMQ may then keep much more for it, and when that is full too, it loses what comes. The mark is not
 * lowered again: ZeroMQ would count by the old one until the next message, which waits for the count.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { debug } from './log.js';
import type { Frames, HandOver } from './outbox.js';

/** What this needs of an XPUB socket. */
interface PublishingSocket {
  noDrop: boolean;
  sendHighWaterMark: number;
  send(frames: (Uint8Array | string)[]): Promise<void>;
}

/** How many messages ZeroMQ keeps for a client: one that is slow, and one that takes nothing. */
const MARKS = { slow: 256, stalled: 4096 };
/** How long a client that takes nothing may hold up the others, in milliseconds. */
const PATIENCE = 10_000;
/** How long is waited at most before a client that was slow is tried again, in milliseconds. */
const LONGEST_PAUSE = 20;

export class LosslessPublishing {
  private isDropping = false;
  /** How long to wait for clients; less at the end. */
  patience = PATIENCE;

  /** The socket must not have clients yet. */
  constructor(
    private readonly socket: PublishingSocket,
    private readonly marks = MARKS,
  ) {
    socket.noDrop = true;
    socket.sendHighWaterMark = marks.slow;
  }

  readonly handOver: HandOver = async (frames) => {
    const began = performance.now();
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (await this.attempt(frames)) {
        this.isDropping = false;
        return;
      }
      if (this.isDropping || performance.now() - began > this.patience) break;
      await delay(pause);
    }
    const { stalled } = this.marks;
    if (this.socket.sendHighWaterMark < stalled) {
      debug('wire', () => 'a client takes nothing');
      this.socket.sendHighWaterMark = stalled;
      await this.handOver(frames);
    } else {
      if (!this.isDropping) debug('wire', () => 'a client takes nothing and loses output');
      this.isDropping = true;
      await this.drop(frames);
    }
  };

  /** False when a client has too much already; then nobody got the message. */
  private async attempt(frames: Frames): Promise<boolean> {
    try {
      await this.socket.send([...frames]);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
      throw error;
    }
  }

  /** Sends to those clients that have room. */
  private async drop(frames: Frames): Promise<void> {
    this.socket.noDrop = false;
    try {
      await this.attempt(frames);
    } finally {
      this.socket.noDrop = true;
    }
  }
}
