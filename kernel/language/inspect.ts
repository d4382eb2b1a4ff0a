/** What the name at the cursor is, from what V8 knows: signature, class, value. */
import type { InspectReply } from '../wire/outgoing.js';
import { nameAt } from './expression-at.js';
import type { LiveObjects, RemoteValue } from './live-objects.js';

/** How many lines of a function's source are shown at detail level 0. */
const HEAD_LINES = 12;

export async function inspectAt(
  live: LiveObjects,
  code: string,
  cursor: number,
  detail: number,
): Promise<InspectReply> {
  const name = nameAt(code, cursor);
  const value = name ? await live.evaluate(name) : undefined;
  live.release();
  if (!value || (value.type === 'undefined' && !name)) {
    return { status: 'ok', found: false, data: {}, metadata: {} };
  }
  const data = { 'text/plain': describe(name, value, detail) };
  return { status: 'ok', found: true, data, metadata: {} };
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
