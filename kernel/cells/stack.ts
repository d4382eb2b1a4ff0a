/**
 * Stack traces that name the cell and the line as the person wrote them, without the kernel's own
 * frames: `at f (cell 3:2:9)`.
 *
 * Installed as `Error.prepareStackTrace`, so that `error.stack` is right wherever it is printed.
 */
import { findSourceMap } from 'node:module';
import { setTimeout } from 'node:timers';
import { KERNEL_GLOBAL } from '../link/messages.js';
import type { Position } from './position.js';
import { LONG, shortened } from './shortened.js';

interface Script {
  readonly count: number;
  /** As the person wrote it. */
  readonly code: string;
  readonly original: (position: Position) => Position | undefined;
  /** Absent where it is small already. */
  readonly compact: (() => void) | undefined;
}

/** How long after a cell's begin its script is made small, in milliseconds. */
const CALM = 500;

const SCHEME = 'gradbook-cell:';
const FRAME = /gradbook-cell:(-?\d+):(\d+):(\d+)/g;
const FILE_FRAME = /((?:file:\/\/)?\/\S+?\.[cm]?[jt]sx?(?:[?#][^\s:]*)?):(\d+):(\d+)/g;
/** Where code that `eval` runs comes from, as V8 says it of a cell: without its name. */
const EVALUATED_BY = /eval at \S+ \(:\d+:\d+\), /;
const ENCODED_FILE = /file:\/\/\/\S*%\S*?(?=:\d+:\d+)/g;

/** Frames of Node's own machinery, which carries every cell. */
const INTERNAL = /node:(internal\/|inspector|async_hooks)|nodejs\.internal|AsyncLocalStorage\.run/;

/** What the kernel puts before the names that compiling adds. */
const ADDED = new RegExp(`${KERNEL_GLOBAL.replace('$', '\\$')}_\\d+_`, 'g');

/** What V8 calls an iterator's methods in a loop that the kernel has rewritten. */
const REWRITTEN = new RegExp(`${KERNEL_GLOBAL.replace('$', '\\$')}[\\w.]* \\(<anonymous>\\)`);

/** The module that runs on Node's loader thread. */
const HOOKS = '/cells/typescript-hooks.js:';

const scripts = new Map<number, Script>();

/** The script of a text that is not a cell's own, such as an expression of `user_expressions`: its frames are hidden. */
export const NO_CELL = -1;

/** The URL that a cell's script gets, for its frames. */
export function scriptUrl(id: number): string {
  return `${SCHEME}${id}`;
}

/** Remembers how the places of a script are found back. */
export function registerScript(id: number, script: Script): void {
  scripts.set(id, script);
  const { compact } = script;
  if (compact) setTimeout(compact, CALM).unref();
}

/** The place in a cell that a place in its script stands for. */
export function originalPlace(id: number, position: Position): Position | undefined {
  return scripts.get(id)?.original(position);
}

/** A line of a cell as it was run last; both count from 1. Undefined where there is none. */
export function lineOfCell(count: number, line: number): string | undefined {
  const latest = [...scripts.values()].findLast((script) => script.count === count);
  return latest?.code.split('\n')[line - 1];
}

/** `cell 3:2:9` for every place in a script of a cell that a text names. */
function mapPlaces(text: string): string {
  return text
    .replace(FRAME, (_all, id: string, line: string, column: string) => {
      const script = scripts.get(Number(id));
      const place = { line: Number(line), column: Number(column) };
      const { line: l, column: c } = script?.original(place) ?? place;
      return `cell ${script?.count ?? '?'}:${l}:${c}`;
    })
    .replace(FILE_FRAME, (all, url: string, line: string, column: string) => {
      const entry = findSourceMap(url)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!entry || !('originalLine' in entry)) return all;
      // A file of ours is its own source; a package's source has another name.
      const source = entry.originalSource || url;
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    })
    .replace(ENCODED_FILE, readable);
}

/** Whether a frame is one of what no person wrote: what the kernel puts into cells, or runs beside them. */
function isPutIn(frame: string): boolean {
  const [place] = frame.matchAll(FRAME);
  if (!place) return false;
  const [, id, line, column] = place.map(Number);
  const script = scripts.get(id ?? NO_CELL);
  return script?.original({ line: line ?? 0, column: column ?? 0 }) === undefined;
}

/** A URL with its blanks and letters as the person knows them, or as it is where that is no text. */
function readable(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** A text without the lines that are internal frames, for stacks that another thread has made. */
export function withoutInternalFrames(text: string): string {
  const isInternal = (line: string) => INTERNAL.test(line) || line.includes(HOOKS);
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const isFrame = /^\s+at /.test(line);
    if (!isFrame || !isInternal(line)) lines.push(line);
    // Behind the last frame the error's own properties begin.
    else if (line.endsWith(' {')) lines.push(`${lines.pop() ?? ''} {`);
  }
  return lines.join('\n');
}

/** Where an error was thrown first in a cell, from its stack: the cell's number and the place. */
export function placeOf(stack: string): { count: number; position: Position } | undefined {
  const found = /cell (\d+):(\d+):(\d+)/.exec(stack);
  if (!found) return undefined;
  const [, count, line, column] = found;
  return { count: Number(count), position: { line: Number(line), column: Number(column) } };
}

/** From now on all stacks are mapped. `kernel` is the URL of the kernel's folder. */
export function installStackTraces(kernel: string): void {
  process.setSourceMapsEnabled(true);
  Error.prepareStackTrace = (error, frames) => {
    const texts = frames.map(String);
    // Below a cell stands the inspector that evaluates it, and below that the kernel.
    const bottom = texts.findIndex((frame) => frame.includes('node:inspector'));
    const lines = texts
      .slice(0, bottom < 0 ? texts.length : bottom)
      .filter((frame) => !frame.includes(kernel) && !INTERNAL.test(frame) && !REWRITTEN.test(frame))
      .filter((frame) => !isPutIn(frame))
      .map((frame) => mapPlaces(frame).replace(ADDED, '').replace(EVALUATED_BY, ''))
      .map((frame) => `\n    at ${frame}`);
    return `${heading(error)}${lines.join('')}`;
  };
}

/** Of a long one, what is shown of it: looking through a hundred megabytes takes seconds each time. */
function heading(error: Error): string {
  try {
    const text = Error.prototype.toString.call(error);
    return text.length > LONG ? shortened(text) : text;
  } catch {
    return 'Error';
  }
}
