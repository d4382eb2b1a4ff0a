/** Whether a text may run as it is, needs more lines, or never will. */
import { bodyIsText, withoutMagics } from '../magics/translate.js';
import { NO_CODE } from '../text/no-code.js';
import type { IsCompleteReply } from '../wire/outgoing.js';
import { isObjectLiteral, parseCell } from './parse-cell.js';

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
  const code = withoutMagics(cell).replace(/^#!/, '//');
  if (parseCell(code).parsed.errors.length === 0 || isObjectLiteral(code)) {
    return { status: 'complete' };
  }
  // What is no block may be an object literal that goes on.
  const isOpen = wantsMore(code) || (/^\s*\{/.test(code) && wantsMore(`(${code}`));
  return isOpen ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

function wantsMore(code: string): boolean {
  const [error] = parseCell(code).parsed.errors;
  const end = code.trimEnd().length;
  if (!error) return false;
  if (/(^|[;\n])\s*const\s+[\w$]+\s*$/.test(code)) return true;
  return error.labels.some(
    ({ start, end: stop }) =>
      start >= end || (stop >= end && /^(`|\/\*|\?\.$)/.test(code.slice(start, start + 2))),
  );
}

/** What a statement or a function ends with whose body is still to come. */
const BEFORE_BODY =
  /(^|[\s}])(if|for|while)\b.*\)$|(^|[\s}])(else|do)$|=>$|^\s*(case\b.*|default\s*):$/;

/** The indentation of the last line, one step deeper behind what it opens. */
function nextIndent(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const own = /^\s*/.exec(last)?.[0] ?? '';
  const line = last.replace(NO_CODE, '').trimEnd();
  const opened = line.match(/[([{]/g)?.length ?? 0;
  const closed =
    line
      .trimStart()
      .replace(/^[)\]}]+/, '')
      .match(/[)\]}]/g)?.length ?? 0;
  return opened > closed || BEFORE_BODY.test(line) ? own + INDENT : own;
}
