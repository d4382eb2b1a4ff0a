/** True and predicted numbers side by side, and how figures of several outputs become one. */
import { checkChoice, MetricError } from '../input/errors.js';
import { checkLengths } from '../input/labels.js';
import { columnOf, matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightsOf } from '../input/weights.js';

/** One output of all samples. */
export interface Output {
  readonly truth: Float64Array;
  readonly guess: Float64Array;
}

export interface Outputs {
  readonly samples: number;
  readonly outputs: readonly Output[];
  readonly weights: Float64Array | undefined;
}

/** How figures of several outputs become one: their mean, or one with a weight for each output. */
export type Multioutput = 'uniformAverage' | readonly number[];

/** A figure of `[samples]` or `[samples, outputs]`; one for each output with `multioutput: 'rawValues'`. */
export interface RegressionFigure<Options extends Weighted = Weighted, Average = Multioutput> {
  /** @throws MetricError */
  (targets: Values, predicted: Values, options: Options & { multioutput: 'rawValues' }): number[];
  (targets: Values, predicted: Values, options?: Options & { multioutput?: Average }): number;
}

/** Gives the computation its two types. */
export function regressionFigure<Options extends Weighted, Average>(
  compute: (
    targets: Values,
    predicted: Values,
    options?: Options & { multioutput?: Average | 'rawValues' },
  ) => number | number[],
): RegressionFigure<Options, Average> {
  function figure(
    targets: Values,
    predicted: Values,
    options: Options & { multioutput: 'rawValues' },
  ): number[];
  function figure(
    targets: Values,
    predicted: Values,
    options?: Options & { multioutput?: Average },
  ): number;
  function figure(
    targets: Values,
    predicted: Values,
    options?: Options & { multioutput?: Average | 'rawValues' },
  ) {
    return compute(targets, predicted, options);
  }
  return figure;
}

/** @throws MetricError unless both have the same shape and are not empty. */
export function outputsOf(
  metric: string,
  targets: Values,
  predicted: Values,
  options: Weighted = {},
): Outputs {
  const truth = matrix(metric, 'targets', targets);
  const guess = matrix(metric, 'predicted', predicted);
  checkLengths(metric, 'predicted', truth.rows, guess.rows);
  if (truth.columns !== guess.columns) {
    throw new MetricError(
      metric,
      `targets have ${truth.columns} values a sample, predicted ${guess.columns}.`,
    );
  }
  const outputs = Array.from({ length: truth.columns }, (_, column) => ({
    truth: columnOf(truth, column),
    guess: columnOf(guess, column),
  }));
  return { samples: truth.rows, outputs, weights: weightsOf(metric, options, truth.rows) };
}

/** @throws MetricError when there are several outputs. */
export function singleOutput(
  metric: string,
  targets: Values,
  predicted: Values,
  options: Weighted = {},
): Output & Pick<Outputs, 'samples' | 'weights'> {
  const { samples, outputs, weights } = outputsOf(metric, targets, predicted, options);
  if (outputs.length !== 1) {
    throw new MetricError(
      metric,
      `it takes one output a sample, but there are ${outputs.length}. Pass them one by one.`,
    );
  }
  return { ...outputs[0], samples, weights };
}

/** The figures of the outputs as one, unless they are wanted as they are. */
export function combine(
  metric: string,
  figures: number[],
  multioutput: Multioutput | 'rawValues' = 'uniformAverage',
): number | number[] {
  if (typeof multioutput !== 'string') {
    checkOutputWeights(metric, multioutput, figures.length);
    return weightedMean(metric, figures, multioutput);
  }
  checkChoice(metric, 'multioutput', multioutput, ['rawValues', 'uniformAverage']);
  return multioutput === 'rawValues' ? figures : weightedMean(metric, figures);
}

/** @throws MetricError unless there is a weight for each of several outputs. */
export function checkOutputWeights(
  metric: string,
  weights: readonly number[],
  outputs: number,
): void {
  if (outputs > 1 && weights.length === outputs) return;
  throw new MetricError(
    metric,
    outputs === 1
      ? 'multioutput has weights, but there is one output only. Leave it out.'
      : `multioutput has ${weights.length} weights, but there are ${outputs} outputs.`,
  );
}

/** The difference of each sample: positive where the prediction is too low. */
export function errorsOf({ truth, guess }: Output): Float64Array {
  const errors = new Float64Array(truth.length);
  for (let i = 0; i < errors.length; i++) errors[i] = truth[i] - guess[i];
  return errors;
}
