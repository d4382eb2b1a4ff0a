/** A cell's text as a syntax tree. */
import { type ParseResult, parseSync } from 'oxc-parser';

export interface ParsedCell {
  readonly lang: 'ts' | 'tsx';
  /** With errors where the text is neither. */
  readonly parsed: ParseResult;
}

/** Parses a cell, without its magics, as TypeScript; where it is none without, with JSX in it. */
export function parseCell(code: string): ParsedCell {
  const parsed = parseSync('cell.ts', code, { lang: 'ts', sourceType: 'module' });
  if (parsed.errors.length === 0 || !code.includes('<')) return { lang: 'ts', parsed };
  const withJsx = parseSync('cell.tsx', code, { lang: 'tsx', sourceType: 'module' });
  return withJsx.errors.length === 0 ? { lang: 'tsx', parsed: withJsx } : { lang: 'ts', parsed };
}
