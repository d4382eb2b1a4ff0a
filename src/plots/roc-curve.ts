/** The receiver operating characteristic: how many positives are found for how many false alarms. */
import type { Figure } from './figure.js';
import type { ChartOptions } from './make-figure.js';
import { drawInSquare, readCurves } from './named-curves.js';
import type { Numbers } from './numbers.js';

const DEFAULTS = { title: 'ROC curve' };

/** What `metrics.rocCurve` returns, as far as it is drawn. */
export interface RocCurveLike {
  /** The share of negatives taken for positive. */
  readonly fpr: Numbers;
  /** The share of positives found. */
  readonly tpr: Numbers;
}

/**
 * One curve or several by name, with the areas under them; chance is the dashed diagonal.
 *
 * @example rocCurve({ first: metrics.rocCurve(labels, scores), second: metrics.rocCurve(labels, others) })
 * @throws PlotError when a curve isn't numbers, or its lists differ in length.
 */
export function rocCurve(
  curves: RocCurveLike | Readonly<Record<string, RocCurveLike>>,
  options: ChartOptions = {},
): Figure {
  const read = readCurves('rocCurve', curves, ['fpr', 'tpr']).map((points) => ({
    ...points,
    area: trapezoids(points),
  }));
  return drawInSquare(
    read,
    {
      xTitle: 'False positive rate',
      yTitle: 'True positive rate',
      areaTitle: 'AUC',
      chance: { x: [0, 1], y: [0, 1] },
    },
    { ...DEFAULTS, ...options },
  );
}

function trapezoids({ x, y }: { x: readonly number[]; y: readonly number[] }): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
  return area;
}
