/** What is found of a model of numbers. */
import type { Tensor } from '../tensor/index.js';
import { EvaluationBase, type EvaluationParts } from './evaluation.js';
import { inputsOf } from './inputs.js';
import type { NumberMetric } from './number-figures.js';
import type { NumberSamples } from './samples.js';

/** What a model said of one sample. */
export interface PredictedSample {
  /** Its place in the evaluation, from 0. */
  readonly position: number;
  /** Its number in the dataset; undefined where it has none, as in a stream. */
  readonly number: number | undefined;
  /** A number for each output. */
  readonly targets: Float32Array;
  readonly predicted: Float32Array;
  /** What the dataset gives for it. @throws FitError where the sample has no number */
  readonly inputs: Tensor;
}

export class RegressionEvaluation<N extends string = string> extends EvaluationBase<
  NumberSamples,
  NumberMetric,
  N,
  PredictedSample
> {
  /** The true numbers, `[samples, outputs]` row by row, in the loader's order. */
  readonly targets: Float32Array;
  /** Of the same shape. */
  readonly predicted: Float32Array;
  readonly outputs: number;
  protected override readonly defaultMetric = 'rootMeanSquaredError';

  constructor(parts: EvaluationParts<NumberSamples, NumberMetric>) {
    super(parts);
    const { targets, predicted, outputs } = this.samples;
    this.targets = targets;
    this.predicted = predicted;
    this.outputs = outputs;
  }

  sample(position: number): PredictedSample {
    const { dataset, numbers, outputs } = this;
    const row = (values: Float32Array) =>
      values.subarray(position * outputs, (position + 1) * outputs);
    return {
      position,
      number: numbers?.[position],
      targets: row(this.targets),
      predicted: row(this.predicted),
      get inputs() {
        return inputsOf(dataset, numbers?.[position]);
      },
    };
  }
}
