/** What was thrown -> what the client shows: name, message, and a traceback with the line. */
import { inspect } from 'node:util';
import type { ErrorContent } from '../wire/outgoing.js';
import { type Position, positionAt } from './position.js';
import { placeOf, withoutInternalFrames } from './stack.js';
import type { SyntaxProblem } from './syntax.js';

/** How many lines of the cell are shown before and after the one that failed. */
const AROUND = 1;

/** The content of an error message for a thrown value; `code` is the text of cell `count`. */
export function failureOf(thrown: unknown, code: string, count: number): ErrorContent {
  if (!(thrown instanceof Error)) {
    const evalue = typeof thrown === 'string' ? thrown : safely(() => inspect(thrown));
    return { ename: 'Thrown', evalue, traceback: [`Uncaught ${evalue}`] };
  }
  const ename = safely(() => String(thrown.name)) || 'Error';
  const evalue = safely(() => String(thrown.message));
  const text = safely(() => withoutInternalFrames(inspect(thrown))) || `${ename}: ${evalue}`;
  const place = placeOf(text);
  const excerpt = place?.count === count ? excerptOf(code, place.position) : [];
  return { ename, evalue, traceback: [...text.split('\n'), ...excerpt] };
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
