/**
 * What the two threads say to each other. The worker thread has the sockets, the main thread the
 * user's code. Everything that a cell shows goes through one port, its end last, so that nothing
 * can overtake it.
 */
import type { MessagePort } from 'node:worker_threads';
import type { CellEnd, CellJob, Delivery, Question } from '../requests/interpreter.js';
import type { Published } from '../wire/outgoing.js';

export type ToMain =
  | { readonly type: 'execute'; readonly job: CellJob }
  | { readonly type: 'deliver'; readonly delivery: Delivery }
  /** The breakpoints of a cell are set; see `compiled`. */
  | { readonly type: 'run'; readonly cell: number }
  | { readonly type: 'interrupt' }
  /** See `DebuggerOnMain.comeBy`. */
  | { readonly type: 'comeBy' }
  | { readonly type: 'shutdown'; readonly code: number };

/** What main tells the worker. */
export type FromMain =
  /** From here on, text is that stream of that cell. */
  | { readonly type: 'stream'; readonly cell: number; readonly name: 'stdout' | 'stderr' }
  /** Native code or a program may have written to a file descriptor before; main waits a moment. */
  | { readonly type: 'look' }
  | { readonly type: 'show'; readonly cell: number; readonly message: Published }
  | { readonly type: 'ask'; readonly cell: number; readonly question: Question }
  | {
      readonly type: 'ended';
      readonly cell: number;
      readonly end: CellEnd;
      /** The last of what it shows. */
      readonly result?: Published | undefined;
    }
  /** While debugging: a cell waits for its breakpoints. */
  | { readonly type: 'compiled'; readonly cell: number; readonly javascript: string }
  | Departure;

/** Code of a cell ends the process; main waits until the clients know. */
export interface Departure {
  readonly type: 'departing';
  readonly cell: number | undefined;
  readonly reason: string;
  /** How the running cell ends. */
  readonly end: CellEnd;
}

/** A message among the text: all that was printed before it comes first. */
export interface Placed {
  /** How far text had been written when the message was sent; see `TextWriter`. */
  readonly at: number;
  /** Absent where the message only calls the worker to the text. */
  readonly message?: FromMain;
}

/** What the worker gets at its start. */
export interface WorkerStart {
  readonly connectionFile: string;
  /** `ToMain` and `Placed`. */
  readonly port: MessagePort;
  /** What cells print; see `TextWriter`. */
  readonly text: SharedArrayBuffer;
  /** `Answer`, read by a main thread that waits for it. */
  readonly answers: MessagePort;
  /** The limit of main's heap, both generations, in bytes. */
  readonly heapSizeLimit: number;
  /** See `Slot`. */
  readonly shared: SharedArrayBuffer;
}

/** Integers that both threads see at once. */
export const Slot = {
  /** How much main has posted to be shown and the worker has not yet taken, by `weightOf`. */
  Outstanding: 0,
  /** 1 when an answer has come for a main thread that waits for one. */
  Answered: 1,
  /** What type errors do: an index of `TYPE_MODES`. Main sets it, the worker goes by it. */
  Types: 2,
  /** What runs of the numbers below this one is to stop. The worker sets it. */
  Stop: 3,
  /** 1 when a main thread that ends the process may do so: the clients know. */
  Told: 4,
  /** How far text was written, and how far it was read. */
  TextWritten: 5,
  TextRead: 6,
  /** How urgently the worker was called to new text: one of `Call`. */
  Called: 7,
  /** Changes, and is notified, when a main thread that waits for room should look again. */
  Turn: 8,
  /** 1 while cells are debugged, and say before they run what they were compiled to. */
  Debugging: 9,
  /** The descriptor of the kernel's real stderr; 0 while it is 2. The worker sets it. */
  Stderr: 10,
  /** How often the worker has looked at the file descriptors when it was asked to. */
  Looked: 11,
  /** 1, and notified, when main knows of the interrupt that `Stop` stands for. The worker sets it back. */
  Heard: 12,
  /** How often the code that main ran was unwound by a termination; notified. */
  Unwound: 13,
  /** One more than the number of the cell that main has not come back from since it began; 0 when there is none. */
  Entered: 14,
  /** One more than the number of the cell that has shown something last; 0 when none has. */
  Shown: 15,
} as const;

export const SHARED_BYTES = Object.keys(Slot).length * Int32Array.BYTES_PER_ELEMENT;

export const Call = { None: 0, Soon: 1, Now: 2 } as const;

/** What a shown message counts for: the size of its data, and the work that it is. */
export function weightOf(message: Published): number {
  if ('buffers' in message) {
    return message.buffers.reduce((sum, { byteLength }) => sum + byteLength, MESSAGE_WEIGHT);
  }
  const { content } = message;
  const data = 'data' in content ? Object.values(content.data) : [];
  return data.reduce<number>(
    (sum, one) => sum + (typeof one === 'string' ? one.length : 0),
    MESSAGE_WEIGHT,
  );
}

const MESSAGE_WEIGHT = 2000;

/**
 * Which code an order to end what main runs leaves alone: none; that of cells which were not interrupted;
 * that and what has heard of the interrupt; all but that of interrupted cells which kept main when the last
 * such order came, and still does.
 */
export type Spared = 'nothing' | 'others' | 'heard' | 'uninterrupted';

/**
 * What came of an order to end what main runs: there was nothing to end, what runs must not be ended half-way,
 * as the kernel's own code, or it ends now.
 */
export type Termination = 'idle' | 'kernel' | 'ended';

/** The name of the script that gives such an order; the frames below it are those to end. */
export const TERMINATION_URL = 'gradbook:terminate';

/** The global object through which cells and the worker reach the kernel on the main thread. */
export const KERNEL_GLOBAL = '$gradbook';

/** What type errors do: say so under the cell, refuse to run it, or nothing. */
export const TYPE_MODES = ['warn', 'strict', 'off'] as const;
export type TypeMode = (typeof TYPE_MODES)[number];

export function typeMode(shared: Int32Array): TypeMode {
  return TYPE_MODES[Atomics.load(shared, Slot.Types)] ?? 'warn';
}

export function setTypeMode(shared: Int32Array, mode: TypeMode): void {
  Atomics.store(shared, Slot.Types, TYPE_MODES.indexOf(mode));
}
