/** What is found of a classifier. */

import type { Tensor } from '../tensor/index.js';
import type { ClassMetric } from './class-figures.js';
import { EvaluationBase, type EvaluationParts } from './evaluation.js';
import { inputsOf } from './inputs.js';
import type { ClassSamples } from './samples.js';

/** What a classifier said of one sample. */
export interface ClassifiedSample {
  /** Its place in the evaluation, from 0. */
  readonly position: number;
  /** Its number in the dataset; undefined where it has none, as in a stream. */
  readonly number: number | undefined;
  /** The true class. */
  readonly label: number;
  readonly predicted: number;
  /** Of each class. */
  readonly probabilities: Float32Array;
  /** What the dataset gives for it. @throws FitError where the sample has no number */
  readonly inputs: Tensor;
}

export class Evaluation<N extends string = string> extends EvaluationBase<
  ClassSamples,
  ClassMetric,
  N,
  ClassifiedSample
> {
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** The true class of each sample, in the loader's order. */
  readonly labels: Int32Array;
  /** The class with the highest score. */
  readonly predicted: Int32Array;
  /** Softmax of the model's output, `[samples, classes]` row by row. */
  readonly probabilities: Float32Array;
  readonly classes: number;
  /** What the classes are called: the dataset's names, else their numbers. */
  readonly classNames: readonly string[];
  protected override readonly defaultMetric = 'accuracy';

  constructor(parts: EvaluationParts<ClassSamples, ClassMetric>, classNames?: readonly string[]) {
    super(parts);
    const { labels, predicted, probabilities, classes } = this.samples;
    this.accuracy = labels.filter((label, i) => label === predicted[i]).length / labels.length;
    this.labels = labels;
    this.predicted = predicted;
    this.probabilities = probabilities;
    this.classes = classes;
    this.classNames = classNames ?? Array.from({ length: classes }, (_, i) => String(i));
  }

  sample(position: number): ClassifiedSample {
    const { dataset, numbers, classes } = this;
    return {
      position,
      number: numbers?.[position],
      label: this.labels[position],
      predicted: this.predicted[position],
      probabilities: this.probabilities.subarray(position * classes, (position + 1) * classes),
      get inputs() {
        return inputsOf(dataset, numbers?.[position]);
      },
    };
  }

  protected override alwaysShown(): Record<string, number> {
    return { ...super.alwaysShown(), accuracy: this.accuracy };
  }
}
