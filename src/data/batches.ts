/** The batches of one epoch in turn, each with a memory scope of its own. */
import { openIteration } from '../tensor/index.js';

/** Makes batch `batch` of an epoch; they are asked for in order. Undefined where no sample is left of it. */
export type MakeBatch<B> = (batch: number) => B | undefined;

/** The batches of one epoch, in turn. */
export interface Batches<B> extends IterableIterator<B> {
  /** Frees what the last iteration made, before the next one is asked for. */
  endIteration(): void;
}

/** One pass over the data. Each batch opens a memory scope, which the next one ends. */
export class Epoch<B> implements Batches<B> {
  readonly #make: MakeBatch<B>;
  readonly #length: number;
  #next: number;
  #iteration: ReturnType<typeof openIteration> | undefined;

  /**
   * @param from the first batch that is wanted
   * @param length the number of batches in the epoch
   */
  constructor(make: MakeBatch<B>, from: number, length: number) {
    this.#make = make;
    this.#next = from;
    this.#length = length;
  }

  next(): IteratorResult<B, undefined> {
    this.endIteration();
    while (this.#next < this.#length) {
      this.#iteration = openIteration();
      try {
        const value = this.#make(this.#next++);
        if (value !== undefined) return { done: false, value };
      } catch (error) {
        // A loop doesn't call `return` of an iterator that threw.
        this.return();
        throw error;
      }
      this.endIteration();
    }
    return { done: true, value: undefined };
  }

  endIteration(): void {
    this.#iteration?.end();
    this.#iteration = undefined;
  }

  /** After `break`, what the last iteration made can still be used. */
  return(): IteratorResult<B, undefined> {
    this.#iteration?.leave();
    this.#iteration = undefined;
    this.#next = this.#length;
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
