/** How often each class was taken for each other. */
import { classesIn, indexOf } from './classes.js';
import { MetricError } from './errors.js';
import { type Label, type Labels, labelPair } from './input.js';

export interface ConfusionMatrixOptions {
  /** The classes, in the order of rows and columns; samples of other classes are left out. */
  labels?: readonly Label[];
  /** Shares instead of counts: of each row (`true`), of each column (`pred`) or of all. */
  normalize?: 'true' | 'pred' | 'all';
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
  const [truth, guess] = labelPair(metric, labels, predicted);
  const classes = options.labels ?? classesIn(metric, truth, guess);
  const index = indexOf(classes);
  if (!truth.some((label) => index.has(label))) {
    throw new MetricError(metric, `none of the labels [${classes}] occurs among the true ones.`);
  }
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  for (const [i, label] of truth.entries()) {
    const row = counts[index.get(label) ?? -1];
    const column = index.get(guess[i] ?? '');
    if (row === undefined || column === undefined) continue;
    row[column] = (row[column] ?? 0) + 1;
  }
  return options.normalize ? shares(counts, options.normalize) : counts;
}

/** A share of nothing is 0. */
function shares(counts: readonly number[][], of: 'true' | 'pred' | 'all'): number[][] {
  const rows = counts.map(sum);
  const columns = counts.map((_, j) => sum(counts.map((row) => row[j] ?? 0)));
  const all = sum(rows);
  return counts.map((row, i) =>
    row.map((count, j) => {
      const whole = { true: rows[i] ?? 0, pred: columns[j] ?? 0, all }[of];
      return whole === 0 ? 0 : count / whole;
    }),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
