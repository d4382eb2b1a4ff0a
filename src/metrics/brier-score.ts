/** How far predicted probabilities are from what happened. */
import { columnOf, indexOf } from './classes.js';
import type { Label, Labels, Values } from './input.js';
import { probabilitiesOf, probabilityOf } from './probabilities.js';

export interface BrierScoreOptions {
  /** Of two classes, the one whose probability is given. Default: the larger. */
  posLabel?: Label;
  /** The classes; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
  /** Halves the sum of squares, so that it is 1 at most. Default: for two classes only. */
  scaleByHalf?: boolean;
}

/**
 * The mean squared difference of probabilities and outcomes: 0 is perfect. scikit-learn:
 * `brier_score_loss`.
 *
 * @param labels the true classes, [samples]
 * @param probabilities [samples, classes]; or [samples] for two classes
 * @throws MetricError
 */
export function brierScoreLoss(
  labels: Labels,
  probabilities: Values,
  options: BrierScoreOptions = {},
): number {
  const metric = 'brierScoreLoss';
  const { truth, table, classes } = probabilitiesOf(
    metric,
    labels,
    probabilities,
    options.labels,
    (found, columns) => (columns > 1 ? found : withPositiveLast(found, options.posLabel)),
  );
  const index = indexOf(classes);
  let sum = 0;
  for (const [row, label] of truth.entries()) {
    const right = columnOf(metric, index, label);
    for (let column = 0; column < classes.length; column++) {
      sum += (probabilityOf(column, row, table) - Number(column === right)) ** 2;
    }
  }
  const { scaleByHalf = classes.length <= 2 } = options;
  return sum / truth.length / (scaleByHalf ? 2 : 1);
}

/** One probability is that of the positive class. */
function withPositiveLast(classes: Label[], posLabel: Label | undefined): Label[] {
  // A single class may be the negative one of 0 and 1.
  const [only] = classes;
  if (classes.length === 1 && posLabel === undefined) return only === 1 ? [0, 1] : [only, 1];
  const positive = posLabel ?? classes[classes.length - 1];
  return [...classes.filter((label) => label !== positive), positive];
}
