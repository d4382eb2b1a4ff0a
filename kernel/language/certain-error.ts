/**
 * Cells that do nothing but give a literal to a name and, beside it, a type that it is not:
 * `const n: number = "x"`. Nothing is lost when such a cell is not run, and everything built on it
 * would be wrong; so it is refused where other type errors are warnings. It takes no server to know
 * what is wrong with it, nor to word it as the server would.
 */
import type { Problem } from './problems.js';

const LITERAL = /^(?:(["'`])(?:(?!\1)[^\\]|\\.)*\1|[\d_.]+n?|true|false)$/;
const STATEMENT =
  /^(?<before>\s*(?:const|let|var)\s+)(?<name>[\p{ID_Continue}$]+)\s*:\s*(?<type>\w+)\s*=\s*(?<value>\S.*?)\s*;?\s*$/u;
const TYPES = new Set(['string', 'number', 'boolean', 'bigint']);
const NOT_ASSIGNABLE = 2322;

/** What is certainly wrong with a cell; empty where that takes TypeScript to know. */
export function certainProblems(code: string): Problem[] {
  const problems: Problem[] = [];
  if (!code.includes(':')) return problems;
  for (const [line, text] of code.split('\n').entries()) {
    if (text.trim() === '') continue;
    const { before = '', name = '', type = '', value = '' } = STATEMENT.exec(text)?.groups ?? {};
    if (!LITERAL.test(value)) return [];
    const given = typeOf(value);
    if (!TYPES.has(type) || given === type) continue;
    const start = { line, character: before.length };
    const end = { line, character: before.length + name.length };
    const message = `Type '${given}' is not assignable to type '${type}'.`;
    problems.push({ range: { start, end }, code: NOT_ASSIGNABLE, message });
  }
  return problems;
}

function typeOf(literal: string): string {
  if (/^["'`]/.test(literal)) return 'string';
  if (/^[tf]/.test(literal)) return 'boolean';
  return literal.endsWith('n') ? 'bigint' : 'number';
}
