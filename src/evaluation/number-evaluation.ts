/** What is found of a model of numbers. */
import { EvaluationBase, type EvaluationParts } from './evaluation.js';
import type { Captions, KnownSample } from './gallery.js';
import { inputsOf } from './inputs.js';
import type { NumberMetric } from './number-figures.js';
import type { NumberSamples } from './samples.js';
import { figureText } from './table.js';

/** What a model said of one sample. */
export interface PredictedSample extends KnownSample {
  /** A number for each output. */
  readonly targets: Float32Array;
  /** What the model gave, a number for each output. */
  readonly predicted: Float32Array;
}

/** What is found of a model that gives numbers. */
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
  /** How many numbers the model gives for a sample. */
  readonly outputs: number;
  protected override readonly defaultMetric = 'rootMeanSquaredError';
  protected override readonly captions: Captions<PredictedSample> = {
    head: ['target', 'predicted'],
    cells: ({ targets, predicted }) => [numbersText(targets), numbersText(predicted)],
    caption: ({ targets, predicted }) => `${numbersText(predicted)}<br>is ${numbersText(targets)}`,
  };

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

  /** The sum of the outputs' squared errors. */
  protected override badness(position: number): number {
    const { targets, predicted } = this.sample(position);
    return targets.reduce((sum, target, i) => sum + (target - predicted[i]) ** 2, 0);
  }
}

const numbersText = (values: Float32Array) => Array.from(values, figureText).join(', ');
