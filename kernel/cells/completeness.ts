/** Whether a text may run as it is, needs more lines, or never will. */
import type { Statement } from 'oxc-parser';
import { bodyIsText, lacksBody, withoutMagics } from '../magics/translate.js';
import { NO_CODE } from '../text/no-code.js';
import type { IsCompleteReply } from '../wire/outgoing.js';
import { isObjectLiteral, parseAsJsx, parseCell } from './parse-cell.js';

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
  if (lacksBody(cell)) return { status: 'incomplete', indent: '' };
  const code = withoutMagics(cell).replace(/^#!/, '//');
  const { errors, program } = parseCell(code).parsed;
  // Only where it is wanted: a line may be long.
  const incomplete = () => ({ status: 'incomplete', indent: nextIndent(code, cell) }) as const;
  if (isObjectLiteral(code)) return { status: 'complete' };
  if (errors.length === 0) {
    if (isSignature(program.body.at(-1)) && !/;\s*$/.test(code)) return incomplete();
    // What no grammar says, such as a name that is declared twice, no further line mends.
    const isRefused = parseCell(code, true).parsed.errors.length > 0;
    return { status: isRefused ? 'invalid' : 'complete' };
  }
  // What is no block may be an object literal that goes on.
  const isOpen =
    wantsMore(code) || wantsMoreJsx(code) || (/^\s*\{/.test(code) && wantsMore(`(${code}`));
  return isOpen ? incomplete() : { status: 'invalid' };
}

/** Whether a statement is a function without its body, or one of several signatures. */
function isSignature(statement: Statement | undefined): boolean {
  const isExport = statement?.type === 'ExportNamedDeclaration';
  const declared = isExport ? statement.declaration : statement;
  return declared?.type === 'TSDeclareFunction' && !declared.declare;
}

/** What the parser says of a declaration whose value, or body, may still come, and what would begin it. */
const TO_COME: readonly (readonly [said: RegExp, begins: string])[] = [
  [/\binitializer\b/, '= 0'],
  [/\boverload\b/, '{'],
];

function wantsMore(code: string): boolean {
  const [error] = parseCell(code).parsed.errors;
  const end = code.trimEnd().length;
  if (!error) return false;
  for (const [said, begins] of TO_COME) {
    if (said.test(error.message)) return mayHave(`${code}\n${begins}`, said);
  }
  // Without the body, the parser says of some parameters that they are none.
  if (code.replace(NO_CODE, '').trimEnd().endsWith('=>')) return wantsMore(`${code}\n{`);
  if (/^Unterminated string/.test(error.message)) return goesOn(code, error.labels[0]?.start ?? 0);
  return error.labels.some(
    ({ start, end: stop }) =>
      start >= end || (stop >= end && isOpen(error.message, code.slice(start, end))),
  );
}

/** Whether a declaration at the end lacks what was put behind it: nothing is said any more of one that does. */
function mayHave(given: string, said: RegExp): boolean {
  const [error] = parseCell(given).parsed.errors;
  return !error || (!said.test(error.message) && wantsMore(given));
}

/** Whether what the parser names as wrong, which reaches to the end of the text, may become right in a later line. */
function isOpen(message: string, wrong: string): boolean {
  if (/^\/\*|^\?\.$|^\.{3}$|^(import|new)\s*\.$/.test(wrong)) return true;
  if (/^import\s*\(/.test(wrong)) return opened(wrong) > closed(wrong);
  return /^Expected function body/.test(message);
}

/** Whether an element, or an attribute of one, has not ended. */
function wantsMoreJsx(code: string): boolean {
  const [error] = code.includes('<') ? parseAsJsx(code).errors : [];
  const end = code.trimEnd().length;
  if (!error || /^Unterminated/.test(error.message)) return false;
  return error.labels.some((label) => label.end >= end);
}

/** Whether a text that has not ended may do so in a later line: a template, also behind a `${}`, or behind a `\\`. */
function goesOn(code: string, start: number): boolean {
  return /[`}]/.test(code.charAt(start)) || /\\\r?\n?$/.test(code);
}

/** What a statement or a function ends with whose body is still to come. */
const BEFORE_BODY =
  /(^|[\s}])(if|for|while)\b.*\)$|(^|[\s}])(else|do)$|=>$|^\s*(case\b.*|default\s*):$/;

/** The indentation of the last line, one step deeper behind what it opens; `cell` has the magics that `code` has not. */
function nextIndent(code: string, cell: string): string {
  const lines = code.trimEnd().split('\n');
  const own = /^\s*/.exec(cell.split('\n')[lines.length - 1] ?? '')?.[0] ?? '';
  const line = lines.at(-1)?.trim() ?? '';
  const isDeeper = opened(line) > closed(line.replace(/^[)\]}]+/, ''));
  return isDeeper || BEFORE_BODY.test(line.replace(NO_CODE, '').trimEnd()) ? own + INDENT : own;
}

function opened(text: string): number {
  return text.replace(NO_CODE, '').match(/[([{]/g)?.length ?? 0;
}

function closed(text: string): number {
  return text.replace(NO_CODE, '').match(/[)\]}]/g)?.length ?? 0;
}
