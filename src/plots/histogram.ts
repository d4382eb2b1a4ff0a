/** Histogram: how values are distributed. Counted here, so that a million weights stay a small plot. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { type Numbers, range, readNumbers } from './numbers.js';
import { axis, color } from './theme.js';

const DEFAULTS = { xTitle: 'Value' };
const MAX_BINS = 200;

export interface HistogramOptions extends ChartOptions {
  /** How many bars; by default the Freedman-Diaconis rule chooses. */
  bins?: number;
  /** What stands under the horizontal axis. */
  xTitle?: string;
}

/**
 * Bars of how many values fall into each of equal ranges. NaN and infinities can't be placed: they
 * are left out, and the axis says how many.
 *
 * @throws PlotError when no value is finite, or `bins` is not a whole number above 0.
 */
export function histogram(values: Numbers, options: HistogramOptions = {}): Figure {
  const all = readNumbers('histogram', 'values', values);
  const finite = Float64Array.from(all.filter(Number.isFinite)).sort();
  const low = finite.at(0);
  const high = finite.at(-1);
  if (low === undefined || high === undefined) {
    throw new PlotError('histogram', 'values', 'at least one finite number', values);
  }
  const bins = options.bins ?? freedmanDiaconis(finite, high - low);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new PlotError('histogram', 'bins', 'a whole number above 0', options.bins);
  }
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) {
    const bin = Math.min(bins - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const left = all.length - finite.length;
  const xTitle = options.xTitle ?? DEFAULTS.xTitle;
  return makeFigure(
    [
      {
        type: 'bar',
        x: range(bins).map((bin) => low + (bin + 0.5) * width),
        y: counts,
        width,
        marker: { color: color(0) },
        customdata: range(bins).map((bin) => [low + bin * width, low + (bin + 1) * width]),
        hovertemplate: '%{customdata[0]:.4~g} to %{customdata[1]:.4~g}: %{y} values<extra></extra>',
      },
    ],
    {
      bargap: 0,
      xaxis: axis({ title: left === 0 ? xTitle : `${xTitle} (${left} not finite, left out)` }),
      yaxis: axis({ title: 'Count' }),
    },
    options,
  );
}

/** Bin width 2 IQR / n^(1/3); {@link https://doi.org/10.1007/BF01025868 | Freedman & Diaconis 1981}. */
function freedmanDiaconis(sorted: Float64Array, spread: number): number {
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const width = (2 * (quantile(0.75) - quantile(0.25))) / Math.cbrt(sorted.length);
  if (width === 0)
    return spread === 0 ? 1 : Math.min(MAX_BINS, Math.ceil(Math.sqrt(sorted.length)));
  return Math.min(MAX_BINS, Math.max(1, Math.ceil(spread / width)));
}
