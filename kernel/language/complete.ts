/** Completions from what V8 knows: properties of live objects, names in scope, keywords. */
import type { CompleteReply } from '../wire/outgoing.js';
import { memberAt } from './expression-at.js';
import type { LiveObjects } from './live-objects.js';

const KEYWORDS =
  'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally for from function if implements import in infer instanceof interface is keyof let namespace new null of private protected public readonly return satisfies static super switch this throw true try type typeof undefined unique var void while yield any bigint boolean never number object string symbol unknown'.split(
    ' ',
  );

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
/** Names of the kernel itself, and relics that nobody wants. */
const UNWANTED = /^(\$gradbook|babelHelpers|__(define|lookup)[GS]etter__)$/;

/** Positions are in UTF-16 units here. */
export async function completeAt(
  live: LiveObjects,
  code: string,
  cursor: number,
): Promise<CompleteReply> {
  const { object, prefix, start } = memberAt(code, cursor);
  const names =
    object === undefined
      ? [...(await live.globalNames()), ...KEYWORDS]
      : await live.propertyNames(object);
  live.release();
  const matches = [...new Set(names)].filter(
    (name) => name.startsWith(prefix) && IDENTIFIER.test(name) && !UNWANTED.test(name),
  );
  return { status: 'ok', matches, cursor_start: start, cursor_end: cursor, metadata: {} };
}
