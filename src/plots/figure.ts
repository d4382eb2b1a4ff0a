/**
 * A plotly figure as plain JSON: what charts give, `show` displays and the report embeds.
 * Only the shape is here; plotly's own reference lists the attributes of traces and layouts.
 */
import { isRecord } from '../is-record.js';

/** What plotly's attributes are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { [key: string]: Json };

/** One of a figure's `data`; {@link https://plotly.com/javascript/reference/ | plotly's reference}. */
export interface Trace {
  /** plotly's kind of trace, as `scatter`. */
  type: string;
  /** What it is called in the legend. */
  name?: string;
  [attribute: string]: Json | undefined;
}

/** plotly's layout. */
export interface Layout {
  /** What stands above the chart. */
  title?: { text: string; [attribute: string]: Json };
  /** Pixels. */
  height?: number;
  [attribute: string]: Json | undefined;
}

/** A chart as plotly takes it: `{ data, layout, config }`. */
export interface Figure {
  /** What is drawn. */
  data: Trace[];
  /** Axes, title, sizes. */
  layout: Layout;
  /** plotly's configuration. */
  config?: { [option: string]: Json };
}

export function isFigure(value: unknown): value is Figure {
  return (
    isRecord(value) &&
    Array.isArray(value.data) &&
    value.data.every(isRecord) &&
    isRecord(value.layout)
  );
}

/** One line for places that can't draw: title, traces and points. */
export function describeFigure(figure: Figure): string {
  const title = figure.layout.title?.text.replace(/<[^>]*>/g, '');
  const names = figure.data.map((trace) => trace.name).filter((name) => name !== undefined);
  const list = names.length > 0 && names.length <= 6 ? ` (${names.join(', ')})` : '';
  return `plotly figure${title ? ` "${title}"` : ''}: ${plural(figure.data.length, 'trace')}${list}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
