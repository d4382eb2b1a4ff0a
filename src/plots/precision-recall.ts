/** Precision against recall: what finding more positives costs. */
import type { Figure } from './figure.js';
import type { ChartOptions } from './make-figure.js';
import { drawInSquare, readCurves } from './named-curves.js';
import type { Numbers } from './numbers.js';

const DEFAULTS = { title: 'Precision and recall' };

/** What `metrics.precisionRecallCurve` returns, as far as it is drawn. */
export interface PrecisionRecallCurveLike {
  /** The share of those found that are right. */
  readonly precision: Numbers;
  /** Falling. */
  readonly recall: Numbers;
}

/**
 * One curve or several by name, as steps, with their average precisions.
 *
 * @example precisionRecall(metrics.precisionRecallCurve(labels, scores))
 * @throws PlotError when a curve isn't numbers, or its lists differ in length.
 */
export function precisionRecall(
  curves: PrecisionRecallCurveLike | Readonly<Record<string, PrecisionRecallCurveLike>>,
  options: ChartOptions = {},
): Figure {
  const read = readCurves('precisionRecall', curves, ['recall', 'precision']).map((points) => ({
    ...points,
    area: averagePrecision(points),
  }));
  const figure = drawInSquare(
    read,
    { xTitle: 'Recall', yTitle: 'Precision', areaTitle: 'AP' },
    { ...DEFAULTS, ...options },
  );
  // Recall falls along the curve, and the precision of a threshold holds down to the next one.
  for (const trace of figure.data) trace.line = { ...Object(trace.line), shape: 'hv' };
  return figure;
}

/** Each precision by the recall gained there. */
function averagePrecision({ x, y }: { x: readonly number[]; y: readonly number[] }): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += (x[i - 1] - x[i]) * y[i - 1];
  return Math.abs(area);
}
