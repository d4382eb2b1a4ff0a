/**
 * What names of cells are called where globals have the same ones.
 *
 * V8's REPL mode keeps what cells declare where every script and every package of the process finds it first. A module
 * keeps its `class Map {}` to itself; so that a cell does too, its own is called otherwise: by a mark that no one sees.
 */
import { NO_CODE } from './no-code.js';

/** A joiner of no width, which names may have in them and no one types. */
const MARK = '\u200d';

/** Names by which packages tell where they run: none of them is there in Node, and no cell's should stand for it. */
const SIGNS = ['document', 'window', 'self', 'importScripts', 'define', 'Bun', 'HTMLElement'];

/** Taken before the kernel and packages add theirs. */
const GLOBALS: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(globalThis), ...SIGNS]);

const NAME = /(?<![\w$.#\u200d]|\?\.)[\p{ID_Start}$_][\p{ID_Continue}$]*(?!\s*:)/gu;
const MARKED = /[\w$]+\u200d/g;

/** Whether a cell's variable of that name would stand in the way of a global. */
export function isGlobalName(name: string): boolean {
  return GLOBALS.has(name);
}

/** What a cell's own variable is called that has a global's name. */
export function ownName(name: string): string {
  return name + MARK;
}

/** A name as the person wrote it. */
export function writtenName(name: string): string {
  return name.endsWith(MARK) ? name.slice(0, -MARK.length) : name;
}

/** A text with names in it as the person wrote them. */
export function withWrittenNames(text: string): string {
  if (!text.includes(MARK)) return text;
  return text.replace(MARKED, (name) =>
    GLOBALS.has(writtenName(name)) ? writtenName(name) : name,
  );
}

/** Whether an expression may name a global, and so a cell's own variable of that name. */
export function mayNameGlobals(expression: string): boolean {
  return expression.match(NAME)?.some(isGlobalName) ?? false;
}

/** A short expression as cells would be compiled, with the names that V8 knows. */
export function withOwnNames(expression: string, names: readonly string[]): string {
  const own = new Set(names.filter((name) => name.endsWith(MARK)));
  if (own.size === 0) return expression;
  const renamed = (code: string) =>
    code.replace(NAME, (name) => (own.has(ownName(name)) ? ownName(name) : name));
  let text = '';
  let at = 0;
  for (const { 0: other, index } of expression.matchAll(NO_CODE)) {
    text += renamed(expression.slice(at, index)) + other;
    at = index + other.length;
  }
  return text + renamed(expression.slice(at));
}
