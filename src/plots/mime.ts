/**
 * Figure -> MIME bundle: plotly's own type for notebooks that draw it, HTML for pages that carry
 * plotly.js (see plotly-script.ts), one line of text for the rest.
 */
import { createHash } from 'node:crypto';
import type { MimeBundle } from '../current-notebook.js';
import { PlotError } from './errors.js';
import { describeFigure, type Figure, isFigure } from './figure.js';

export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/**
 * A figure as the notebook keeps it.
 * @throws PlotError when `figure` is not a plotly figure, or holds what JSON can't.
 */
export function mimeBundle(caller: string, figure: Figure): MimeBundle {
  const json = toJson(caller, figure);
  return {
    [PLOTLY_MIME]: JSON.parse(json),
    'text/html': figureHtml(json),
    'text/plain': describeFigure(figure),
  };
}

/**
 * A figure that will change. It leaves plotly's type out, because JupyterLab's renderer of that type
 * draws only the first figure that it is given.
 */
export function changingMimeBundle(caller: string, figure: Figure, id: string): MimeBundle {
  return {
    'text/html': figureHtml(toJson(caller, figure), id),
    'text/plain': describeFigure(figure),
  };
}

/**
 * The HTML that draws a figure, given as JSON text. Where the page has no plotly.js, the sentence
 * stays in its place. A figure of the same id is drawn in the place of the one before.
 */
export function figureHtml(json: string, id = `gradbook-figure-${hash(json)}`): string {
  return `<div id="${id}" class="gradbook-figure">This plot needs plotly.js, which is not in this \
page. Run the notebook's cells again from the top.</div>
<script>window.gradbookPlotly?.('${id}', ${escapeForScript(json)});</script>`;
}

function toJson(caller: string, figure: unknown): string {
  if (!isFigure(figure)) {
    throw new PlotError(caller, 'figure', 'a plotly figure { data: [...], layout: {...} }', figure);
  }
  try {
    return JSON.stringify(figure, plain);
  } catch (cause) {
    const error = new PlotError(caller, 'figure', 'plain JSON, without cycles', figure);
    error.cause = cause;
    throw error;
  }
}

/** Typed arrays become lists; plotly draws gaps for the null that JSON has for NaN. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown> & ArrayBufferView);
  }
  return value;
}

/** JSON as JavaScript source inside an HTML script: nothing in it can end the script. */
function escapeForScript(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** Names a figure by its content, so that equal notebooks give equal pages. */
function hash(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 12);
}
