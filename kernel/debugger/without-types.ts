/**
 * TypeScript expressions as JavaScript, for what a front end evaluates. Compiled on the worker: on the main thread, a question may
 * come in the midst of the loading of the compiler.
 */
import { tooDeep } from '../text/nesting.js';

/** Without one of these, code is JavaScript as it is. Most of what a debugger asks has none, and needs no compiler. */
const TYPED = /[<:!{}@]|\b(?:as|satisfies|type|declare|using)\b/;

/** An expression without its types; as it is, where it is no TypeScript either. */
export async function withoutTypes(expression: string): Promise<string> {
  if (!TYPED.test(expression)) return withoutEnd(expression);
  if (tooDeep(expression) !== undefined) return expression;
  const { transformSync } = await import('oxc-transform');
  const { code, errors } = transformSync('expression.ts', expression, { target: 'es2023' });
  return errors.length > 0 ? expression : withoutEnd(code);
}

const withoutEnd = (code: string) => code.trim().replace(/;$/, '');
