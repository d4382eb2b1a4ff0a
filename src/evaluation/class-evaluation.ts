/** What is found of a classifier. */
import * as metrics from '../metrics/index.js';

import type { ClassMetric } from './class-figures.js';
import {
  EvaluationBase,
  type EvaluationParts,
  GALLERY_SIZE,
  type GalleryOptions,
} from './evaluation.js';
import type { Captions, KnownSample, SampleGallery } from './gallery.js';
import { inputsOf } from './inputs.js';
import { confidenceAt, type Reliability, reliabilityOf } from './reliability.js';
import type { ClassSamples } from './samples.js';

/** What a classifier said of one sample. */
export interface ClassifiedSample extends KnownSample {
  /** The true class. */
  readonly label: number;
  /** The class with the highest score. */
  readonly predicted: number;
  /** Of each class. */
  readonly probabilities: Float32Array;
}

/** What is found of a classifier. */
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
  /** How many classes there are. */
  readonly classes: number;
  /** What the classes are called: the dataset's names, else their numbers. */
  readonly classNames: readonly string[];
  protected override readonly defaultMetric = 'accuracy';
  protected override readonly captions: Captions<ClassifiedSample> = {
    head: ['class', 'predicted', 'probability'],
    cells: ({ label, predicted, probabilities }) => [
      this.classNames[label],
      this.classNames[predicted],
      percent(probabilities[predicted]),
    ],
    caption: ({ label, predicted, probabilities }) =>
      `${this.classNames[predicted]}: ${percent(probabilities[predicted])}<br>is ${this.classNames[label]}`,
  };

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

  /**
   * The samples that the model was least sure of, as pictures where they are pictures, else as a table.
   * @throws FitError when `count` is no whole number of 1 or more
   */
  mostUncertain(
    count = GALLERY_SIZE,
    options: GalleryOptions = {},
  ): SampleGallery<ClassifiedSample> {
    return this.gallery(
      'Most uncertain',
      count,
      (position) => -confidenceAt(this.samples, position),
      options,
    );
  }

  /** Row i, column j: how many samples of class i were predicted as class j. */
  confusionMatrix(): number[][] {
    const labels = Array.from(this.classNames, (_, i) => i);
    return metrics.confusionMatrix(this.labels, this.predicted, { labels });
  }

  /** Precision, recall and F1 of each class. */
  classificationReport(): metrics.ClassificationReport {
    const labels = Array.from(this.classNames, (_, i) => i);
    const targetNames = this.classNames;
    return metrics.classificationReport(this.labels, this.predicted, { labels, targetNames });
  }

  /** Of each class against the rest, by name; of two classes, of the second. */
  rocCurves(): Record<string, metrics.RocCurve> {
    return this.#againstRest((labels, scores) => metrics.rocCurve(labels, scores));
  }

  /** Of each class against the rest, by name; of two classes, of the second. */
  precisionRecallCurves(): Record<string, metrics.PrecisionRecallCurve> {
    return this.#againstRest((labels, scores) => metrics.precisionRecallCurve(labels, scores));
  }

  /**
   * How often the likeliest class was right, among samples where the model was about equally sure of it: what
   * `plots.reliability` draws, and what the expected calibration error is the mean gap of.
   * @param nBins bins of equal width from 0 to 1, 15 unless it is said; those without samples are left out
   */
  reliability(nBins?: number): Reliability {
    return reliabilityOf(this.samples, nBins);
  }

  protected override badness(position: number): number {
    return 1 - this.probabilities[position * this.classes + this.labels[position]];
  }

  #againstRest<T>(curve: (labels: Int32Array, scores: Float32Array) => T): Record<string, T> {
    const { classes, classNames, labels, probabilities } = this;
    const columns = classNames.map((name, i) => [name, i] as const).slice(classes === 2 ? 1 : 0);
    return Object.fromEntries(
      columns.map(([name, column]) => [
        name,
        curve(
          labels.map((label) => Number(label === column)),
          Float32Array.from(labels, (_, row) => probabilities[row * classes + column]),
        ),
      ]),
    );
  }

  protected override alwaysShown(): Record<string, number> {
    return { ...super.alwaysShown(), accuracy: this.accuracy };
  }
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
