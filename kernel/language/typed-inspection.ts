/** What TypeScript says of the name at the cursor, as Markdown. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isRecord, type JsonObject, stringField } from '../wire/json.js';
import { CELL_FILES, EDITED, HIDDEN, LINES_ABOVE } from './cell-files.js';
import { openText } from './expression-at.js';
import { withoutFileLinks } from './markdown.js';
import { offsetOf, readRange } from './place.js';
import type { TypeScriptService } from './typescript-service.js';

/** How many lines of a declaration are shown. */
const MOST_LINES = 60;

/** What the server says of a name that it does not know. */
const UNKNOWN = '```typescript\nany\n```';
/** What it says of a declaration that has no name yet, of a type that there is not, and of a keyword as one. */
const NOTHING = /\(Missing\)|\/\*unresolved\*\/|^type (\w+) = \1$/m;

/** Signature and JSDoc; with `detail` 1 the source of the declaration too. */
export async function typedInspection(
  service: TypeScriptService,
  code: string,
  cursor: number,
  detail: number,
): Promise<string | undefined> {
  const place = nameOffset(code, cursor);
  if (place === undefined) return signatureHelp(service, code, cursor);
  const hover =
    hoverText(await service.at('textDocument/hover', code, place)) ??
    (await hoverOfType(service, code, place));
  if (!hover) return signatureHelp(service, code, cursor);
  if (detail < 1) return hover;
  const source = await declaration(service, code, place);
  return source ? `${hover}\n\n${source}` : hover;
}

/** What a text is that is nothing but a name, where that is no value's but a type's. */
async function hoverOfType(
  service: TypeScriptService,
  code: string,
  place: number,
): Promise<string | undefined> {
  if (!/^\s*[\w$.]+\s*$/.test(code)) return undefined;
  const before = 'type Asked = ';
  const text = `${before}${code}`;
  return hoverText(await service.at('textDocument/hover', text, before.length + place));
}

/** A place within the name or the text at the cursor, or the name that is called right before it. */
function nameOffset(code: string, cursor: number): number | undefined {
  const isName = (char: string) => /[\p{ID_Continue}$#]/u.test(char);
  if (isName(code.charAt(cursor))) return cursor;
  if (isName(code.charAt(cursor - 1))) return cursor - 1;
  // The name of a module, anywhere in it and at its ends.
  const inText = [cursor, cursor - 1, cursor + 1].find(
    (at) => openText(code, at)?.kind === 'string',
  );
  if (inText !== undefined) return inText;
  const opened = /([\p{ID_Continue}$])\s*\(\s*$/u.exec(code.slice(0, cursor));
  return opened?.index;
}

function hoverText(answer: unknown): string | undefined {
  if (!isRecord(answer) || !isRecord(answer.contents)) return undefined;
  const text = stringField(answer.contents, 'value');
  if (text.trim() === UNKNOWN || NOTHING.test(text)) return undefined;
  // To the person a name of an earlier cell is that thing, not an import of it.
  const own = text
    .replace(/\(alias\) /g, '')
    .replace(/^import \w+$\n/m, '')
    .replaceAll(HIDDEN, '');
  return withoutFileLinks(own) || undefined;
}

/** The signature of the call that the cursor stands in. */
async function signatureHelp(
  service: TypeScriptService,
  code: string,
  cursor: number,
): Promise<string | undefined> {
  const answer = await service.at('textDocument/signatureHelp', code, cursor);
  const signatures = isRecord(answer) && Array.isArray(answer.signatures) ? answer.signatures : [];
  const chosen = isRecord(answer) ? Number(answer.activeSignature ?? 0) : 0;
  const shown = signatures.filter(isRecord).at(chosen);
  if (!shown) return undefined;
  const { documentation } = shown;
  const text = isRecord(documentation) ? stringField(documentation, 'value') : '';
  return `\`\`\`typescript\n${stringField(shown, 'label')}\n\`\`\`\n${text}`;
}

async function declaration(
  service: TypeScriptService,
  code: string,
  offset: number,
): Promise<string | undefined> {
  const [name = ''] = /^[\p{ID_Continue}$]+/u.exec(code.slice(wordStart(code, offset))) ?? [];
  const found = links(await service.at('textDocument/definition', code, offset));
  // A variable of an earlier cell is declared above the text, once more.
  const isAbove = (readRange(found?.targetRange, LINES_ABOVE)?.start.line ?? 0) < 0;
  const isEdited = stringField(found ?? {}, 'targetUri').includes(EDITED);
  const link = isAbove && isEdited ? links(await service.declarationOf(name)) : found;
  const uri = stringField(link ?? {}, 'targetUri');
  const range = readRange(link?.targetRange);
  const text = uri && range ? (service.textOf(uri) ?? readFile(uri)) : undefined;
  if (text === undefined || !range) return undefined;
  const lines = text.slice(offsetOf(text, range.start), offsetOf(text, range.end)).split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '...'] : lines;
  const line = range.start.line + 1 - (uri.includes(CELL_FILES) ? LINES_ABOVE : 0);
  const where = uri.includes(CELL_FILES) ? 'in a cell' : `${fileURLToPath(uri)}:${line}`;
  return `Declared ${where}:\n\n\`\`\`typescript\n${shown.join('\n')}\n\`\`\``;
}

function links(answer: unknown): JsonObject | undefined {
  return Array.isArray(answer) ? answer.find(isRecord) : undefined;
}

function wordStart(code: string, offset: number): number {
  return offset - (/[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset))?.[0].length ?? 0);
}

function readFile(uri: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(uri), 'utf8');
  } catch {
    return undefined;
  }
}
