/**
 * How every chart looks: colours, fonts, axes. A figure doesn't know whether its page is light or
 * dark, so its background is transparent and its text has the tone that contrasts equally with
 * white and with JupyterLab's dark grey (4.3 to 1 on both).
 */
import type { Json, Layout } from './figure.js';

/**
 * Okabe and Ito's colours, told apart by colour-blind people too; black is left out (dark pages)
 * and yellow (light pages). {@link https://jfly.uni-koeln.de/color/ | Okabe & Ito 2008}
 */
const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const;
export const TEXT = '#777b82';
export const GRID = 'rgba(128, 128, 128, 0.25)';
/** Perceptually even and readable by colour-blind people; from dark blue to yellow. */
export const SEQUENTIAL = 'Cividis';

export function color(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}

export interface AxisOptions {
  /** With the unit where there is one, e.g. `Time (s)`. */
  title: string;
  log?: boolean;
  [attribute: string]: Json | undefined;
}

export function axis({ title, log = false, ...attributes }: AxisOptions): { [key: string]: Json } {
  const given = Object.entries(attributes).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  return {
    title: { text: title },
    type: log ? 'log' : '-',
    automargin: true,
    gridcolor: GRID,
    linecolor: GRID,
    zeroline: false,
    ...Object.fromEntries(given),
  };
}

/** The layout that all charts start from; `layout` wins. */
export function themed({ title, ...layout }: Layout): Layout {
  return {
    ...(title
      ? { title: { x: 0, xref: 'paper', xanchor: 'left', font: { size: 16 }, ...title } }
      : {}),
    paper_bgcolor: 'rgba(0, 0, 0, 0)',
    plot_bgcolor: 'rgba(0, 0, 0, 0)',
    font: { color: TEXT, size: 12 },
    colorway: [...PALETTE],
    margin: { l: 56, r: 24, t: title ? 56 : 24, b: 48 },
    height: 380,
    hovermode: 'closest',
    legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' },
    ...layout,
  };
}
