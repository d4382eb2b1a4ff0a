/** Which expression stands before the cursor, from the text alone. */

export interface Member {
  /** The object whose property is being written, as an expression; undefined for a bare name. */
  readonly object: string | undefined;
  /** What is written of the name so far. */
  readonly prefix: string;
  /** Where the name begins, in UTF-16 units. */
  readonly start: number;
}

const NAME_BEFORE = /[\p{ID_Continue}$\u200c\u200d]*$/u;
/** That of a private member begins with its sign. */
const PREFIX = /#?[\p{ID_Continue}$\u200c\u200d]*$/u;
const NAME_AFTER = /^[\p{ID_Continue}$\u200c\u200d]*/u;
/** The dot behind an object; that of `...` stands behind none. */
const DOT = /(?<!\.\.)\??\.\s*$/;
/** Strings and comments that have ended. */
const TEXTS =
  /\/\/.*\n|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*["\n]|'(?:\\.|[^'\\\n])*['\n]|`(?:\\[\s\S]|[^`\\])*`/g;
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The name, and the object before its dot, that end at the cursor. */
export function memberAt(code: string, cursor: number): Member {
  const before = code.slice(0, cursor);
  const prefix = PREFIX.exec(before)?.[0] ?? '';
  const start = cursor - prefix.length;
  const dot = DOT.exec(before.slice(0, start));
  if (!dot) return { object: undefined, prefix, start };
  const object = operandBefore(before.slice(0, dot.index));
  return { object: object || 'undefined', prefix, start };
}

/** The object whose key begins at a place, in brackets: `user` of `user['`. */
export function indexedAt(code: string, place: number): string | undefined {
  const [bracket] = /(?:\?\.)?\[\s*$/.exec(code.slice(0, place)) ?? [];
  if (bracket === undefined) return undefined;
  return operandBefore(code.slice(0, place - bracket.length)) || undefined;
}

/**
 * A text whose line before the cursor is a `!` and a name, without the `!`: it may become a negation as well as a command.
 */
export function withoutSign(code: string, cursor: number): string {
  const before = code.slice(0, cursor);
  return (
    before.replace(/^([ \t]*)!(?=[\p{ID_Continue}$.]*$(?![\s\S]))/mu, '$1 ') + code.slice(cursor)
  );
}

/** Whether a place is among the names in the braces of an `import` or `export`. */
export function isInImport(code: string, cursor: number): boolean {
  return /(?:^|[\n;])\s*(?:import|export)\b[^'"`;={}]*\{[^'"`;{}]*$/.test(code.slice(0, cursor));
}

/** The name with its objects around the cursor: `Math.floor` for a cursor anywhere in `floor`. */
export function nameAt(code: string, cursor: number): string {
  const rest = NAME_AFTER.exec(code.slice(cursor))?.[0] ?? '';
  // A cursor behind an opening parenthesis asks about what is called.
  const opened = rest === '' ? /\(\s*$/.exec(code.slice(0, cursor)) : null;
  const end = opened ? opened.index : cursor + rest.length;
  return operandBefore(code.slice(0, end));
}

/** A string or a comment that has not ended. */
export interface OpenText {
  readonly kind: 'string' | 'comment';
  /** What is written of it. */
  readonly written: string;
}

/** The string or the comment that a place stands in; in a template's `${}` it is code. */
export function openText(code: string, cursor: number): OpenText | undefined {
  const before = code.slice(0, cursor);
  const others = before.replace(TEXTS, (text) => ' '.repeat(text.length));
  const [opened, sign = '', rest = ''] = /(\/\/|\/\*|["'`])([\s\S]*)$/.exec(others) ?? [];
  if (opened === undefined || (sign === '`' && /\$\{[^}]*$/.test(rest))) return undefined;
  const kind = sign.startsWith('/') ? 'comment' : 'string';
  return { kind, written: before.slice(before.length - rest.length) };
}

/**
 * The chain of names, indexes and literals at the end of a text. Calls end the chain: they are not
 * repeated to find out what they give.
 */
function operandBefore(text: string): string {
  let at = text.trimEnd().length;
  const end = at;
  for (;;) {
    const char = text.charAt(at - 1);
    if (char === ']' || char === '}' || char === ')') {
      const open = openerOf(text, at - 1);
      if (open < 0 || char === ')') return '';
      at = open;
      // What stands right before an index is indexed; a literal stands alone.
      if (char === ']' && /[\p{ID_Continue}$\])'"`]$/u.test(text.slice(0, at))) continue;
      break;
    }
    if (char === '"' || char === "'" || char === '`') {
      const open = text.lastIndexOf(char, at - 2);
      if (open < 0) return '';
      at = open;
      break;
    }
    const name = NAME_BEFORE.exec(text.slice(0, at))?.[0] ?? '';
    if (name === '') return '';
    at -= name.length;
    const dot = DOT.exec(text.slice(0, at));
    if (!dot || /^\d/.test(name)) break;
    at = text.slice(0, dot.index).trimEnd().length;
  }
  return text.slice(at, end);
}

function openerOf(text: string, close: number): number {
  const stack: string[] = [];
  for (let at = close; at >= 0; at--) {
    const char = text.charAt(at);
    const opener = OPENERS[char];
    if (opener) stack.push(opener);
    else if (char === stack.at(-1)) {
      stack.pop();
      if (stack.length === 0) return at;
    }
  }
  return -1;
}
