/**
 * What the name at the cursor is: its signature and documentation by TypeScript, and its value;
 * by V8 alone where types say nothing.
 */
import type { InspectReply } from '../wire/outgoing.js';
import { declaresHere, firstName } from './declared-here.js';
import { memberAt, nameAt, openText } from './expression-at.js';
import { limited } from './limited.js';
import type { LiveObjects, RemoteValue } from './live-objects.js';
import { magicHelp } from './magic-names.js';
import { markdownToHtml, markdownToPlain } from './markdown.js';

/** How many lines of a function's source are shown at detail level 0. */
const HEAD_LINES = 12;
/** How long types may take, in milliseconds. */
const PATIENCE = 1000;
/** How long the value may take where types have answered: a native call may sit on it. */
const LIVE_PATIENCE = 20;

/** Asks TypeScript, for Markdown; undefined where it has no answer. */
export type Typed = () => Promise<string | undefined>;

export async function inspectAt(
  live: LiveObjects,
  typed: Typed,
  code: string,
  cursor: number,
  detail: number,
): Promise<InspectReply> {
  const magic = await magicHelp(code, cursor);
  if (magic !== undefined) return reply(magic);
  const name = nameAt(code, cursor);
  // A number and a text are what they are, `this` is no cell's, and a text names nothing.
  const isLive =
    !/^(\d|this\b|(["'`])[^"'`]*\2$|$)/.test(name) &&
    !declaresHere(code, firstName(name)) &&
    openText(code, cursor) === undefined;
  const value = isLive ? live.evaluate(name) : Promise.resolve(undefined);
  const byType = await limited(typed(), PATIENCE);
  const found = byType ? await limited(value, LIVE_PATIENCE) : await value;
  const isMissing = found?.type === 'undefined' && !(await hasMember(live, name));
  live.release();
  // `any` says nothing about what is there.
  const saysSomething = byType && !/^```typescript\n[^\n]*: any\n```\s*$/.test(byType);
  if (saysSomething) return reply(withValue(byType, found));
  if (!found || isMissing) {
    return byType ? reply(byType) : { status: 'ok', found: false, data: {}, metadata: {} };
  }
  const text = describe(name, found, detail);
  return { status: 'ok', found: true, data: { 'text/plain': text }, metadata: {} };
}

/** Whether there is what a name says; a bare name that has a value is there. */
async function hasMember(live: LiveObjects, name: string): Promise<boolean> {
  const { object, prefix } = memberAt(name, name.length);
  return object === undefined || (await live.members(object)).names.includes(prefix);
}

function reply(markdown: string): InspectReply {
  const data = {
    'text/markdown': markdown,
    'text/html': markdownToHtml(markdown),
    'text/plain': markdownToPlain(markdown),
  };
  return { status: 'ok', found: true, data, metadata: {} };
}

/** A signature with the value that is there; functions are said by their signature. */
function withValue(markdown: string, value: RemoteValue | undefined): string {
  if (!value || value.type === 'function' || value.type === 'undefined') return markdown;
  const lines = value.preview.map((property) => `  ${property.name}: ${property.value}`);
  const shown = [`= ${value.description}`, ...lines].join('\n');
  return `${markdown}\n\nNow:\n\n\`\`\`typescript\n${shown.replaceAll('```', "'''")}\n\`\`\``;
}

function describe(name: string, value: RemoteValue, detail: number): string {
  if (value.type === 'function') return describeFunction(name, value.description, detail);
  const kind = value.className || value.subtype || value.type;
  const head = `${name}: ${kind}`;
  if (value.preview.length === 0) return `${head} = ${value.description}`;
  const lines = value.preview.map((property) => `  ${property.name}: ${property.value}`);
  return [`${head} = ${value.description}`, ...lines].join('\n');
}

function describeFunction(name: string, source: string, detail: number): string {
  const isClass = source.startsWith('class');
  const lines = source.split('\n');
  const isShort = detail > 0 || lines.length <= HEAD_LINES;
  const shown = isShort ? lines : [...lines.slice(0, HEAD_LINES), '...'];
  const title = isClass ? (lines[0] ?? '').replace(/\s*\{.*$/, '') : `${name}: function`;
  return [title, '', ...shown].join('\n');
}
