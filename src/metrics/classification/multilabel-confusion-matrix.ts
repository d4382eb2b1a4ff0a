/** What each class, label or sample gets right and wrong. */
import { withDefaults } from '../../tensor/index.js';
import type { Indicators, Label, Labels } from '../input/labels.js';
import type { Weighted } from '../input/weights.js';
import { compareLabels } from './comparison.js';
import { decisionsOf } from './decisions.js';

export interface MultilabelConfusionMatrixOptions extends Weighted {
  /** The classes and their order. Default: all that occur; of several labels a sample, columns. */
  labels?: readonly Label[];
  /** A table for each sample instead of each label. Default false. */
  samplewise?: boolean;
}

/**
 * For each class `[[true negatives, false positives], [false negatives, true positives]]`.
 * scikit-learn: `multilabel_confusion_matrix`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function multilabelConfusionMatrix(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: MultilabelConfusionMatrixOptions = {},
): number[][][] {
  const metric = 'multilabelConfusionMatrix';
  const { labels: wanted, samplewise } = withDefaults(metric, options, {
    labels: undefined,
    samplewise: false,
    sampleWeight: undefined,
  });
  const comparison = compareLabels(metric, labels, predicted, options);
  const decisions = decisionsOf(metric, comparison, wanted, samplewise);
  return Array.from(decisions.right, (right, i) => {
    const wrong = decisions.predicted[i] - right;
    const missed = decisions.actual[i] - right;
    return [
      [decisions.all[i] - right - wrong - missed, wrong],
      [missed, right],
    ];
  });
}
