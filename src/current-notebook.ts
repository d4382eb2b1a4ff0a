/**
 * The notebook that this code runs in, if any: the one place where the library meets a kernel.
 * A kernel that offers `globalThis[Symbol.for('gradbook.notebook')]` gets displays.
 */

export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** Names the display, so that it can be updated. */
  displayId?: string;
  /** Replaces the display of this id instead of adding one. */
  update?: boolean;
  metadata?: Record<string, unknown>;
}

/** What goes along with a comm's message besides its data. */
export interface CommAttachments {
  metadata?: Record<string, unknown>;
  buffers?: readonly ArrayBufferView[];
}

export interface CommMessage {
  data: Record<string, unknown>;
  buffers: readonly Uint8Array[];
}

/** One comm: a line to an object of the front end. */
export interface NotebookComm {
  /** A promise that it gives keeps the front end's message busy. */
  onMessage: ((message: CommMessage) => unknown) | undefined;
  onClose: ((message: CommMessage) => unknown) | undefined;
  send(data: object, attachments?: CommAttachments): void;
  close(): void;
}

export interface Comms {
  open(target: string, options: CommAttachments & { id: string; data: object }): NotebookComm;
  registerTarget(target: string, opened: (comm: NotebookComm) => void): void;
}

export interface Notebook {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Displays any value, as rich as the kernel can. */
  show?(value: unknown): unknown;
  clearOutput?(wait?: boolean): void;
  /** Aborted when the running cell is interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** The parent of what the running code shows. */
  readonly requestId?: string | undefined;
  readonly comms?: Comms;
  /** A line of a cell as it was run last; both count from 1. */
  lineOfCell?(count: number, line: number): string | undefined;
  /** Runs what an interrupt must not end half-way. */
  withoutInterrupt?<Result>(run: () => Result): Result;
  /** Calls back each time that code was ended without its `finally`. */
  onUnwound?(callback: () => void): void;
}

const NOTEBOOK = Symbol.for('gradbook.notebook');

/** The notebook, or undefined in a plain Node program. */
export function currentNotebook(): Notebook | undefined {
  const value: unknown = Reflect.get(globalThis, NOTEBOOK);
  return isNotebook(value) ? value : undefined;
}

function isNotebook(value: unknown): value is Notebook {
  return (
    typeof value === 'object' &&
    value !== null &&
    'display' in value &&
    typeof value.display === 'function'
  );
}
