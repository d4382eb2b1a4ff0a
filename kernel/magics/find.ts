/**
 * Finds the magics in a cell's text, and takes no TypeScript for one. Nothing is run here.
 *
 * A magic stands where a statement may begin, on a line of its own:
 *
 * - `%name` without a blank, where `name` is a magic, or where the line is no TypeScript. So `% n`
 *   and `%n` below `total` stay a remainder, and a line of a template literal stays text.
 * - `!command`, where the line is no TypeScript (`!npm ls`), or begins with a bare name that
 *   nothing has declared (`!ls -la`, which TypeScript reads as a difference). So `!flag && f()`,
 *   `!done`, `!f(x)` and `!(a || b)` stay negations.
 * - `%%name` on the first line that is not blank: all below it belongs to it.
 */
import { type Expression, parseSync, Visitor } from 'oxc-parser';
import { tooDeep } from '../text/nesting.js';

/** A magic on a line of its own; it may go on after a `\` at the line's end. */
export interface LineMagic {
  readonly kind: 'line';
  /** `!` for a command. */
  readonly name: string;
  readonly args: string;
  /** Offsets in the cell, from the `%` or `!` to the line's end. */
  readonly start: number;
  /** Where its arguments begin. */
  readonly body: number;
  readonly end: number;
}

export interface CellMagic {
  readonly kind: 'cell';
  readonly name: string;
  readonly args: string;
  readonly start: number;
  /** Where the body begins. */
  readonly body: number;
}

export type Found = LineMagic | CellMagic;

export const COMMAND = '!';

const ANY = /^[ \t]*(?:%%?[a-z]|![ \t]*\S)/im;
const FIRST_LINE = /^\s*(%%([a-z]\w*)([^\n]*))(?:\n|$)/i;
const LINE = /^([ \t]*)(%(%?[a-z]\w*)|!(?=[ \t]*\S))((?:\\\r?\n|[^\n])*)/gim;

/** A command beyond doubt, in a cell that does not parse: a word, and another one behind it. */
const CLEARLY_COMMAND = /^[\w./~-]+\s+[\w./~$"'-]/;

/** What stands in a cell's text for a magic while the rest is parsed. */
const STAND_IN = '$';

export interface FindOptions {
  readonly isMagic: (name: string) => boolean;
  /** Whether an earlier cell, or the global object, has a variable of that name. */
  readonly isDeclared: (name: string) => boolean;
}

export function findMagics(code: string, options: FindOptions): Found[] {
  if (!ANY.test(code)) return [];
  const whole = FIRST_LINE.exec(code);
  if (whole) {
    const [all, line = '', name = '', args = ''] = whole;
    return [{ kind: 'cell', name, args: args.trim(), start: all.indexOf(line), body: all.length }];
  }
  const candidates = [...code.matchAll(LINE)].map(candidate);
  if (candidates.length === 0 || tooDeep(code) !== undefined) return [];
  const statements = statementsOf(code, candidates);
  const standing = statements
    ? candidates.filter((line) => statements.starts.has(line))
    : candidates.filter((line) =>
        line.name === COMMAND ? CLEARLY_COMMAND.test(line.args) : options.isMagic(line.name),
      );
  if (!statements) return standing;
  return standing.filter((line) => {
    if (line.name !== COMMAND && options.isMagic(line.name)) return true;
    const others = standing.filter((other) => other !== line);
    const expression = readAsTypeScript(code, line, others);
    if (line.name !== COMMAND || !expression) return !expression;
    const name = leadingName(expression);
    return name !== undefined && !statements.names.has(name) && !options.isDeclared(name);
  });
}

function candidate(match: RegExpMatchArray): LineMagic {
  const [all, blank = '', , name = COMMAND, args = ''] = match;
  const start = (match.index ?? 0) + blank.length;
  const end = (match.index ?? 0) + all.length;
  return { kind: 'line', name, args: args.trim(), start, body: end - args.trimStart().length, end };
}

/** Which candidates stand where a statement may begin; undefined where the rest does not parse. */
function statementsOf(code: string, candidates: readonly LineMagic[]) {
  const { text, places } = withStandIns(code, candidates);
  const { program, errors } = parseSync('cell.ts', text, OPTIONS);
  if (errors.length > 0) return undefined;
  const starts = new Set<LineMagic>();
  const names = new Set<string>();
  new Visitor({
    ExpressionStatement({ start }) {
      const line = places.get(start);
      if (line) starts.add(line);
    },
    Identifier({ name }) {
      names.add(name);
    },
  }).visit(program);
  return { starts, names };
}

const OPTIONS = { lang: 'ts', sourceType: 'module' } as const;

/** The text with a name in place of each line, and whose is which offset. */
function withStandIns(code: string, lines: readonly LineMagic[]) {
  const places = new Map<number, LineMagic>();
  let text = '';
  let end = 0;
  for (const line of lines) {
    text += code.slice(end, line.start);
    places.set(text.length, line);
    text += STAND_IN;
    end = line.end;
  }
  return { text: text + code.slice(end), places };
}

/** The expression that begins at a line, where the cell is TypeScript with that line as it is. */
function readAsTypeScript(
  code: string,
  line: LineMagic,
  others: readonly LineMagic[],
): Expression | true | undefined {
  const { text } = withStandIns(code, others);
  const before = withStandIns(
    code.slice(0, line.start),
    others.filter(({ end }) => end <= line.start),
  );
  const { program, errors } = parseSync('cell.ts', text, OPTIONS);
  if (errors.length > 0) return undefined;
  let found: Expression | true = true;
  new Visitor({
    ExpressionStatement({ start, expression }) {
      if (start === before.text.length) found = expression;
    },
  }).visit(program);
  return found;
}

/** The name right after the `!` that an expression begins with: `ls` of `!ls -la`. */
function leadingName(expression: Expression | true): string | undefined {
  if (expression === true) return undefined;
  switch (expression.type) {
    case 'UnaryExpression':
      return expression.argument.type === 'Identifier' ? expression.argument.name : undefined;
    case 'BinaryExpression':
    case 'LogicalExpression':
      return expression.left.type === 'PrivateIdentifier'
        ? undefined
        : leadingName(expression.left);
    case 'SequenceExpression':
      return expression.expressions[0] && leadingName(expression.expressions[0]);
    case 'ConditionalExpression':
      return leadingName(expression.test);
    default:
      return undefined;
  }
}
