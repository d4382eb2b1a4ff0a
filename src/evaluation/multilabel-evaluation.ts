/** What is found of a model that says for each of several labels whether a sample has it. */
import * as metrics from '../metrics/index.js';
import { EvaluationBase, type EvaluationParts } from './evaluation.js';
import type { Captions, KnownSample } from './gallery.js';
import { inputsOf } from './inputs.js';
import type { MultilabelMetric } from './multilabel-figures.js';
import { type MultilabelSamples, rowsOf } from './samples.js';

/** What a model said of one sample's labels. */
export interface LabelledSample extends KnownSample {
  /** 0 or 1 for each label. */
  readonly labels: Int32Array;
  /** Of the same length: the labels of more than one half. */
  readonly predicted: Int32Array;
  /** Of each label by itself. */
  readonly probabilities: Float32Array;
}

/** What is found of a model of several labels a sample. */
export class MultilabelEvaluation<N extends string = string> extends EvaluationBase<
  MultilabelSamples,
  MultilabelMetric,
  N,
  LabelledSample
> {
  /** Share of samples of which all labels are right, 0 to 1. */
  readonly accuracy: number;
  /** 0 and 1, `[samples, labels]` row by row, in the loader's order. */
  readonly labels: Int32Array;
  /** Of the same shape: 1 where the probability is above one half. */
  readonly predicted: Int32Array;
  /** Sigmoid of the model's output, of the same shape. */
  readonly probabilities: Float32Array;
  /** What the labels are called: the dataset's names, else their numbers. */
  readonly classNames: readonly string[];
  protected override readonly defaultMetric = 'f1Micro';
  protected override readonly captions: Captions<LabelledSample> = {
    head: ['labels', 'predicted'],
    cells: ({ labels, predicted }) => [this.#named(labels), this.#named(predicted)],
    caption: ({ labels, predicted }) => `${this.#named(predicted)}<br>is ${this.#named(labels)}`,
  };

  constructor(
    parts: EvaluationParts<MultilabelSamples, MultilabelMetric>,
    classNames?: readonly string[],
  ) {
    super(parts);
    const { labels, predicted, probabilities, columns } = this.samples;
    this.labels = labels;
    this.predicted = predicted;
    this.probabilities = probabilities;
    this.classNames = classNames ?? Array.from({ length: columns }, (_, i) => String(i));
    this.accuracy = this.figure('accuracy');
  }

  sample(position: number): LabelledSample {
    const { dataset, numbers, labels, predicted, probabilities } = this;
    const { columns } = this.samples;
    const [from, to] = [position * columns, (position + 1) * columns];
    return {
      position,
      number: numbers?.[position],
      labels: labels.subarray(from, to),
      predicted: predicted.subarray(from, to),
      probabilities: probabilities.subarray(from, to),
      get inputs() {
        return inputsOf(dataset, numbers?.[position]);
      },
    };
  }

  /** For each label, by name: `[[true negatives, false positives], [false negatives, true positives]]`. */
  confusionMatrices(): Record<string, number[][]> {
    const all = metrics.multilabelConfusionMatrix(...this.#decisions());
    return Object.fromEntries(this.classNames.map((name, label) => [name, all[label]]));
  }

  /** Precision, recall and F1 of each label. */
  classificationReport(): metrics.ClassificationReport {
    const targetNames = this.classNames;
    return metrics.classificationReport(...this.#decisions(), { targetNames });
  }

  /** Of each label, by name. */
  rocCurves(): Record<string, metrics.RocCurve> {
    return this.#ofEach((labels, scores) => metrics.rocCurve(labels, scores));
  }

  /** Of each label, by name. */
  precisionRecallCurves(): Record<string, metrics.PrecisionRecallCurve> {
    return this.#ofEach((labels, scores) => metrics.precisionRecallCurve(labels, scores));
  }

  /** How far the labels' probabilities are from the truth, together. */
  protected override badness(position: number): number {
    const { labels, probabilities } = this.sample(position);
    return probabilities.reduce((sum, value, i) => sum + Math.abs(labels[i] - value), 0);
  }

  protected override alwaysShown(): Record<string, number> {
    return { ...super.alwaysShown(), accuracy: this.accuracy };
  }

  #decisions(): [labels: Int32Array[], predicted: Int32Array[]] {
    const { labels, predicted, columns } = this.samples;
    return [rowsOf(labels, columns), rowsOf(predicted, columns)];
  }

  #ofEach<T>(curve: (labels: Int32Array, scores: Float32Array) => T): Record<string, T> {
    const { count, classNames, labels, probabilities } = this;
    const { columns } = this.samples;
    const at = (label: number) => Int32Array.from({ length: count }, (_, i) => i * columns + label);
    return Object.fromEntries(
      classNames.map((name, label) => [
        name,
        curve(
          at(label).map((place) => labels[place]),
          Float32Array.from(at(label), (place) => probabilities[place]),
        ),
      ]),
    );
  }

  #named(labels: Int32Array): string {
    const names = this.classNames.filter((_, i) => labels[i] === 1);
    return names.length > 0 ? names.join(', ') : 'none';
  }
}
