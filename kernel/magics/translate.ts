/**
 * A cell's magics -> TypeScript that calls the kernel, on the same lines. Pure functions.
 *
 * `%npm install x` becomes `await $kernel.magic("npm", "install x")`; a magic around code keeps the
 * code where it is, so that what it declares is the cell's.
 */
import MagicString, { type SourceMap } from 'magic-string';
import { COMMAND, type FindOptions, type Found, findMagics } from './find.js';
import type { CodeMagic, Magic } from './magic.js';
import { didYouMean } from './nearest.js';
import { MAGICS } from './table.js';

export type Translated =
  /** The cell has no magics. */
  | { readonly status: 'plain' }
  | { readonly status: 'translated'; readonly code: string; readonly map: SourceMap }
  | { readonly status: 'invalid'; readonly problem: { message: string; offset: number } };

/** What is known of a text alone. */
const NOTHING_DECLARED: FindOptions = {
  isMagic: (name) => MAGICS.has(name),
  isDeclared: () => false,
};

/** @param isDeclared whether a variable of that name is there, see `findMagics`. */
export function translateMagics(
  code: string,
  kernel: string,
  isDeclared = NOTHING_DECLARED.isDeclared,
): Translated {
  const found = findMagics(code, { ...NOTHING_DECLARED, isDeclared });
  if (found.length === 0) return { status: 'plain' };
  const text = new MagicString(code);
  for (const one of found) {
    const magic = MAGICS.get(one.name);
    const message = magic ? misuse(magic, one) : unknown(one);
    if (!magic || message !== undefined) {
      return { status: 'invalid', problem: { message: message ?? '', offset: one.start } };
    }
    replace(text, code, one, magic, kernel);
  }
  const map = text.generateMap({ hires: 'boundary', source: 'cell.ts' });
  return { status: 'translated', code: text.toString(), map };
}

/** Whether the cell is a `%%magic` above a body of its own kind, such as a script of the shell. */
export function bodyIsText(code: string): boolean {
  const [first] = findMagics(code, NOTHING_DECLARED);
  return first?.kind === 'cell' && MAGICS.get(first.name)?.takes === 'text';
}

/** Whether the cell ends in a magic whose own text is still to come: code below it, or a line behind a `\\`. */
export function lacksBody(code: string): boolean {
  const last = findMagics(code, NOTHING_DECLARED).at(-1);
  if (!last) return false;
  if (last.kind === 'line') return last.end === code.length && last.args.endsWith('\\');
  return (
    MAGICS.get(last.name)?.takes === 'code' && last.body === code.length && !/\n\s*$/.test(code)
  );
}

/** The cell's text with blanks in place of its magics: what else reads TypeScript, by offset. */
export function withoutMagics(code: string): string {
  const found = findMagics(code, NOTHING_DECLARED);
  let plain = code;
  for (const one of found) {
    const end = endOf(code, one, MAGICS.get(one.name));
    plain = plain.slice(0, one.start) + blank(code.slice(one.start, end)) + plain.slice(end);
  }
  return plain;
}

/** Where a magic's own text ends; the code of one that takes code is not its own. */
function endOf(code: string, one: Found, magic: Magic | undefined): number {
  if (magic?.takes === 'code') return codeOf(one, magic).begin;
  return one.kind === 'line' ? one.end : code.length;
}

/** What a magic that takes code is told, and where its code begins. */
function codeOf({ kind, args, body }: Found, magic: CodeMagic) {
  const [options = ''] = magic.options?.exec(args) ?? [];
  return { options, begin: kind === 'line' ? body + options.length : body };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

function replace(text: MagicString, code: string, one: Found, magic: Magic, kernel: string): void {
  const end = one.kind === 'line' ? one.end : code.length;
  if (magic.takes === 'text') {
    const body = one.kind === 'cell' ? code.slice(one.body) : undefined;
    const values = [one.name, one.args, body].filter((value) => value !== undefined);
    const call = `await ${kernel}.magic(${values.map((value) => JSON.stringify(value)).join(', ')})`;
    text.overwrite(one.start, end, call);
    return;
  }
  const { begin, options } = codeOf(one, magic);
  text.overwrite(one.start, begin, one.kind === 'cell' ? '\n' : ' ');
  const wrapped = magic.wrap(code.slice(begin, end), `${kernel}.magics.${one.name}`, options);
  for (const { at, insert } of wrapped) text.appendLeft(begin + at, insert);
}

function misuse(magic: Magic, found: Found): string | undefined {
  const { name, form, usage, takes } = magic;
  const { kind } = found;
  if (takes === 'code') {
    const args = found.args.slice(codeOf(found, magic).options.length);
    if (kind === 'line' && args === '') return `%${name} needs code: ${usage}`;
    if (kind === 'cell' && args !== '') {
      return `%%${name} takes its code from the lines below it, and has '${args}' behind it.`;
    }
  }
  if (form === 'both' || form === kind) return undefined;
  const where = form === 'line' ? 'on a line of its own' : 'on the first line, above its text';
  const written = kind === 'cell' ? `%%${name}` : name === COMMAND ? name : `%${name}`;
  return `${written} does not stand here. It is written ${where}: ${usage}`;
}

function unknown({ kind, name }: Found): string {
  if (name.startsWith('%')) return `%${name} stands on the cell's first line, or nowhere.`;
  const hint = didYouMean(name, [...MAGICS.keys()], '%');
  const written = kind === 'cell' ? `%%${name}` : `%${name}`;
  return `There is no magic ${written}.${hint} %lsmagic lists them all.`;
}
