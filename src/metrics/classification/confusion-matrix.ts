/** How often each class was taken for each other. */
import { withDefaults } from '../../tensor/index.js';
import { indexOf } from '../input/classes.js';
import { checkChoice, MetricError } from '../input/errors.js';
import type { Label, Labels } from '../input/labels.js';
import { sum, type Weighted } from '../input/weights.js';
import { type ClassComparison, compareClasses } from './comparison.js';

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions extends Weighted {
  /** The classes, in the order of rows and columns; samples of other classes are left out. */
  labels?: readonly Label[];
  /** Shares instead of counts: of each row (`true`), of each column (`pred`) or of all. */
  normalize?: 'true' | 'pred' | 'all' | null;
}

/**
 * Row i, column j: how many samples of class i were predicted as class j.
 * scikit-learn: `confusion_matrix`.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function confusionMatrix(
  labels: Labels,
  predicted: Labels,
  options: ConfusionMatrixOptions = {},
): number[][] {
  const metric = 'confusionMatrix';
  const { normalize } = withDefaults(metric, options, {
    labels: undefined,
    normalize: null,
    sampleWeight: undefined,
  });
  checkChoice(metric, 'normalize', normalize, ['true', 'pred', 'all', null]);
  const comparison = compareClasses(metric, labels, predicted, options);
  const counts = countConfusions(metric, comparison, options.labels);
  if (counts.length === 1) {
    console.warn(`${metric}: there is one class only. Pass \`labels\` with all classes.`);
  }
  return normalize === null ? counts : shares(counts, normalize);
}

/** @throws MetricError when none of the labels occurs among the true ones. */
export function countConfusions(
  metric: string,
  { samples, truth, guess, classes, weights }: ClassComparison,
  labels: readonly Label[] = classes,
): number[][] {
  const size = labels.length;
  const index = indexOf(labels);
  const places = Int32Array.from(classes, (label) => index.get(label) ?? -1);
  const counts = new Float64Array(size * size);
  let occurs = false;
  for (let i = 0; i < samples; i++) {
    const row = places[truth[i]];
    if (row < 0) continue;
    occurs = true;
    const column = places[guess[i]];
    if (column >= 0) counts[row * size + column] += weights ? weights[i] : 1;
  }
  if (!occurs) {
    throw new MetricError(
      metric,
      `none of the labels [${labels}] occurs among the true ones, which are [${classes}].`,
    );
  }
  return Array.from({ length: size }, (_, row) =>
    Array.from(counts.subarray(row * size, (row + 1) * size)),
  );
}

/** A share of nothing is 0. */
function shares(counts: readonly number[][], of: 'true' | 'pred' | 'all'): number[][] {
  const rows = counts.map(sum);
  const columns = columnSums(counts);
  const all = sum(rows);
  return counts.map((row, i) =>
    row.map((count, j) => {
      const whole = { true: rows[i], pred: columns[j], all }[of];
      return whole === 0 ? 0 : count / whole;
    }),
  );
}

export const columnSums = (counts: readonly number[][]) =>
  counts.map((_, j) => sum(counts.map((row) => row[j])));
