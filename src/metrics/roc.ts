/** The receiver operating characteristic and the area under it. */
import { auc } from './area.js';
import { classesIn } from './classes.js';
import { MetricError } from './errors.js';
import { type Label, type Labels, labelVector, matrix, type Values } from './input.js';
import { type OneVersusRest, oneVersusRest, scoreTable } from './one-versus-rest.js';
import {
  type BinaryScores,
  binaryScores,
  countByThreshold,
  type PositiveOptions,
} from './thresholds.js';

export interface RocCurve {
  /** The share of negatives taken for positive, at each threshold. */
  readonly fpr: readonly number[];
  /** The share of positives found, at each threshold. */
  readonly tpr: readonly number[];
  /** Falling; the first is Infinity, where nothing is taken for positive. */
  readonly thresholds: readonly number[];
}

export interface RocCurveOptions extends PositiveOptions {
  /** Leaves out the points that lie on a line between others. Default true. */
  dropIntermediate?: boolean;
}

/**
 * How many positives are found for how many false alarms. A rate of nothing is NaN. scikit-learn:
 * `roc_curve`.
 *
 * @param labels the true classes of two, [samples]
 * @param scores high for the positive class, [samples]
 * @throws MetricError
 */
export function rocCurve(labels: Labels, scores: Values, options: RocCurveOptions = {}): RocCurve {
  return curveOf(binaryScores('rocCurve', labels, scores, options), options.dropIntermediate);
}

function curveOf(scores: BinaryScores, dropIntermediate = true): RocCurve {
  const counts = countByThreshold(scores);
  const { truePositives: tps, falsePositives: fps } = counts;
  const last = tps.length - 1;
  const isCorner = (i: number) =>
    i === 0 ||
    i === last ||
    fps[i + 1] - 2 * fps[i] + fps[i - 1] !== 0 ||
    tps[i + 1] - 2 * tps[i] + tps[i - 1] !== 0;
  const kept = tps.map((_, i) => i).filter((i) => !dropIntermediate || isCorner(i));
  const pick = (values: readonly number[]) => kept.map((i) => values[i]);
  return {
    fpr: [0, ...pick(fps)].map((count) => count / fps[last]),
    tpr: [0, ...pick(tps)].map((count) => count / tps[last]),
    thresholds: [Infinity, ...pick(counts.thresholds)],
  };
}

export interface RocAucOptions {
  /** How the areas of the classes become one. Default 'macro'. */
  average?: 'macro' | 'weighted' | 'micro' | null;
  /** For more than two classes: each against the rest, or each against each other. Needed there. */
  multiClass?: 'ovr' | 'ovo';
  /** The class of each column; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The area under the receiver operating characteristic: the chance that a positive has a higher score
 * than a negative. NaN, with a warning, where there is one class only. scikit-learn: `roc_auc_score`.
 *
 * @param labels the true classes, [samples]; of two, the larger is the positive one
 * @param scores [samples] for two classes; else [samples, classes] of probabilities
 * @throws MetricError
 */
export function rocAucScore(
  labels: Labels,
  scores: Values,
  options: RocAucOptions & { average: null },
): number[];
export function rocAucScore(
  labels: Labels,
  scores: Values,
  options?: RocAucOptions & { average?: 'macro' | 'weighted' | 'micro' },
): number;
export function rocAucScore(
  labels: Labels,
  scores: Values,
  options: RocAucOptions = {},
): number | number[] {
  const metric = 'rocAucScore';
  const truth = labelVector(metric, 'labels', labels);
  const classes = classesIn(metric, truth);
  const { columns } = matrix(metric, 'scores', scores);
  if (columns === 1 && classes.length <= 2) {
    return areaOf(binaryScores(metric, truth, scores, { posLabel: classes[classes.length - 1] }));
  }
  const table = scoreTable(metric, truth, scores, options.labels);
  const { average = 'macro', multiClass = columns === 2 ? 'ovr' : undefined } = options;
  if (multiClass === undefined) {
    throw new MetricError(
      metric,
      "for more than two classes pass multiClass: 'ovr' (each against the rest) or 'ovo' (each " +
        'against each other).',
    );
  }
  checkProbabilities(metric, table);
  if (multiClass === 'ovo') return oneVersusOne(metric, table, average);
  return oneVersusRest(table, areaOf, average);
}

function areaOf(scores: BinaryScores): number {
  if (new Set(scores.positive).size < 2) {
    console.warn('rocAucScore is not defined where all samples are of one class.');
    return Number.NaN;
  }
  const { fpr, tpr } = curveOf(scores);
  return auc(fpr, tpr);
}

/** See Hand & Till 2001, "A simple generalisation of the area under the ROC curve". */
function oneVersusOne(
  metric: string,
  { truth, classes, column }: OneVersusRest,
  average: RocAucOptions['average'],
): number {
  if (average !== 'macro' && average !== 'weighted') {
    throw new MetricError(metric, `average is ${average}; 'ovo' takes 'macro' or 'weighted'.`);
  }
  let sum = 0;
  let weights = 0;
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) {
      const both = truth.flatMap((label, i) =>
        label === classes[a] || label === classes[b] ? [i] : [],
      );
      const against = (of: number) =>
        areaOf({
          positive: both.map((i) => truth[i] === classes[of]),
          scores: both.map((i) => column(of)[i]),
        });
      const weight = average === 'weighted' ? both.length : 1;
      sum += (weight * (against(a) + against(b))) / 2;
      weights += weight;
    }
  }
  return sum / weights;
}

function checkProbabilities(metric: string, { truth, classes, column }: OneVersusRest): void {
  const columns = classes.map((_, i) => column(i));
  truth.forEach((_, row) => {
    const sum = columns.reduce((total, values) => total + values[row], 0);
    if (Math.abs(sum - 1) < 1e-3) return;
    throw new MetricError(
      metric,
      `the scores of sample ${row} sum to ${sum}, not to 1. Scores (logits) become probabilities by ` +
        '`softmax(1)`.',
    );
  });
}
