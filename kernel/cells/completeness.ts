/** Whether a text may run as it is, needs more lines, or never will. */
import { bodyIsText, withoutMagics } from '../magics/translate.js';
import type { IsCompleteReply } from '../wire/outgoing.js';
import { parseCell } from './parse-cell.js';

const INDENT = '  ';

/**
 * A text is incomplete when its error stands at its end: the parser wanted more. An open comment
 * or template reaches to the end, though the parser reports it where it begins.
 */
export function completeness(cell: string): IsCompleteReply {
  // As IPython has it: a body ends with a line that is empty.
  if (bodyIsText(cell)) {
    return /\n\s*$/.test(cell) ? { status: 'complete' } : { status: 'incomplete', indent: '' };
  }
  const code = withoutMagics(cell);
  const [error] = parseCell(code).parsed.errors;
  if (!error) return { status: 'complete' };
  const end = code.trimEnd().length;
  const wantsMore = error.labels.some(
    ({ start, end: stop }) =>
      start >= end || (stop >= end && /^(`|\/\*)/.test(code.slice(start, start + 2))),
  );
  return wantsMore ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** The indentation of the last line, one step deeper after an opening bracket. */
function nextIndent(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const own = /^\s*/.exec(last)?.[0] ?? '';
  return /[([{]$/.test(last) ? own + INDENT : own;
}
