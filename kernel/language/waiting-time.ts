/**
 * How long cells may be held back, at their end, for their type errors. A person runs a cell and
 * looks; a program runs hundreds without looking and should not be slowed. So there is a small
 * store of time, which fills again slowly. It is empty until the server has read its libraries: no
 * cell waits for that.
 */

import { limited } from './limited.js';

/** The most that is in store, in milliseconds. */
const MOST = 400;
/** What part of the time that passes comes into the store. */
const REFILL = 0.1;
/** Less than this is not worth the waiting. */
const LEAST = 40;

export class WaitingTime {
  private left = 0;
  private filledAt: number | undefined;

  /** How long a cell may be held back now, in milliseconds; 0 where nothing is in store. */
  get available(): number {
    if (this.filledAt === undefined) return 0;
    const now = performance.now();
    this.left = Math.min(MOST, this.left + (now - this.filledAt) * REFILL);
    this.filledAt = now;
    return this.left >= LEAST ? this.left : 0;
  }

  /** The server answers within milliseconds from now on. */
  open(): void {
    if (this.filledAt !== undefined) return;
    this.filledAt = performance.now();
    this.left = MOST;
  }

  /** What a promise gives, or undefined when the store is used up. */
  async within<T>(promise: Promise<T>): Promise<T | undefined> {
    const began = performance.now();
    const value = await limited(promise, this.available);
    this.left = Math.max(0, this.left - (performance.now() - began));
    return value;
  }
}
