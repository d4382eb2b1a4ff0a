/**
 * `name?`, `name??` and `?name` as in IPython: what the name is, as a payload that the front end
 * shows in its pager. Nothing of it is TypeScript.
 */
import type { Payload } from '../wire/outgoing.js';
import type { Interpreter } from './interpreter.js';

const QUESTION =
  /^\s*(?:(\?\??)\s*(%{0,2}[\p{ID_Continue}$.]+)|(%{0,2}[\p{ID_Continue}$.]+)\s*(\?\??))\s*$/u;

/** What is asked about a name; undefined for a cell that is to be run. */
export function questionIn(code: string): { name: string; detail: 0 | 1 } | undefined {
  const [, before, first, second, after] = QUESTION.exec(code) ?? [];
  const name = first ?? second;
  if (name === undefined) return undefined;
  return { name, detail: (before ?? after) === '??' ? 1 : 0 };
}

/** The answer; empty where nothing is known of the name. */
export async function answerQuestion(
  { name, detail }: { name: string; detail: 0 | 1 },
  interpreter: Interpreter,
): Promise<Payload[]> {
  const { found, data } = await interpreter.inspect(name, name.length, detail);
  return found ? [{ source: 'page', data, start: 0 }] : [];
}
