/**
 * Where everything that cells show leaves the main thread: streams, displays, errors, each under
 * the cell that it belongs to.
 */
import type { MessagePort } from 'node:worker_threads';
import { currentCell, Interrupted } from '../context/cell.js';
import { Call, type FromMain, type Placed, Slot, weightOf } from '../link/messages.js';
import type { TextWriter } from '../link/text-ring.js';
import type { Published } from '../wire/outgoing.js';

type StreamName = 'stdout' | 'stderr';

/** How much that is to be shown may be under way, by `weightOf`, before its cell waits. */
const MOST_UNDER_WAY = 1 << 18;
/** A cell that shows nothing for as long, in milliseconds, may have waited for a program that prints. */
const GAP = 1;
/** How long the worker may take to look at what such a program has printed, in milliseconds. */
const LOOK = 5000;
/** How long a waiting main thread trusts that it is told, in milliseconds. */
const TRUST = 1000;

export class Output {
  /** Whose text the ring has now. */
  private cell = -1;
  private name: StreamName = 'stdout';
  private shownAt = 0;
  /** The cell whose printing was already ended by an interrupt. */
  private stopped = -1;

  constructor(
    private readonly port: MessagePort,
    private readonly text: TextWriter,
    private readonly shared: Int32Array,
  ) {}

  /** What was printed, of the cell that the running code belongs to. */
  stream(name: StreamName, text: string): void {
    const cell = currentCell();
    if (!cell || text === '') return;
    const { id } = cell.job;
    this.noteShown(id);
    this.letWrittenGoFirst();
    if (id !== this.cell || name !== this.name) {
      this.cell = id;
      this.name = name;
      this.post({ type: 'stream', cell: id, name });
    }
    this.text.write(text, () => {
      this.call(Call.Now);
      return this.wait(() => this.text.hasRoom);
    });
    this.call(this.text.isHalfFull ? Call.Now : Call.Soon);
    this.shownAt = performance.now();
  }

  /** A display, a result or an error, under `cell` or the one that the running code belongs to. */
  show(message: Published, cell = currentCell()?.job.id): void {
    if (cell === undefined) return;
    this.noteShown(cell);
    // A result is the last of its cell, where the worker looks anyway.
    if (message.msg_type !== 'execute_result') this.letWrittenGoFirst();
    // In this order: should an interrupt end the code in between, nothing ever waits for nothing.
    this.post({ type: 'show', cell, message });
    Atomics.add(this.shared, Slot.Outstanding, weightOf(message));
    this.wait(() => this.hasRoom);
    this.shownAt = performance.now();
  }

  /**
   * For code that prints in a loop: an interrupt reaches it here first, where nothing is half done.
   * @throws Interrupted for a cell that is to stop: once, and where it would have to wait
   */
  throwIfStopped(): void {
    if (Atomics.load(this.shared, Slot.Stop) === 0) return;
    const cell = currentCell();
    if (!cell?.isToStop) return;
    if (cell.job.id === this.stopped && this.text.hasRoom && this.hasRoom) return;
    this.stopped = cell.job.id;
    throw new Interrupted();
  }

  /** Code that shows something hears of an interrupt there, and is given the time for it. */
  private noteShown(cell: number): void {
    Atomics.store(this.shared, Slot.Shown, cell + 1);
  }

  private get hasRoom(): boolean {
    return Atomics.load(this.shared, Slot.Outstanding) <= MOST_UNDER_WAY;
  }

  post(message: FromMain): void {
    this.port.postMessage({ at: this.text.written, message } satisfies Placed);
  }

  /** What a program or native code has written to a file descriptor comes before what follows. */
  private letWrittenGoFirst(): void {
    if (performance.now() - this.shownAt < GAP) return;
    // 0 where the descriptors are not captured.
    if (Atomics.load(this.shared, Slot.Stderr) === 0) return;
    const looked = Atomics.load(this.shared, Slot.Looked);
    this.post({ type: 'look' });
    Atomics.wait(this.shared, Slot.Looked, looked, LOOK);
  }

  /** Calls the worker to what was printed, if it was not called yet. */
  private call(urgency: number): void {
    if (Atomics.load(this.shared, Slot.Called) >= urgency) return;
    Atomics.store(this.shared, Slot.Called, urgency);
    this.port.postMessage({ at: this.text.written } satisfies Placed);
  }

  /** Waits for the worker, which waits for slow clients; false when the cell is to stop instead. */
  private wait(isOver: () => boolean): boolean {
    for (;;) {
      const turn = Atomics.load(this.shared, Slot.Turn);
      if (isOver()) return true;
      if (currentCell()?.isToStop) return false;
      Atomics.wait(this.shared, Slot.Turn, turn, TRUST);
    }
  }
}
