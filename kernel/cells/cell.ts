/** A cell that runs or ran: whose output is whose, and what an interrupt must end. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CellJob } from '../requests/interpreter.js';

/** The person asked for the end of the cell. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('The cell was interrupted.');
  }
}

export class Cell {
  /** What the cell started and its end must wait for, such as an image that is still drawn. */
  readonly pending = new Set<Promise<unknown>>();
  private readonly stop = new AbortController();

  constructor(readonly job: CellJob) {}

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  interrupt(): void {
    this.stop.abort(new Interrupted());
  }
}

const storage = new AsyncLocalStorage<Cell>();
let latest: Cell | undefined;

/** Runs a function, and all timers and promises that it starts, as part of a cell. */
export function runInCell<T>(cell: Cell, run: () => T): T {
  latest = cell;
  return storage.run(cell, run);
}

/** The cell that the running code belongs to; the latest one where that cannot be told. */
export function currentCell(): Cell | undefined {
  return storage.getStore() ?? latest;
}

/**
 * What a cell's `await x` waits for: `x`, or the interrupt of the cell, so that a loop of awaits
 * ends where it stands and its `finally` blocks run.
 */
export function wait(value: unknown): unknown {
  const cell = storage.getStore();
  if (!cell || !isThenable(value)) return value;
  const { signal } = cell;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    const settle = (then: () => void) => {
      signal.removeEventListener('abort', onAbort);
      then();
    };
    Promise.resolve(value).then(
      (result) => settle(() => resolve(result)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
