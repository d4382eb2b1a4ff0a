/**
 * Completions: by type, and from the live objects where types say nothing or not all: values that
 * were made dynamically, names that no text declares, and everything while there is no server.
 */
import type { Completion, Completions } from '../requests/interpreter.js';
import { declaresHere, firstName } from './declared-here.js';
import { indexedAt, isInImport, memberAt, type OpenText, openText } from './expression-at.js';
import { fileNames } from './file-names.js';
import { limited } from './limited.js';
import type { LiveObjects, Members } from './live-objects.js';
import { magicNames } from './magic-names.js';
import type { TypedCompletions } from './typed-completion.js';

/** How long types may take, in milliseconds; the server answers in 2 to 10. */
const PATIENCE = 400;
/** How long they may take where nothing else has an answer. */
const LAST_PATIENCE = 2000;
/** How long live objects may take where types have found something: a native call may sit on them. */
const LIVE_PATIENCE = 8;

const KEYWORDS =
  'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally for from function if implements import in infer instanceof interface is keyof let namespace new null of private protected public readonly return satisfies static super switch this throw true try type typeof undefined unique var void while yield any bigint boolean never number object string symbol unknown'.split(
    ' ',
  );

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
/** Names of the kernel itself, and relics that nobody wants. */
const UNWANTED = /^(\$gradbook.*|babelHelpers|__(define|lookup)[GS]etter__)$/;

/** TypeScript's answers. */
export interface Types {
  /** Whether the server has answered before, and so will answer soon. */
  readonly areWarm: boolean;
  /** Undefined where there is no answer. */
  complete(): Promise<TypedCompletions | undefined>;
}

/** Positions are in UTF-16 units here. */
export async function completeAt(
  live: LiveObjects,
  types: Types,
  code: string,
  cursor: number,
): Promise<Completions> {
  const magic = await magicNames(code, cursor);
  if (magic) return magic;
  const text = openText(code, cursor);
  if (text) return inText(live, types, code, text, cursor);
  if (isInImport(code, cursor)) return onlyByType(types, cursor);
  return inCode(live, types, code, cursor);
}

/** Within a string or a comment there are no names; what else may stand there, types know. */
async function inText(
  live: LiveObjects,
  types: Types,
  code: string,
  { kind, written }: OpenText,
  cursor: number,
): Promise<Completions> {
  const byType = await onlyByType(types, cursor);
  if (byType.items.length > 0) return byType;
  if (kind === 'comment') return { items: [], start: cursor, end: cursor };
  const start = cursor - written.length;
  const object = indexedAt(code, start - 1);
  const keys = object === undefined ? [] : await ownKeys(live, code, object);
  const items = keys
    .filter((text) => text.startsWith(written))
    .map((text) => ({ text, type: 'property' }));
  return items.length > 0 ? { items, start, end: cursor } : fileNames(written, cursor);
}

/** The keys of an object that no type knows, such as `JSON.parse` gives. */
async function ownKeys(live: LiveObjects, code: string, object: string): Promise<string[]> {
  const { names, isOpen } = await liveMembers(live, code, object);
  return isOpen ? names.filter((name) => !(name in Object.prototype)) : [];
}

/** Names that are there have no place among those of a module. */
async function onlyByType(types: Types, cursor: number): Promise<Completions> {
  const byType = await limited(types.complete(), LAST_PATIENCE);
  return byType ?? { items: [], start: cursor, end: cursor };
}

async function inCode(
  live: LiveObjects,
  types: Types,
  code: string,
  cursor: number,
): Promise<Completions> {
  const { object, prefix, start } = memberAt(code, cursor);
  const fromLive = liveMembers(live, code, object);
  const keywords = object === undefined ? named(KEYWORDS, prefix, 'keyword') : [];
  const withoutTypes = async () =>
    distinct([...named((await fromLive).names, prefix), ...keywords]);
  if (!types.areWarm) {
    const items = await limited(withoutTypes(), LIVE_PATIENCE);
    if (items && items.length > 0) {
      // Behind this answer: to start the server keeps the thread.
      setImmediate(() => void types.complete());
      return { items, start, end: cursor };
    }
  }
  const asked = types.complete();
  let byType = await limited(asked, types.areWarm ? PATIENCE : 0);
  if (!byType) {
    const items = await withoutTypes();
    if (items.length === 0) byType = await limited(asked, LAST_PATIENCE);
    if (!byType) return { items, start, end: cursor };
  }
  if (byType.start !== start || !byType.takesNames) return byType;
  const more = await limited(fromLive, byType.items.length > 0 ? LIVE_PATIENCE : PATIENCE);
  if (!more || (byType.items.length > 0 && !more.isOpen)) return byType;
  const others = named(more.names, prefix);
  // Where types know an object, what every object has is no news, unless it is being typed.
  const shown = prefix === '' && byType.items.length > 0 ? others.filter(isOwn) : others;
  return { start, end: cursor, items: distinct([...byType.items, ...shown]) };
}

async function liveMembers(
  live: LiveObjects,
  code: string,
  object: string | undefined,
): Promise<Members> {
  // In the kernel's own code, 'this' is what it never is in the person's. What a call gives, nobody knows without calling.
  const isUnknown = object !== undefined && /^(this|super|undefined|null)\b/.test(object);
  if (isUnknown || (object !== undefined && declaresHere(code, firstName(object)))) {
    return { names: [], isOpen: false };
  }
  if (object === undefined) return { names: await live.globalNames(), isOpen: true };
  return live.members(object);
}

function named(names: readonly string[], prefix: string, type = 'instance'): Completion[] {
  return names
    .filter((name) => name.startsWith(prefix) && IDENTIFIER.test(name) && !UNWANTED.test(name))
    .map((text) => ({ text, type }));
}

const isOwn = ({ text }: Completion) => !(text in Object.prototype);

function distinct(items: readonly Completion[]): Completion[] {
  const first = new Map<string, Completion>();
  for (const item of items) if (!first.has(item.text)) first.set(item.text, item);
  return [...first.values()];
}
