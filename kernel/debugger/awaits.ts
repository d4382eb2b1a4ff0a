/**
 * Where cells await, on the main thread: recorded while cells are debugged, since V8 tells no place of code that
 * does not run.
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

  /** Records from now on, or not any more. */
  watch(isOn: boolean): void {
    this.unhook?.();
    this.latest.clear();
    this.unhook = undefined;
    if (!isOn) return;
    const stop = promiseHooks.onInit((_promise, awaited) => this.note(awaited));
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

  private note(promise: Promise<unknown> | undefined): void {
    if (promise === undefined) return;
    const places = placesBelow();
    const [top] = places;
    if (!top || !isOfPerson(top.url)) return;
    const key = `${top.url}:${top.lineNumber}:${top.columnNumber}`;
    this.latest.delete(key);
    this.latest.set(key, {
      promise,
      cell: currentCell(),
      places: places.filter(({ url }) => isOfPerson(url)),
    });
    const [oldest] = this.latest.keys();
    if (oldest !== undefined && this.latest.size > MOST_PLACES) this.latest.delete(oldest);
  }
}

function isOfPerson(url: string): boolean {
  return url.startsWith('gradbook-cell:') || (url.startsWith('file:') && !isOwn(url));
}

/** The places of the code that has made a promise, and of what has called or awaits it. */
function placesBelow(): AwaitedPlace[] {
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
  Error.captureStackTrace(holder);
  // Reading it makes it.
  void holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const ours = places.findIndex(({ url }) => !isOwn(url) && !/promise_hooks/.test(url));
  return ours < 0 ? [] : places.slice(ours);
}
