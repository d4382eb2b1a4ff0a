/** Values that frontends draw: nodes of a document, and specifications of Vega and Vega-Lite. */
import { isRecord } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { methodOf } from './shape.js';

const SVG = 'http://www.w3.org/2000/svg';

/** An element says its text by `outerHTML`, as in browsers, jsdom and linkedom. */
export function elementOf(value: unknown): MimeBundle | undefined {
  if (!isRecord(value) || !('outerHTML' in value)) return undefined;
  const text = value.outerHTML;
  if (typeof text !== 'string') return undefined;
  const [start] = /^<svg\b[^>]*>/.exec(text) ?? [];
  if (start === undefined) return { 'text/html': text, 'text/plain': summaryOf(text) };
  // As a picture of its own, outside of a document, SVG must name its namespace.
  const named = start.includes('xmlns=') ? text : text.replace('<svg', `<svg xmlns="${SVG}"`);
  return { 'image/svg+xml': named, 'text/plain': summaryOf(text) };
}

/** `<figure>, 1234 characters` */
function summaryOf(markup: string): string {
  const [, name = ''] = /^<([\w-]+)/.exec(markup) ?? [];
  return `<${name}>, ${markup.length} characters`;
}

/** A specification, or an object of the Vega-Lite API, which gives it by `toSpec()`. */
export function chartOf(value: unknown): MimeBundle | undefined {
  const toSpec = methodOf(value, 'toSpec');
  const spec = toSpec ? toSpec() : value;
  if (!isRecord(spec) || !('$schema' in spec) || typeof spec.$schema !== 'string') return undefined;
  const [, kind, version] =
    /^https:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)/.exec(spec.$schema) ?? [];
  if (!kind || !version) return undefined;
  const mime = `application/vnd.${kind.replace('-', '')}.v${version}+json`;
  return { [mime]: spec, 'text/plain': `<${kind} chart>` };
}
