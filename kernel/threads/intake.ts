/**
 * Takes what the main thread shows: text from the ring, messages from the port, each at its place.
 * While the clients are slow nothing is taken, so that the main thread waits in turn.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Call, type FromMain, type Placed, Slot, weightOf } from '../link/messages.js';
import type { TextReader } from '../link/text-ring.js';
import type { Show } from '../requests/interpreter.js';
import type { Written } from './descriptors.js';

/** How long printed text may wait for more of it, in milliseconds. */
const SOON = 3;
/** How many bytes of text are taken at a time. */
const PORTION = 1 << 16;
/** How many messages are taken at a time: the worker has more to do. */
const MOST_AT_ONCE = 500;

/** What is not to be shown. */
export type Passed = Exclude<FromMain, { type: 'stream' | 'show' | 'look' }>;

/** Undefined while there is room for what is to be sent; else resolves when there is. */
export type Room = () => Promise<void> | undefined;

interface IntakeOptions {
  readonly port: MessagePort;
  readonly text: TextReader;
  readonly shared: Int32Array;
  readonly show: Show;
  readonly room: Room;
  /** What was written to the file descriptors by now. */
  readDescriptors(): readonly Written[];
  /** Takes the messages that are not to be shown. */
  pass(message: Passed): void;
}

/** What waits at its place. */
type Waiting = Placed | { readonly at: number; readonly written: Written };

export class Intake {
  private readonly text: TextReader;
  private readonly shared: Int32Array;
  private queue: Waiting[] = [];
  /** What was read from the file descriptors, before it is said behind what. */
  private unplaced: Written[] = [];
  private stream: Extract<FromMain, { type: 'stream' }> | undefined;
  /** Whether the next portion waits for the clients, or for the next turn of the event loop. */
  private isWaiting = false;
  private isScheduled = false;

  constructor(private readonly options: IntakeOptions) {
    this.text = options.text;
    this.shared = options.shared;
    options.port.on('message', (placed: Placed) => void this.take(placed));
  }

  private async take(placed: Placed): Promise<void> {
    if (placed.message?.type === 'ended' && !this.isWaiting) {
      // At once: one message for each cell keeps the worker from nothing, and the person waits for it.
      this.add(placed);
      this.goOn();
      return;
    }
    if (placed.message) this.add(placed);
    else if (Atomics.load(this.shared, Slot.Called) === Call.Soon) await delay(SOON);
    this.goOnSoon();
  }

  private add(placed: Placed): void {
    if (placed.message?.type !== 'look') {
      this.queue.push(placed);
      return;
    }
    this.unplaced.push(...this.options.readDescriptors());
    this.place(placed.at);
    // From here on main goes on.
    Atomics.add(this.shared, Slot.Looked, 1);
    Atomics.notify(this.shared, Slot.Looked);
  }

  /** Takes what was written to a file descriptor, behind all that was shown by now. */
  takeWritten(written: Written): Promise<void> | undefined {
    // Before collecting: a main thread that waits for it to be shown goes on in the midst of that.
    this.unplaced.push(written);
    this.place(this.collect(this.text.written));
    this.goOnSoon();
    return this.options.room();
  }

  private place(at: number): void {
    for (const written of this.unplaced) this.queue.push({ at, written });
    this.unplaced = [];
  }

  /** Once a turn of the event loop: a cell that shows much must not keep the worker from the rest. */
  private goOnSoon(): void {
    if (this.isScheduled || this.isWaiting) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.goOn();
    });
  }

  /** Takes what has come when there is room: it is no more than the ring has, and what may be outstanding. */
  private goOn(): void {
    const room = this.options.room();
    if (room) {
      this.isWaiting = true;
      void room.then(() => {
        this.isWaiting = false;
        this.goOnSoon();
      });
      return;
    }
    // Before looking: what is written from now on calls again.
    Atomics.store(this.shared, Slot.Called, Call.None);
    const end = this.collect(this.text.written);
    while (this.takeNext(end));
    // A call that came meanwhile was collected too.
    if (Atomics.load(this.shared, Slot.Called) !== Call.None) this.goOnSoon();
  }

  /**
   * Fetches the messages that stand among the text up to `written`: it was looked at first, so they
   * have been posted.
   * @returns up to where text may be read
   */
  private collect(written: number): number {
    for (let count = 0; count < MOST_AT_ONCE; count++) {
      const received: { message: Placed } | undefined = receiveMessageOnPort(this.options.port);
      if (!received) return written;
      if (received.message.message) this.add(received.message);
    }
    // The rest comes by itself.
    return this.queue.at(-1)?.at ?? written;
  }

  /** Lets a main thread that waits for room look again. */
  turn(): void {
    Atomics.add(this.shared, Slot.Turn, 1);
    Atomics.notify(this.shared, Slot.Turn);
  }

  /** Takes all that has come, however slow the clients are: main stands still, and adds nothing. */
  drain(): void {
    for (;;) {
      const end = this.collect(this.text.written);
      if (!this.takeNext(end)) return;
    }
  }

  private takeNext(written: number): boolean {
    const [next] = this.queue;
    const text = this.text.read(next?.at ?? written, PORTION);
    if (text !== undefined) {
      this.turn();
      if (this.stream) {
        const { cell, name } = this.stream;
        this.options.show(cell, { msg_type: 'stream', content: { name, text } });
      }
      return true;
    }
    this.queue.shift();
    if (next && 'written' in next) this.showWritten([next.written]);
    else if (next?.message) this.takeMessage(next.message);
    return next !== undefined;
  }

  private takeMessage(message: FromMain): void {
    switch (message.type) {
      case 'stream':
        this.stream = message;
        break;
      case 'look':
        // Done when it came.
        break;
      case 'show':
        if (message.message.msg_type === 'execute_result') this.lookAtDescriptors();
        Atomics.sub(this.shared, Slot.Outstanding, weightOf(message.message));
        this.turn();
        this.options.show(message.cell, message.message);
        break;
      default:
        this.lookAtDescriptors();
        this.options.pass(message);
    }
  }

  /** Shows what was written to the file descriptors before the place that has been reached. */
  private lookAtDescriptors(): void {
    const fresh = this.options.readDescriptors();
    const waiting = this.queue.flatMap((one) => ('written' in one ? [one.written] : []));
    if (waiting.length > 0) this.queue = this.queue.filter((one) => !('written' in one));
    this.showWritten([...waiting, ...fresh]);
  }

  private showWritten(all: readonly Written[]): void {
    for (const { cell, name, text } of all) {
      this.options.show(cell, { msg_type: 'stream', content: { name, text } });
    }
  }
}
