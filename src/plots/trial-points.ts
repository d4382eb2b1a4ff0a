/** Trials as points, and parameters side by side against the value: what charts of searches share. */
import type { Figure, Json, Trace } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis, color, SEQUENTIAL, TEXT } from './theme.js';
import { type CompleteTrialLike, hoverText, type Parameter, parameterAxis } from './trials.js';

const MARKER_SIZE = 14;
/** Of a panel's width, left free at each side. */
const PANEL_GAP = 0.06;

/** What charts of a search let their caller change. */
export interface TrialsOptions extends ChartOptions {
  /** The parameters to draw, in order; by default all. */
  params?: readonly string[];
  /** What the value is, e.g. `Validation accuracy`. */
  valueTitle?: string;
}

export const VALUE_TITLE = 'Value';

export function trialPoints(
  x: readonly (number | string)[],
  y: readonly (number | string)[],
  text: readonly string[],
  marker: { [attribute: string]: Json },
): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [...x],
    y: [...y],
    text: [...text],
    hovertemplate: '%{text}<extra></extra>',
    marker: { size: MARKER_SIZE, line: { color: TEXT, width: 1 }, ...marker },
  };
}

/** Points coloured by their trials' values, with the scale beside them. */
export function coloredBy(values: readonly number[], valueTitle: string): { [key: string]: Json } {
  return {
    color: [...values],
    colorscale: SEQUENTIAL,
    showscale: true,
    colorbar: { title: { text: valueTitle }, thickness: 12 },
  };
}

/** The value against each parameter in a panel of its own. */
export function panels(
  trials: readonly CompleteTrialLike[],
  parameters: readonly Parameter[],
  { valueTitle = VALUE_TITLE, ...options }: TrialsOptions,
): Figure {
  const values = trials.map(({ value }) => value);
  const texts = trials.map((trial) => hoverText(trial, valueTitle));
  const width = 1 / parameters.length;
  const suffix = (i: number) => (i === 0 ? '' : String(i + 1));
  return makeFigure(
    parameters.map((parameter, i) => ({
      ...trialPoints(parameter.values, values, texts, { color: color(0) }),
      xaxis: `x${suffix(i)}`,
    })),
    {
      ...Object.fromEntries(
        parameters.map((parameter, i) => [
          `xaxis${suffix(i)}`,
          {
            ...parameterAxis(parameter),
            domain: [(i + PANEL_GAP) * width, (i + 1 - PANEL_GAP) * width],
          },
        ]),
      ),
      yaxis: axis({ title: valueTitle }),
      showlegend: false,
    },
    options,
  );
}
