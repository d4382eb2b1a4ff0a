/** What was decided about each class, label or sample, and how often that was right. */
import { indexOf } from '../input/classes.js';
import { checkChoice, MetricError } from '../input/errors.js';
import type { Indicators, Label, Labels } from '../input/labels.js';
import { sum, type Weighted } from '../input/weights.js';
import { type Comparison, compareLabels, type MultilabelComparison } from './comparison.js';

/** Weights of samples (or of labels, `samplewise`); without weights, their numbers. */
export interface Decisions {
  /** Of this class and predicted as it, [classes]. */
  readonly right: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Of this class or not. */
  readonly all: Float64Array;
}

/**
 * - `binary`: of the class `posLabel`, where there are two classes at most;
 * - `micro`: of all decisions together; `macro`: the mean of the classes;
 * - `weighted`: their mean weighted by support; `samples`: the mean of the samples, where each has several
 *   labels; null: each class for itself.
 */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted' | 'samples' | null;

export interface DecisionOptions extends Weighted {
  /** The classes and their order. Default: all that occur; of several labels a sample, columns. */
  labels?: readonly Label[];
  /** The class that `binary` is about. Default 1. */
  posLabel?: Label;
  /** How the classes' figures become one; null for each class by itself. */
  average?: Average;
}

/** The decisions that an average is taken of. */
export function countDecisions(
  metric: string,
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  average: Average,
  options: DecisionOptions,
): Decisions & { readonly weights: Float64Array | undefined } {
  checkChoice(metric, 'average', average, [
    'binary',
    'micro',
    'macro',
    'weighted',
    'samples',
    null,
  ]);
  const comparison = compareLabels(metric, labels, predicted, options);
  const wanted = average === 'binary' ? [positive(metric, comparison, options)] : options.labels;
  if (average !== 'binary' && (options.posLabel ?? 1) !== 1) {
    console.warn(
      `${metric}: posLabel counts only where average is 'binary'. Pass labels: [${options.posLabel}] ` +
        'for the figure of one class.',
    );
  }
  const decisions = decisionsOf(metric, comparison, wanted, average === 'samples');
  const { weights } = comparison;
  if (average !== 'micro') return { ...decisions, weights };
  const whole = (values: Float64Array) => Float64Array.of(sum(values));
  return {
    right: whole(decisions.right),
    predicted: whole(decisions.predicted),
    actual: whole(decisions.actual),
    all: whole(decisions.all),
    weights,
  };
}

/** @throws MetricError when a label is no column, or there is one class a sample but `samplewise`. */
export function decisionsOf(
  metric: string,
  comparison: Comparison,
  labels: readonly Label[] | undefined,
  samplewise: boolean,
): Decisions {
  if (comparison.kind === 'multilabel') {
    const columns = columnsOf(metric, comparison, labels);
    return samplewise ? ofSamples(comparison, columns) : ofColumns(comparison, columns);
  }
  if (samplewise) {
    throw new MetricError(
      metric,
      'figures of samples need several labels for each: rows of 0 and 1, [samples, labels].',
    );
  }
  const { samples, classes, truth, guess, weights } = comparison;
  const right = new Float64Array(classes.length);
  const predicted = new Float64Array(classes.length);
  const actual = new Float64Array(classes.length);
  for (let i = 0; i < samples; i++) {
    const weight = weights ? weights[i] : 1;
    actual[truth[i]] += weight;
    predicted[guess[i]] += weight;
    if (truth[i] === guess[i]) right[truth[i]] += weight;
  }
  const wanted = labels ?? classes;
  const index = indexOf(classes);
  const places = wanted.map((label) => index.get(label));
  const pick = (values: Float64Array) =>
    Float64Array.from(places, (place) => (place === undefined ? 0 : values[place]));
  const whole = weights ? sum(weights) : samples;
  return {
    right: pick(right),
    predicted: pick(predicted),
    actual: pick(actual),
    all: new Float64Array(wanted.length).fill(whole),
  };
}

function ofColumns(comparison: MultilabelComparison, columns: readonly number[]): Decisions {
  const { samples, weights } = comparison;
  const all = weights ? sum(weights) : samples;
  return tally(comparison, columns, columns.length, all, (_, place) => place);
}

function ofSamples(comparison: MultilabelComparison, columns: readonly number[]): Decisions {
  const decisions = tally(comparison, columns, comparison.samples, columns.length, (row) => row);
  const { weights } = comparison;
  if (weights) for (let row = 0; row < weights.length; row++) decisions.all[row] *= weights[row];
  return decisions;
}

/** Adds each decision to its group. */
function tally(
  { samples, columns, truth, guess, weights }: MultilabelComparison,
  wanted: readonly number[],
  groups: number,
  all: number,
  groupOf: (row: number, place: number) => number,
): Decisions {
  const right = new Float64Array(groups);
  const predicted = new Float64Array(groups);
  const actual = new Float64Array(groups);
  for (let row = 0; row < samples; row++) {
    const weight = weights ? weights[row] : 1;
    for (let place = 0; place < wanted.length; place++) {
      const group = groupOf(row, place);
      const at = row * columns + wanted[place];
      right[group] += weight * truth[at] * guess[at];
      predicted[group] += weight * guess[at];
      actual[group] += weight * truth[at];
    }
  }
  return { right, predicted, actual, all: new Float64Array(groups).fill(all) };
}

function columnsOf(
  metric: string,
  { columns }: MultilabelComparison,
  labels: readonly Label[] | undefined,
): number[] {
  if (labels === undefined) return Array.from({ length: columns }, (_, column) => column);
  return labels.map((label) => {
    const column = Number(label);
    if (Number.isInteger(column) && column >= 0 && column < columns) return column;
    throw new MetricError(
      metric,
      `label ${label} is no column; of ${columns} labels a sample they are 0 to ${columns - 1}.`,
    );
  });
}

/** The one class that `binary` is about. */
function positive(
  metric: string,
  comparison: Comparison,
  { posLabel = 1 }: DecisionOptions,
): Label {
  const others = "average: 'macro', 'micro', 'weighted' or null (one figure for each class)";
  if (comparison.kind === 'multilabel') {
    throw new MetricError(
      metric,
      `average is 'binary', but samples have several labels. Choose ${others}, or 'samples'.`,
    );
  }
  const { classes } = comparison;
  if (classes.length > 2) {
    throw new MetricError(
      metric,
      `average is 'binary', but there are ${classes.length} classes. Choose ${others}.`,
    );
  }
  if (classes.length === 2 && !classes.includes(posLabel)) {
    throw new MetricError(
      metric,
      `posLabel is ${posLabel}, but the classes are ${classes.join(' and ')}.`,
    );
  }
  return posLabel;
}
