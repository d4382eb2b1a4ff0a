/**
 * Cells that do nothing but give a literal to a name and, beside it, a type that it is not:
 * `const n: number = "x"`. Nothing is lost when such a cell is not run, and everything built on it
 * would be wrong; so it is refused where other type errors are warnings.
 */

const LITERAL = /^(?:(["'`]).*\1|[\d_.]+n?|true|false)$/;
const STATEMENT = /^(?:const|let|var)\s+[\p{ID_Continue}$]+\s*:\s*(\w+)\s*=\s*(\S.*?)\s*;?$/u;
const TYPES = new Set(['string', 'number', 'boolean', 'bigint']);

export function isCertainlyWrong(code: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  const statements = lines.map((line) => STATEMENT.exec(line.trim()));
  return (
    statements.every((statement) => statement && LITERAL.test(statement[2] ?? '')) &&
    statements.some((statement) => {
      const [, type = '', literal = ''] = statement ?? [];
      return TYPES.has(type) && typeOf(literal) !== type;
    })
  );
}

function typeOf(literal: string): string {
  if (/^["'`]/.test(literal)) return 'string';
  if (/^[tf]/.test(literal)) return 'boolean';
  return literal.endsWith('n') ? 'bigint' : 'number';
}
