/** What was thrown -> what the client shows: name, message, and a traceback with the line. */
import { inspect, types } from 'node:util';
import { textOf } from '../display/text.js';
import { withWrittenNames } from '../text/own-names.js';
import type { ErrorContent } from '../wire/outgoing.js';
import type { TopLevelNames } from './constants.js';
import { type Position, positionAt } from './position.js';
import { shortened } from './shortened.js';
import { placeOf, withoutInternalFrames } from './stack.js';
import type { SyntaxProblem } from './syntax.js';

/** How many lines of the cell are shown before and after the one that failed. */
const AROUND = 1;

/** What V8 says of a variable that has no value yet: at the top level of a cell, and elsewhere. */
const UNINITIALIZED = /^(?:(\S+) is not defined|Cannot access '(\S+)' before initialization)$/;

/** The content of an error message for a thrown value; `code` is the text of cell `count`. */
export function failureOf(thrown: unknown, code: string, count: number): ErrorContent {
  const text = withWrittenNames(textOfThrown(thrown));
  if (!isError(thrown)) {
    return { ename: 'Thrown', evalue: text, traceback: [`Uncaught ${text}`] };
  }
  const place = placeOf(text);
  const excerpt = place?.count === count ? excerptOf(code, place.position) : [];
  return {
    ename: nameOf(thrown),
    evalue: withWrittenNames(shortened(messageOf(thrown))),
    traceback: [...text.split('\n'), ...excerpt],
  };
}

/** A thrown value in words: an error's stack, with its causes and properties. Never throws. */
export function textOfThrown(thrown: unknown): string {
  if (!isError(thrown)) return typeof thrown === 'string' ? shortened(thrown) : textOf(thrown);
  const message = messageOf(thrown);
  const text =
    safely(() => withoutBrackets(withoutInternalFrames(inspect(thrown)))) ||
    safely(() => String(thrown.stack)) ||
    `${nameOf(thrown)}: ${message}`;
  const short = shortened(message);
  return short === message ? text : text.replaceAll(message, short);
}

/**
 * V8's REPL mode says of a variable of the cell that is used before its declaration that it is not
 * defined; this says what a module says. Where an earlier cell declares it, and has failed before it
 * came to that, this says so: V8 keeps such a name without a value until it is declared anew. Where nothing declares it and
 * the cell assigns to it, as a script may, this says that a module may not.
 *
 * @param isWithoutValue whether cells have declared a name, and it has no value
 * @param isAssigned whether the cell assigns to a name
 */
export function explainReference(
  thrown: unknown,
  { constants, variables }: TopLevelNames,
  isWithoutValue: (name: string) => boolean,
  isAssigned: (name: string) => boolean,
): void {
  if (!isError(thrown) || thrown.name !== 'ReferenceError') return;
  const [said, bare, quoted] = UNINITIALIZED.exec(thrown.message) ?? [];
  const name = bare ?? quoted;
  if (said === undefined || name === undefined) return;
  const { stack } = thrown;
  if (constants.has(name) || variables.has(name)) {
    thrown.message = `Cannot access '${name}' before initialization`;
  } else if (isWithoutValue(name)) {
    thrown.message =
      `'${name}' has no value: the cell that declares it failed before it came to that. ` +
      `Run that cell again, or declare it anew: let ${name} = ...`;
  } else if (isAssigned(name)) {
    thrown.message = `${name} is not defined. Declare it: let ${name} = ...`;
  } else return;
  if (stack !== undefined) thrown.stack = stack.replace(said, thrown.message);
}

/** Node puts an error that has no frames in brackets. */
function withoutBrackets(text: string): string {
  return text.replace(/^\[([^\n]*)\](?=$| \{)/, '$1');
}

function nameOf(error: Error): string {
  return safely(() => String(error.name)) || 'Error';
}

function messageOf(error: Error): string {
  return safely(() => String(error.message));
}

function isError(thrown: unknown): thrown is Error {
  try {
    // An error of another realm, such as that of `vm.runInNewContext`, is none of this one's.
    return thrown instanceof Error || types.isNativeError(thrown);
  } catch {
    // A proxy.
    return false;
  }
}

/** The content of an error message for a text that does not parse. */
export function syntaxFailure(problem: SyntaxProblem, code: string, count: number): ErrorContent {
  const position = positionAt(code, problem.offset);
  const { line, column } = position;
  return {
    ename: 'SyntaxError',
    evalue: problem.message,
    traceback: [
      `SyntaxError: ${problem.message}`,
      `    at cell ${count}:${line}:${column}`,
      ...excerptOf(code, position),
    ],
  };
}

/** The lines around a place, with a caret below it. */
function excerptOf(code: string, { line, column }: Position): string[] {
  const lines = code.split('\n');
  if (line > lines.length) return [];
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const shown = [''];
  for (let n = first; n <= last; n++) {
    const mark = n === line ? '>' : ' ';
    shown.push(`${mark} ${String(n).padStart(width)} | ${lines[n - 1] ?? ''}`);
    if (n === line) shown.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`);
  }
  return shown;
}

/** Thrown objects may lie: a getter or a proxy that throws itself must not end the kernel. */
function safely(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
