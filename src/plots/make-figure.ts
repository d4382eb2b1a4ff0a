/** Builds the figures that charts return: themed, and shown when a cell ends with one. */

import { currentNotebook, type MimeBundle } from '../current-notebook.js';
import type { Figure, Json, Layout, Trace } from './figure.js';
import { mimeBundle } from './mime.js';
import { ensurePlotly } from './plotly-script.js';
import { themed } from './theme.js';

/** A value with this method says itself how a notebook shows it (Deno's convention). */
const DISPLAY = Symbol.for('Jupyter.display');

const CONFIG: { [option: string]: Json } = { displaylogo: false, responsive: true };

/** What every chart lets its caller change. */
export interface ChartOptions {
  /** What stands above the chart. */
  title?: string;
  /** Pixels; the width follows the page. */
  height?: number;
}

export function makeFigure(data: Trace[], layout: Layout, options: ChartOptions = {}): Figure {
  const { title, height } = options;
  const figure: Figure = {
    data,
    layout: themed({
      ...layout,
      ...(title === undefined ? {} : { title: { text: title } }),
      ...(height === undefined ? {} : { height }),
    }),
    config: CONFIG,
  };
  return displayable(figure);
}

/** Hidden from enumeration, so that the figure stays plain JSON. */
export function displayable(figure: Figure): Figure {
  return Object.defineProperty(figure, DISPLAY, { value: () => displayBundle(figure) });
}

/** What a notebook shows of a figure; the notebook gets what it needs to draw it. */
export function displayBundle(figure: Figure): MimeBundle {
  const notebook = currentNotebook();
  if (notebook) ensurePlotly(notebook);
  return mimeBundle('display', figure);
}
