/**
 * Where everything that cells show leaves the main thread: streams, displays, errors, each under
 * the cell that it belongs to.
 */
import type { MessagePort } from 'node:worker_threads';
import { currentCell } from '../context/cell.js';
import { type CellOutput, type FromMain, Slot, weightOf } from '../link/messages.js';
import type { Published } from '../wire/outgoing.js';

/**
 * How much may be under way before a printing loop waits for the sockets' thread: little, since all of
 * it is shown before an interrupt is.
 */
const MOST_UNDER_WAY = 1 << 18;

export class Output {
  constructor(
    private readonly port: MessagePort,
    private readonly shared: Int32Array,
  ) {}

  /** What was printed, of the cell that the running code belongs to. */
  stream(name: 'stdout' | 'stderr', text: string): void {
    const cell = currentCell()?.job.id;
    if (cell === undefined || text === '') return;
    this.pass({ type: 'stream', cell, name, text });
  }

  /** A display, a result or an error, under `cell` or the one that the running code belongs to. */
  show(message: Published, cell = currentCell()?.job.id): void {
    if (cell !== undefined) this.pass({ type: 'show', cell, message });
  }

  /** Posts output, and waits where much of it is under way already. */
  private pass(message: CellOutput): void {
    const weight = weightOf(message);
    // In this order: should an interrupt end the code in between, no loop ever waits for nothing.
    this.post(message);
    const before = Atomics.add(this.shared, Slot.Outstanding, weight);
    if (before > MOST_UNDER_WAY) Atomics.wait(this.shared, Slot.Outstanding, before + weight, 1000);
  }

  post(message: FromMain): void {
    this.port.postMessage(message);
  }
}
