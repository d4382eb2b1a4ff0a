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
/** The same where a cell is to end: for how long from then on, and how many messages more are kept then, at most. */
const HURRIED = { patience: 500, lasts: PATIENCE, more: 1024, most: 1 << 14 };
/** How long is waited at most before a client that was slow is tried again, in milliseconds. */
const LONGEST_PAUSE = 20;

export class LosslessPublishing {
  private isDropping = false;
  /** Until when clients are waited for less long, by `performance.now()`. */
  private hurriedUntil = 0;
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

  /** A cell is to end: its reply, which is behind its output, must not wait long for a client that reads nothing. */
  hurry(): void {
    this.hurriedUntil = performance.now() + HURRIED.lasts;
  }

  readonly handOver: HandOver = async (frames) => {
    const began = performance.now();
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (await this.attempt(frames)) {
        this.isDropping = false;
        return;
      }
      const patience = this.isHurried ? Math.min(HURRIED.patience, this.patience) : this.patience;
      if (this.isDropping || performance.now() - began > patience) break;
      await delay(pause);
    }
    if (this.raiseMark()) {
      const why = this.isHurried ? ', and a cell is to end' : '';
      debug('wire', () => `a client takes nothing${why}`);
      await this.handOver(frames);
    } else {
      if (!this.isDropping) debug('wire', () => 'a client takes nothing and loses output');
      this.isDropping = true;
      await this.drop(frames);
    }
  };

  private get isHurried(): boolean {
    return performance.now() < this.hurriedUntil;
  }

  /** Has ZeroMQ keep more for clients; false where it keeps all that it may. */
  private raiseMark(): boolean {
    const { stalled } = this.marks;
    const mark = this.socket.sendHighWaterMark;
    // What the cell has shown before it was to end is not much, and its end is behind it.
    const higher = mark < stalled ? stalled : mark + HURRIED.more;
    if (mark >= stalled && !(this.isHurried && higher <= HURRIED.most)) return false;
    this.socket.sendHighWaterMark = higher;
    return true;
  }

  /** False when a client has too much already; then nobody got the message. */
  private async attempt(frames: Frames): Promise<boolean> {
    try {
      await this.socket.send(frames);
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
