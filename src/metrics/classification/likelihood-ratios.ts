/** How much a test's answer changes the odds. */
import { withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Label, Labels } from '../input/labels.js';
import type { Weighted } from '../input/weights.js';
import { compareClasses } from './comparison.js';
import { countConfusions } from './confusion-matrix.js';

/** What {@link classLikelihoodRatios} gives. */
export interface LikelihoodRatios {
  /** How many times more likely the odds are after a positive answer: 1 says nothing, more is better. */
  readonly positive: number;
  /** The same after a negative answer: 0 is best. */
  readonly negative: number;
}

export interface LikelihoodRatioOptions extends Weighted {
  /** The negative class and the positive one. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** What they are where they are not defined. 1: both 1. Default NaN. */
  replaceUndefinedBy?: number | LikelihoodRatios;
}

/**
 * The positive and negative likelihood ratios of a binary classifier: sensitivity / (1 - specificity) and
 * (1 - sensitivity) / specificity. scikit-learn: `class_likelihood_ratios`.
 *
 * @param labels the true classes of two, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function classLikelihoodRatios(
  labels: Labels,
  predicted: Labels,
  options: LikelihoodRatioOptions = {},
): LikelihoodRatios {
  const metric = 'classLikelihoodRatios';
  const { replaceUndefinedBy } = withDefaults(metric, options, {
    labels: undefined,
    replaceUndefinedBy: Number.NaN,
    sampleWeight: undefined,
  });
  const comparison = compareClasses(metric, labels, predicted, options);
  const replacement = replacementOf(metric, replaceUndefinedBy);
  const wanted = options.labels ?? comparison.classes;
  if (comparison.classes.length > 2 || wanted.length !== 2) {
    throw new MetricError(
      metric,
      `it takes two classes, but they are [${comparison.classes}]. Where one does not occur, pass ` +
        '`labels` with the negative and the positive class.',
    );
  }
  const [[tn, fp], [fn, tp]] = countConfusions(metric, comparison, wanted);
  const positives = tp + fn;
  const negatives = tn + fp;
  if (positives === 0) console.warn(`${metric}: no sample is of the positive class.`);
  const ratio = (name: keyof LikelihoodRatios, numerator: number, denominator: number) => {
    if (denominator !== 0) return (numerator * negatives) / (denominator * positives);
    const value = replacement[name];
    console.warn(
      `${metric}: the ${name} ratio is not defined where no negative sample was predicted as ` +
        `${name}; it is ${value} here. Pass replaceUndefinedBy to choose.`,
    );
    return value;
  };
  return { positive: ratio('positive', tp, fp), negative: ratio('negative', fn, tn) };
}

function replacementOf(metric: string, value: number | LikelihoodRatios): LikelihoodRatios {
  const { positive, negative } =
    typeof value === 'number' ? { positive: value, negative: value } : value;
  if (
    (Number.isNaN(positive) || positive >= 1) &&
    (Number.isNaN(negative) || (negative >= 0 && negative <= 1))
  ) {
    return { positive, negative };
  }
  throw new MetricError(
    metric,
    `replaceUndefinedBy is ${JSON.stringify(value)}; it is NaN, 1 or { positive, negative }, the ` +
      'positive one NaN or 1 and more, the negative one NaN or 0 to 1.',
  );
}
