/** True and predicted labels side by side: what metrics of decisions take. */
import { encode } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import {
  checkLengths,
  type Indicators,
  type Label,
  type Labels,
  readLabels,
  samplesOf,
} from '../input/labels.js';
import { type Weighted, weightsOf } from '../input/weights.js';

/** One class for each sample. */
export interface ClassComparison {
  readonly kind: 'classes';
  readonly samples: number;
  readonly weights: Float64Array | undefined;
  /** All that occur, sorted. */
  readonly classes: readonly Label[];
  /** Indices into the classes, [samples]. */
  readonly truth: Int32Array;
  readonly guess: Int32Array;
}

/** Several labels for each sample. */
export interface MultilabelComparison {
  readonly kind: 'multilabel';
  readonly samples: number;
  readonly weights: Float64Array | undefined;
  /** How many labels there are. */
  readonly columns: number;
  /** 0 or 1, row by row. */
  readonly truth: Uint8Array;
  readonly guess: Uint8Array;
}

export type Comparison = ClassComparison | MultilabelComparison;

/** @throws MetricError unless both are of one kind and length, and not empty. */
export function compareLabels(
  metric: string,
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: Weighted = {},
): Comparison {
  const truth = readLabels(metric, 'labels', labels);
  const guess = readLabels(metric, 'predicted', predicted);
  const samples = samplesOf(truth);
  checkLengths(metric, 'predicted', samples, samplesOf(guess));
  const weights = weightsOf(metric, options, samples);
  if (truth.kind !== 'multilabel' && guess.kind !== 'multilabel') {
    const { classes, codes } = encode(metric, truth, guess);
    return { kind: 'classes', samples, weights, classes, truth: codes[0], guess: codes[1] };
  }
  if (truth.kind !== 'multilabel' || guess.kind !== 'multilabel') {
    const [one, other] =
      truth.kind === 'multilabel' ? ['labels', 'predicted'] : ['predicted', 'labels'];
    throw new MetricError(
      metric,
      `${one} have a row of 0 and 1 for each sample, but ${other} one class; both must be alike.`,
    );
  }
  const { columns } = truth;
  if (columns !== guess.columns) {
    throw new MetricError(metric, `labels have ${columns} columns, predicted ${guess.columns}.`);
  }
  return {
    kind: 'multilabel',
    samples,
    weights,
    columns,
    truth: truth.values,
    guess: guess.values,
  };
}

/** @throws MetricError unless there is one class for each sample. */
export function compareClasses(
  metric: string,
  labels: Labels,
  predicted: Labels,
  options: Weighted = {},
): ClassComparison {
  const comparison = compareLabels(metric, labels, predicted, options);
  if (comparison.kind === 'classes') return comparison;
  throw new MetricError(
    metric,
    `it takes one class for each sample, but there are rows of ${comparison.columns} labels. ` +
      'See multilabelConfusionMatrix for what each label gets right and wrong.',
  );
}
