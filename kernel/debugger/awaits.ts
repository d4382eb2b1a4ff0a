/**
 * Where cells await, on the main thread: recorded while cells are debugged, since V8 tells no place of code that
 * does not run. Nor does it say that an `await` throws what a promise of Node's was rejected with.
 */
import { fileURLToPath } from 'node:url';
import { promiseHooks } from 'node:v8';
import { type Cell, currentCell } from '../context/cell.js';
import { stateOf } from '../display/promises.js';
import { builtFile } from '../package-root.js';

/** A place in a script, as V8 counts. */
export interface AwaitedPlace {
  readonly url: string;
  readonly name: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Await {
  readonly promise: Promise<unknown>;
  readonly cell: Cell | undefined;
  /** The innermost first. */
  readonly places: readonly AwaitedPlace[];
}

/** Takes what a promise was rejected with that code of the person's awaits, before that code goes on. */
export type Failed = (error: unknown, places: readonly AwaitedPlace[]) => void;

// Taken now: cells may replace it.
const { then } = Promise.prototype;

type Hook = (promise: Promise<unknown>, awaited: Promise<unknown> | undefined) => void;

/** How many frames of an await are kept. */
const DEPTH = 20;
/** How many places of awaits are remembered: of each, the latest await. */
const MOST_PLACES = 1000;

const KERNEL_FOLDER = builtFile('');
/** What the names of the kernel's own scripts begin with: those of modules are URLs, others paths. */
const OWN: readonly string[] = [KERNEL_FOLDER.href, fileURLToPath(KERNEL_FOLDER)];
const isOwn = (url: string) => OWN.some((start) => url.startsWith(start));

export class Awaits {
  /** By their places, the latest last. */
  private readonly latest = new Map<string, Await>();
  private unhook: (() => void) | undefined;
  private failed: Failed | undefined;
  private isAdding = false;

  /** Calls back with each rejection that is awaited from now on, where they are recorded; or not any more. */
  hear(failed: Failed | undefined): void {
    this.failed = failed;
  }

  /** Records from now on, or not any more. */
  watch(isOn: boolean): void {
    this.unhook?.();
    this.latest.clear();
    this.unhook = undefined;
    this.failed = undefined;
    if (!isOn) return;
    const hook: Hook = (_promise, awaited) => {
      if (awaited !== undefined && !this.isAdding) this.note(awaited, hook);
    };
    const stop = promiseHooks.onInit(hook);
    this.unhook = () => void stop();
  }

  /** Where the code of cells that run waits, the innermost place first; empty where it does not. */
  get places(): readonly AwaitedPlace[] {
    let deepest: readonly AwaitedPlace[] = [];
    for (const { promise, cell, places } of this.latest.values()) {
      if (cell?.hasEnded || stateOf(promise) !== 'pending') continue;
      // What it was called by awaits too, and was noted later where nothing had come yet.
      if (places.length >= deepest.length) deepest = places;
    }
    return deepest;
  }

  private note(promise: Promise<unknown>, hook: Hook): void {
    const all = placesBelow(hook);
    const below = all.findIndex(({ url }) => !isOwn(url));
    const top = all[below];
    if (!top || !isOfPerson(top.url)) return;
    const places = all.filter(({ url }) => isOfPerson(url));
    const key = `${top.url}:${top.lineNumber}:${top.columnNumber}`;
    this.latest.delete(key);
    this.latest.set(key, { promise, cell: currentCell(), places });
    const [oldest] = this.latest.keys();
    if (oldest !== undefined && this.latest.size > MOST_PLACES) this.latest.delete(oldest);
    // What the kernel's own code awaits for the person's, it may catch.
    if (below === 0) this.hearOf(promise, places);
  }

  /** In here, before the code itself waits for the promise, and so before it goes on. */
  private hearOf(promise: Promise<unknown>, places: readonly AwaitedPlace[]): void {
    if (!this.failed) return;
    this.isAdding = true;
    then.call(promise, undefined, (error) => this.failed?.(error, places));
    this.isAdding = false;
  }
}

function isOfPerson(url: string): boolean {
  return url.startsWith('gradbook-cell:') || (url.startsWith('file:') && !isOwn(url));
}

/** The places of the code for which V8 has called a hook, and of what has called or awaits it. */
function placesBelow(hook: Hook): AwaitedPlace[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = DEPTH;
  let places: AwaitedPlace[] = [];
  Error.prepareStackTrace = (_error, frames) => {
    places = frames.map((frame) => ({
      url: frame.getScriptNameOrSourceURL() ?? '',
      name: frame.getFunctionName() ?? '',
      lineNumber: (frame.getLineNumber() ?? 1) - 1,
      columnNumber: (frame.getColumnNumber() ?? 1) - 1,
    }));
  };
  Error.captureStackTrace(holder, hook);
  // Reading it makes it.
  void holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return places.filter(({ url }) => !/promise_hooks/.test(url));
}
