/**
 * `anywidget`: widgets whose front end is a JavaScript module of one's own.
 *
 * https://anywidget.dev/en/afm/
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DomClass, domWidget } from './dom-widget.js';

/** What {@link anywidget} makes a class of. */
export interface AnyWidgetDescription<S extends object> {
  /**
   * The module, as text or as the URL of a file: its default export has `render({ model, el })` and,
   * if it needs it, `initialize({ model })`.
   */
  readonly esm: string | URL;
  /** A style sheet, as text or as the URL of a file. */
  readonly css?: string | URL;
  /**
   * What `model.get`, `model.set` and `model.save_changes` work on, by these very names. Arrays of
   * bytes and numbers travel as bytes: the module gets a `DataView`, changes come back as the same
   * kind of array.
   */
  readonly state: S;
}

/** What the front end is made from; a new text is a new front end at once. */
interface FrontEndTexts {
  _esm: string;
  _css: string;
  _anywidget_id: string;
}

/**
 * A class of widgets with a front end of one's own.
 *
 * @example
 * class Counter extends anywidget({
 *   esm: `export default { render({ model, el }) { el.textContent = model.get('count'); } }`,
 *   state: { count: 0 },
 * }) {}
 */
export function anywidget<S extends object>({
  esm,
  css = '',
  state,
}: AnyWidgetDescription<S>): DomClass<S & FrontEndTexts, Record<never, never>> {
  const texts = { _esm: textOf(esm), _css: textOf(css) };
  const source = JSON.stringify(texts);
  // By this name the front end replaces a style sheet: other texts must have another one.
  const id = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return domWidget({
    // Any version will do: what is used here, all have.
    frontEnd: { module: 'anywidget', version: '*', model: 'AnyModel', view: 'AnyView' },
    state: { ...state, ...texts, _anywidget_id: `gradbook.${id}` },
    parts: {},
    wireName: (name) => name,
  });
}

function textOf(source: string | URL): string {
  return source instanceof URL ? readFileSync(fileURLToPath(source), 'utf8') : source;
}
