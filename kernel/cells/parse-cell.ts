/** A cell's text as a syntax tree. */
import { type ParseResult, parseSync, type Statement } from 'oxc-parser';
import { TOO_DEEP, tooDeep } from '../text/nesting.js';

export interface ParsedCell {
  readonly lang: 'ts' | 'tsx';
  /** With errors where the text is neither. */
  readonly parsed: ParseResult;
}

/**
 * Parses a cell, without its magics, as TypeScript; where it is none without, with JSX in it.
 *
 * @param showSemanticErrors whether what no grammar says is an error too, such as a name that is declared twice
 */
export function parseCell(code: string, showSemanticErrors = false): ParsedCell {
  const deep = tooDeep(code);
  if (deep !== undefined) return { lang: 'ts', parsed: refusedAt(deep) };
  const options = { sourceType: 'module', showSemanticErrors } as const;
  const parsed = parseSync('cell.ts', code, { lang: 'ts', ...options });
  if (parsed.errors.length === 0 || !code.includes('<')) return { lang: 'ts', parsed };
  const withJsx = parseSync('cell.tsx', code, { lang: 'tsx', ...options });
  return withJsx.errors.length === 0 ? { lang: 'tsx', parsed: withJsx } : { lang: 'ts', parsed };
}

/** Parses a cell as TypeScript with JSX in it, whatever else it may be. */
export function parseAsJsx(code: string): ParseResult {
  const deep = tooDeep(code);
  if (deep !== undefined) return refusedAt(deep);
  return parseSync('cell.tsx', code, { lang: 'tsx', sourceType: 'module' });
}

function refusedAt(start: number): ParseResult {
  const { program, module, comments, errors } = parseSync('cell.ts', '(');
  const labels = [{ message: null, start, end: start + 1 }];
  return {
    program,
    module,
    comments,
    errors: errors.map((error) => ({ ...error, message: TOO_DEEP, labels })),
  };
}

/**
 * Whether a cell is nothing but an object literal with something in it. JavaScript reads `{ a: 1 }`
 * as a block with a label; no one means that. A block with other statements stays one.
 */
export function isObjectLiteral(code: string): boolean {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(code)) return false;
  const asBlock = parseCell(code).parsed;
  if (asBlock.errors.length === 0 && !asBlock.program.body.every(isLabels)) return false;
  const { errors, program } = parseCell(`(${code}\n)`).parsed;
  const [only, ...more] = program.body;
  if (errors.length > 0 || more.length > 0 || only?.type !== 'ExpressionStatement') return false;
  const { expression: outer } = only;
  const inner = outer.type === 'ParenthesizedExpression' ? outer.expression : outer;
  return inner.type === 'ObjectExpression' && inner.properties.length > 0;
}

function isLabels(statement: Statement): boolean {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body.every(isLabels);
    case 'LabeledStatement':
      return statement.body.type === 'ExpressionStatement';
    default:
      return statement.type === 'ExpressionStatement';
  }
}
