/**
 * `display(value)` of a cell, with Deno's options, and what the library displays by.
 */
import { randomUUID } from 'node:crypto';
import { type Cell, currentCell, runInCell } from '../context/cell.js';
import type { JsonObject } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { type Bundled, bundleOf, transportable } from './bundle.js';
import type { Output } from './output.js';

export interface DisplayOptions {
  /** The value is a MIME bundle already. */
  raw?: boolean;
  /** Names the display, so that it can be updated. */
  display_id?: string;
  /** Updates the display of that name instead of adding one. */
  update?: boolean;
}

/** A display that can be given another value. */
export interface DisplayHandle {
  readonly display_id: string;
  update(value: unknown, options?: { raw?: boolean }): void;
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
}

export class Displays implements Notebook {
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
    const transient = displayId === undefined ? {} : { display_id: displayId };
    const msg_type = update ? 'update_display_data' : 'display_data';
    const content = { data: transportable(bundle), metadata: transportable(metadata), transient };
    this.output.show({ msg_type, content }, cell?.job.id);
  }

  clearOutput(wait = false): void {
    this.output.show({ msg_type: 'clear_output', content: { wait } });
  }

  get signal(): AbortSignal | undefined {
    return currentCell()?.signal;
  }

  /** Shows any value; one that makes its bundle asynchronously holds the cell's end back. */
  show(value: unknown, { raw = false, display_id, update }: DisplayOptions = {}): DisplayHandle {
    const displayId = display_id ?? randomUUID();
    const bundled = raw ? { bundle: value as MimeBundle } : bundleOf(value);
    this.whenReady(bundled, ({ bundle, problem }, cell) => {
      if (problem !== undefined) this.report(problem);
      this.display(bundle, { displayId, ...(update === undefined ? {} : { update }) }, cell);
    });
    return {
      display_id: displayId,
      update: (next, options) => {
        this.show(next, { ...options, display_id: displayId, update: true });
      },
    };
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
    const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    this.output.stream('stderr', `This value could not show itself: ${text}\n`);
  }
}
