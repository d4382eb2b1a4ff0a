/** The batches of one epoch in turn, each with a memory scope of its own. */
import { openIteration } from '../tensor/index.js';

/** Makes the batches of an epoch. */
export interface BatchMaker<B> {
  /** The number of batches; infinite as long as it isn't known. */
  readonly length: number;
  /** Makes batch `batch`; they are asked for in order. Undefined where no sample is left of it. */
  make(batch: number): B | undefined;
}

/** The batches of one epoch, in turn. */
export interface Batches<B> extends IterableIterator<B> {
  /** Frees what the last iteration made, before the next one is asked for. */
  endIteration(): void;
}

/** One pass over the data. Each batch opens a memory scope, which the next one ends. */
export class Epoch<B> implements Batches<B> {
  readonly #maker: BatchMaker<B>;
  #next: number;
  #iteration: ReturnType<typeof openIteration> | undefined;

  readonly #onStep: (() => void) | undefined;

  /**
   * @param from the first batch that is wanted
   * @param onStep called when an optimizer takes a step in the loop
   */
  constructor(maker: BatchMaker<B>, from: number, onStep?: () => void) {
    this.#maker = maker;
    this.#next = from;
    this.#onStep = onStep;
  }

  next(): IteratorResult<B, undefined> {
    this.endIteration();
    while (this.#next < this.#maker.length) {
      this.#iteration = openIteration(this.#onStep);
      try {
        const value = this.#maker.make(this.#next++);
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
    this.#next = Infinity;
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
