/** The cells of one shell: each waits for the one before it. */
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Incoming } from '../wire/frames.js';
import type { Channel } from '../wire/sockets.js';

/** How long cells that a client sends in one go may take to come in, in milliseconds. */
const IN_ONE_GO = 20;

/** A request, and the socket that it came by. */
export interface Received {
  readonly channel: Channel;
  readonly request: Incoming;
}

export class CellQueue {
  private readonly waiting: Received[] = [];
  private working: Promise<void> | undefined;
  private isStopped = false;
  /** When the latest cell began. */
  private begun = 0;

  /** @param run answers one cell's request */
  constructor(private readonly run: (cell: Received) => Promise<void>) {}

  add(cell: Received): void {
    this.waiting.push(cell);
    this.working ??= this.work();
  }

  /** Takes all that waits, also what a client that sends its cells in one go is still sending. */
  async takeAll(): Promise<Received[]> {
    const rest = IN_ONE_GO - (performance.now() - this.begun);
    if (rest > 0) await delay(rest);
    // On a busy machine the time may be over before the event loop has read what has come meanwhile.
    await turn();
    return this.waiting.splice(0);
  }

  /** Begins no further cell, and gives those that wait. */
  stop(): Received[] {
    this.isStopped = true;
    return this.waiting.splice(0);
  }

  /** Settled when the running cell has ended, once this was stopped. */
  async over(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    while (!this.isStopped) {
      const next = this.waiting.shift();
      if (!next) break;
      this.begun = performance.now();
      await this.run(next);
    }
    this.working = undefined;
  }
}
