/**
 * A cell that runs or ran, or the handler of a comm message: whose output is whose, and what an
 * interrupt must end.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CellJob, Delivery } from '../requests/interpreter.js';

/** The person asked for the end of the cell. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('The cell was interrupted.');
  }
}

/** How many handlers of comm messages that have ended are remembered, for what they started. */
const MOST_HANDLERS = 1000;

let isAsked: (cell: number) => boolean = () => false;
let hear: () => void = () => {};

/**
 * Says how running code learns that its cell is to stop before the event loop could tell it.
 *
 * @param asked whether a cell is to stop
 * @param heard called when code of it has learnt so
 */
export function watchStops(asked: (cell: number) => boolean, heard: () => void): void {
  isAsked = asked;
  hear = heard;
}

export class Cell {
  // Made when they are first asked for: most cells need none, and all of them are kept.
  private waited: Set<Promise<unknown>> | undefined;
  private stop: AbortController | undefined;
  private interrupted = false;
  private ended = false;

  /** @param isHandler whether this is a handler of a comm message, and no cell of the notebook */
  constructor(
    readonly job: CellJob,
    private readonly isHandler = false,
  ) {
    cells.set(job.id, this);
    if (!isHandler) latest = this;
  }

  /** The handler of a comm message: it shows no result, and nobody can be asked a question. */
  static forDelivery({ id, requestId }: Delivery): Cell {
    const userExpressions = {};
    const job = { id, requestId, code: '', count: 0, silent: true, userExpressions };
    return new Cell({ ...job, allowStdin: false }, true);
  }

  /** What the cell started and its end must wait for, such as an image that is still drawn. */
  get pending(): Set<Promise<unknown>> {
    this.waited ??= new Set();
    return this.waited;
  }

  /** Whether there is something of that. */
  get isPending(): boolean {
    return this.waited !== undefined && this.waited.size > 0;
  }

  /** Whether it runs and is to stop: its code, which asks, has heard so. */
  get isToStop(): boolean {
    if (!this.isAsked) return false;
    hear();
    return true;
  }

  /** Whether it was interrupted or is to stop, for who looks at it from outside: its code does not hear so. */
  get isEnding(): boolean {
    return this.interrupted || this.isAsked;
  }

  private get isAsked(): boolean {
    return !this.ended && isAsked(this.job.id);
  }

  /** Whether the cell was interrupted; who asks in a loop learns of it at once. */
  get isInterrupted(): boolean {
    if (!this.interrupted && this.isToStop) this.interrupt();
    return this.interrupted;
  }

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    this.stop ??= new AbortController();
    if (this.isInterrupted && !this.stop.signal.aborted) this.stop.abort(new Interrupted());
    return this.stop.signal;
  }

  /** @throws Interrupted when the cell was interrupted */
  throwIfInterrupted(): void {
    if (this.isInterrupted) throw this.signal.reason;
  }

  interrupt(): void {
    this.interrupted = true;
    this.stop?.abort(new Interrupted());
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** Its request is over; what it started may go on. */
  end(): void {
    this.ended = true;
    if (!this.isHandler) return;
    handlers.push(this.job.id);
    if (handlers.length > MOST_HANDLERS) cells.delete(handlers.shift() ?? -1);
  }
}

// Numbers, not cells: Node hangs them on promises and timers, where `console.log` would show them.
const storage = new AsyncLocalStorage<number>();
const cells = new Map<number, Cell>();
const handlers: number[] = [];
let latest: Cell | undefined;

/** Runs a function, and all timers and promises that it starts, as part of a cell. */
export function runInCell<T>(cell: Cell, run: () => T): T {
  return storage.run(cell.job.id, run);
}

/** The cell that the running code belongs to; the latest one where that cannot be told. */
export function currentCell(): Cell | undefined {
  return owner() ?? latest;
}

/**
 * Stands behind every `await` of a cell, `resume(await x)`: code of a cell that was interrupted
 * goes no further, also when what it waited for comes after the cell's end.
 * @throws Interrupted
 */
export function resume(value?: unknown): unknown {
  owner()?.throwIfInterrupted();
  return value;
}

/** Whether the running code is that of a cell that was interrupted. */
export function runsInterrupted(): boolean {
  return owner()?.isEnding ?? false;
}

/** Whether the running code is that of a cell that was not interrupted, such as a training that an earlier cell began. */
export function runsOther(): boolean {
  return owner()?.isEnding === false;
}

function owner(): Cell | undefined {
  const id = storage.getStore();
  return id === undefined ? undefined : cells.get(id);
}
