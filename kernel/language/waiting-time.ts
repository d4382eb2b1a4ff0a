/**
 * How long cells may be held back, at their end, for their type errors. A person runs a cell and
 * looks; a program runs hundreds without looking and should not be slowed. So there is a small
 * store of time, which fills again slowly.
 */

import { limited } from './limited.js';

/** The most that is in store, in milliseconds. */
const MOST = 400;
/** What is in store at first: the server has to start too. */
const AT_FIRST = 2000;
/** What part of the time that passes comes into the store. */
const REFILL = 0.1;
/** Less than this is not worth the waiting. */
const LEAST = 40;

export class WaitingTime {
  private left = AT_FIRST;
  private most = AT_FIRST;
  private isStarting = true;
  private filledAt = performance.now();

  /** How long a cell may be held back now, in milliseconds; 0 where nothing is in store. */
  get available(): number {
    const now = performance.now();
    this.left = Math.min(this.most, this.left + (now - this.filledAt) * REFILL);
    this.filledAt = now;
    return this.left >= LEAST ? this.left : 0;
  }

  /** Ends the time in which the server starts. */
  started(): void {
    if (!this.isStarting) return;
    this.isStarting = false;
    this.most = MOST;
    this.left = MOST;
  }

  /** What a promise gives, or undefined when the store is used up. */
  async within<T>(promise: Promise<T>): Promise<T | undefined> {
    const { isStarting } = this;
    const began = performance.now();
    const value = await limited(promise, this.available);
    // The wait for the server's start is not on the cells that follow it.
    const isOn = isStarting === this.isStarting;
    if (isOn) this.left = Math.max(0, this.left - (performance.now() - began));
    return value;
  }
}
