/**
 * `display(value)` of a cell, with Deno's options, and what the library displays by.
 */
import { randomUUID } from 'node:crypto';
import { type Cell, currentCell, runInCell } from '../context/cell.js';
import { isRecord, type JsonObject } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { type Bundled, bundleOf } from './bundle.js';
import type { Output } from './output.js';
import { stateOf, whenSettled } from './promises.js';
import { messageOf } from './text.js';
import { transportable, transportableBundle } from './transport.js';

export interface DisplayOptions {
  /** The value is a MIME bundle already. */
  raw?: boolean;
  /** Names the display, so that it can be updated. */
  display_id?: string;
  /** Updates the display of that name instead of adding one. */
  update?: boolean;
  /** By MIME type, such as `{ 'image/png': { width: 300 } }`. */
  metadata?: JsonObject;
}

/** A display that can be given another value. */
export interface DisplayHandle {
  readonly display_id: string;
  update(value: unknown, options?: Pick<DisplayOptions, 'raw' | 'metadata'>): void;
  /** Shows nothing any more; a later `update` shows again. */
  clear(): void;
}

/** What the library finds at `globalThis[Symbol.for('gradbook.notebook')]`. */
export interface Notebook {
  display(
    bundle: MimeBundle,
    options?: { displayId?: string; update?: boolean; metadata?: JsonObject },
  ): void;
  clearOutput(wait?: boolean): void;
  /** Aborted when the running cell is interrupted. */
  readonly signal: AbortSignal | undefined;
  /** The name of the request that the running code belongs to: its outputs' parent. */
  readonly requestId: string | undefined;
}

export class Displays implements Notebook {
  /** The handles that cells were given, and by whom: a cell that ends in `display(x)` has shown it. */
  private readonly handles = new WeakMap<object, Cell | undefined>();

  constructor(private readonly output: Output) {}

  /** Shows a MIME bundle at once. */
  display(
    bundle: MimeBundle,
    {
      displayId,
      update = false,
      metadata = {},
    }: { displayId?: string; update?: boolean; metadata?: JsonObject } = {},
    cell?: Cell,
  ): void {
    if (!cell) this.output.throwIfStopped();
    const transient = displayId === undefined ? {} : { display_id: displayId };
    const msg_type = update ? 'update_display_data' : 'display_data';
    const content = {
      data: transportableBundle(bundle),
      metadata: transportable(metadata),
      transient,
    };
    this.output.show({ msg_type, content }, cell?.job.id);
  }

  clearOutput(wait = false): void {
    this.output.throwIfStopped();
    this.output.show({ msg_type: 'clear_output', content: { wait } });
  }

  get signal(): AbortSignal | undefined {
    return currentCell()?.signal;
  }

  get requestId(): string | undefined {
    return currentCell()?.job.requestId;
  }

  /**
   * Shows any value; one that makes its bundle asynchronously holds the cell's end back. A promise
   * is shown as it is, and again when it is settled.
   * @throws Interrupted for a cell that is to stop
   */
  show(value: unknown, options: DisplayOptions = {}): DisplayHandle {
    this.output.throwIfStopped();
    const { raw = false, display_id: displayId = randomUUID(), update = false, metadata } = options;
    const put = (isUpdate: boolean) => {
      const bundled = raw && isRecord(value) ? { bundle: value } : bundleOf(value);
      this.whenReady(bundled, ({ bundle, problem }, cell) => {
        if (problem !== undefined) this.report(problem);
        const fields = metadata === undefined ? {} : { metadata };
        this.display(bundle, { displayId, update: isUpdate, ...fields }, cell);
      });
    };
    put(update);
    if (stateOf(value) === 'pending') whenSettled(value, () => put(true));
    const handle: DisplayHandle = {
      display_id: displayId,
      update: (next, more) => {
        this.show(next, { ...more, display_id: displayId, update: true });
      },
      clear: () => this.display({ 'text/plain': '' }, { displayId, update: true }),
    };
    this.handles.set(handle, currentCell());
    return handle;
  }

  /** Whether a value is the handle of what this cell has shown. */
  isHandleOf(value: unknown, cell: Cell): boolean {
    return typeof value === 'object' && value !== null && this.handles.get(value) === cell;
  }

  /**
   * Shows a promise that is not settled yet in a way that can change when it is.
   * @returns whether it did; a value that is settled at once is left to the caller
   */
  async showPending(value: unknown): Promise<boolean> {
    if (stateOf(value) === 'pending') await new Promise((resolve) => setImmediate(resolve));
    if (stateOf(value) !== 'pending') return false;
    this.show(value);
    return true;
  }

  /** Calls back with a bundle, at once or later, in the cell that is current now. */
  private whenReady(
    bundled: Bundled | Promise<Bundled>,
    then: (bundled: Bundled, cell: Cell | undefined) => void,
  ): void {
    const cell = currentCell();
    if (!(bundled instanceof Promise)) {
      then(bundled, cell);
      return;
    }
    const shown = bundled.then((made) => {
      if (cell) runInCell(cell, () => then(made, cell));
    });
    cell?.pending.add(shown);
    void shown.finally(() => cell?.pending.delete(shown));
  }

  /** A display that failed is said on stderr; the value is shown as text. */
  report(problem: unknown): void {
    const text = messageOf(problem, 'stack');
    this.output.stream('stderr', `This value could not show itself: ${text}\n`);
  }
}
