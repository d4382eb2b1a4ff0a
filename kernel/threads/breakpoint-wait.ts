/**
 * While cells are debugged, each waits before it runs until its breakpoints are set: only main knows
 * what a cell is compiled to, and only the worker sets breakpoints.
 */
import type { Output } from '../display/output.js';
import { Slot } from '../link/messages.js';

export class BreakpointWait {
  private readonly waiting = new Map<number, () => void>();

  constructor(
    private readonly output: Output,
    private readonly slots: Int32Array,
  ) {}

  /** Undefined where nothing is debugged, and nothing to wait for. */
  before(cell: number, javascript: string): Promise<void> | undefined {
    if (Atomics.load(this.slots, Slot.Debugging) === 0) return undefined;
    return new Promise((resolve) => {
      this.waiting.set(cell, resolve);
      this.output.post({ type: 'compiled', cell, javascript });
    });
  }

  over(cell: number): void {
    this.waiting.get(cell)?.();
    this.waiting.delete(cell);
  }
}
