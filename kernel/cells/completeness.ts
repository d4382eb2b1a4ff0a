/** Whether a text may run as it is, needs more lines, or never will. */
import type { Statement } from 'oxc-parser';
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
  const { errors, program } = parseCell(code).parsed;
  if (errors.length === 0 && isSignature(program.body.at(-1)) && !/;\s*$/.test(code)) {
    return { status: 'incomplete', indent: nextIndent(code) };
  }
  if (errors.length === 0 || isObjectLiteral(code)) return { status: 'complete' };
  // What is no block may be an object literal that goes on.
  const isOpen = wantsMore(code) || (/^\s*\{/.test(code) && wantsMore(`(${code}`));
  return isOpen ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** Whether a statement is a function without its body, or one of several signatures. */
function isSignature(statement: Statement | undefined): boolean {
  const isExport = statement?.type === 'ExportNamedDeclaration';
  const declared = isExport ? statement.declaration : statement;
  return declared?.type === 'TSDeclareFunction' && !declared.declare;
}

/** A declaration that must have a value, and has none yet. */
const WITHOUT_VALUE =
  /(^|[;\n])\s*((const|using)\s+[\p{ID_Continue}$]+|(const|let|var)\s*(\{[^={}]*\}|\[[^=[\]]*\]))\s*$/u;

function wantsMore(code: string): boolean {
  const [error] = parseCell(code).parsed.errors;
  const end = code.trimEnd().length;
  if (!error) return false;
  if (WITHOUT_VALUE.test(code)) return true;
  if (/^Unterminated string/.test(error.message)) return goesOn(code, error.labels[0]?.start ?? 0);
  return error.labels.some(
    ({ start, end: stop }) =>
      start >= end || (stop >= end && /^(\/\*|\?\.$)/.test(code.slice(start, start + 2))),
  );
}

/** Whether a text that has not ended may do so in a later line: a template, also behind a `${}`, or behind a `\\`. */
function goesOn(code: string, start: number): boolean {
  return /[`}]/.test(code.charAt(start)) || /\\\r?\n?$/.test(code);
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
