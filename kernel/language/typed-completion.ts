/** The language server's completions -> ours. */
import type { Completion, Completions } from '../requests/interpreter.js';
import { isRecord, type JsonObject, stringField } from '../wire/json.js';
import { type AutoImports, importExpression } from './auto-imports.js';
import { CELL_FILES, HIDDEN, LINES_ABOVE, LIVE } from './cell-files.js';
import { isInImport, memberAt, openText } from './expression-at.js';
import { declaredType, type ItemDetails, itemType, readDetails } from './item-details.js';
import { limited } from './limited.js';
import { offsetOf, readRange } from './place.js';
import type { TypeScriptService } from './typescript-service.js';

/** How many items get their signature and documentation; of more, a person reads the first. */
const MOST_RESOLVED = 8;
/** How long those may take, in milliseconds: many items, and the few that one may have meant. */
const RESOLVING = 3;
const RESOLVING_FEW = 100;
const FEW = 3;

const KEYWORD = 14;

interface Candidate {
  readonly item: JsonObject;
  readonly text: string;
  readonly start: number;
  /** Less is nearer to what was meant. */
  readonly rank: string;
}

export interface TypedCompletions extends Completions {
  /** Whether any name may stand there, or member: not so within a text, or for an object's keys. */
  readonly takesNames: boolean;
}

/** Undefined where the server is not there or has no answer. Positions are in UTF-16 units. */
export async function typedCompletions(
  service: TypeScriptService,
  imports: AutoImports,
  code: string,
  cursor: number,
): Promise<TypedCompletions | undefined> {
  const { object, prefix, start } = memberAt(code, cursor);
  const offered = object === undefined ? (name: string) => begins(name, prefix) : undefined;
  const answer = await service.at('textDocument/completion', code, cursor, offered);
  if (answer === undefined) return undefined;
  const all = isRecord(answer) ? answer.items : answer;
  const written = (Array.isArray(all) ? all : [])
    .filter(isRecord)
    .flatMap((item) => candidate(item, code, cursor, start) ?? []);
  const first = Math.min(...written.map((one) => one.start));
  // One place for all: what reaches further back (`?.x`) counts only where everything does.
  const place = written.every((one) => one.start === first) ? (written[0]?.start ?? start) : start;
  const typed = code.slice(place, cursor);
  const names = service.documents.names;
  const fitting = written
    .filter((one) => one.start === place && fits(one, typed))
    .map((one) => ({ ...one, rank: rankOf(one, typed, names) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  const typeOf = (name: string) =>
    object === undefined ? service.documents.typeOf(name) : undefined;
  const items = await described(service, fitting, typeOf);
  // Where a name may stand, the server offers keywords too, and others where a type may.
  const keywords = new Set(
    written.filter(({ item }) => item.kind === KEYWORD).map(({ item }) => item.label),
  );
  const takesBare = object === undefined && keywords.size > 0;
  const mayImport = !isInImport(code, cursor) && openText(code, cursor) === undefined;
  const isNamed = mayImport && takesBare && place === start && prefix.length > 1;
  const known = new Set(items.map(({ text }) => text));
  const wanted = keywords.has('keyof') && !keywords.has('function') ? 'types' : 'values';
  const more = isNamed ? await imports.startingWith(prefix, known, wanted) : [];
  const takesNames = takesBare || object !== undefined;
  return { items: [...items, ...more], start: place, end: cursor, takesNames };
}

function candidate(
  item: JsonObject,
  code: string,
  cursor: number,
  wordStart: number,
): Candidate | undefined {
  const label = stringField(item, 'label');
  const { textEdit, data } = item;
  if (label.startsWith(HIDDEN) || label === LIVE) return undefined;
  if (isRecord(data) && isForeign(stringField(data, 'source'))) return undefined;
  const range = isRecord(textEdit) ? readRange(textEdit.range, LINES_ABOVE) : undefined;
  const start = range ? offsetOf(code, range.start) : startInText(label, code, cursor, wordStart);
  const written = isRecord(textEdit) ? quoted(stringField(textEdit, 'newText'), label) : '';
  const text = importText(item, label) ?? (written || stringField(item, 'insertText', label));
  return { item, text, start, rank: stringField(item, 'sortText') };
}

/** The server leaves the quotes out of an index by a key that is no name: `[a-b]`. */
function quoted(text: string, key: string): string {
  const isKey = text.endsWith(`[${key}]`) && !/^[\p{ID_Continue}$."'`]+$/u.test(key);
  return isKey ? text.replace(`[${key}]`, () => `[${JSON.stringify(key)}]`) : text;
}

/** The cells' own files, and files of programs elsewhere: nobody would import from there. */
function isForeign(source: string): boolean {
  return source.includes(CELL_FILES) || source.startsWith('../');
}

/** Where a label that is no single name begins, as keys and paths in quotes: `a-b`. */
function startInText(label: string, code: string, cursor: number, wordStart: number): number {
  for (let start = Math.max(0, cursor - label.length); start < wordStart; start++) {
    const isQuoted = /["'`/]/.test(code.charAt(start - 1));
    if (isQuoted && label.startsWith(code.slice(start, cursor))) return start;
  }
  return wordStart;
}

/** The text of a name that has to be imported; undefined for one that is there. */
function importText({ kind, data }: JsonObject, name: string): string | undefined {
  const found = isRecord(data) ? data.autoImport : undefined;
  if (!isRecord(found)) return undefined;
  const module = stringField(found, 'moduleSpecifier');
  const { importKind } = found;
  return importExpression(module, importKind === 0 ? name : importKind === 1 ? 'default' : '', {
    isType: kind === 8,
  });
}

function fits({ item, text }: Candidate, typed: string): boolean {
  // What reaches back to the dot is looked for by what stands behind it.
  const name = typed.replace(/^\??\.\s*/, '');
  return begins(stringField(item, 'label'), name) || begins(text, name);
}

function begins(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase());
}

/** Names of cells come before the language's own; a name in the case that was typed before others. */
function rankOf({ item, rank }: Candidate, typed: string, names: ReadonlySet<string>): string {
  const label = stringField(item, 'label');
  const nearness = names.has(label) ? '10' : rank;
  return `${nearness}${label.startsWith(typed) ? 0 : 1}${label}`;
}

async function described(
  service: TypeScriptService,
  candidates: readonly Candidate[],
  typeOf: (name: string) => string | undefined,
): Promise<Completion[]> {
  const details = new Map<JsonObject, ItemDetails>();
  const asked = candidates.slice(0, MOST_RESOLVED).map(async ({ item }) => {
    details.set(item, readDetails(await service.resolve(item)));
  });
  await limited(Promise.all(asked), candidates.length > FEW ? RESOLVING : RESOLVING_FEW);
  return candidates.map(({ item, text }) => {
    const more = details.get(item) ?? {};
    const type = typeOf(text) ?? declaredType(more) ?? itemType(item);
    return { text, type, ...more };
  });
}
