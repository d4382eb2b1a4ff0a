/** The receiver operating characteristic and the area under it. */
import { withDefaults } from '../../tensor/index.js';
import { encode } from '../input/classes.js';
import { checkChoice, MetricError } from '../input/errors.js';
import {
  checkLengths,
  type Indicators,
  type Label,
  type Labels,
  readLabels,
  samplesOf,
} from '../input/labels.js';
import { type Matrix, matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightsOf } from '../input/weights.js';
import {
  averageScores,
  classTable,
  multilabelTable,
  type ScoreAverage,
  type ScoreTable,
} from './averages.js';
import {
  type BinaryScores,
  binaryScores,
  countByThreshold,
  isEach,
  type PositiveOptions,
  pick,
  type ThresholdCounts,
  withFirst,
} from './thresholds.js';

/** What {@link rocCurve} gives, a point for each threshold. */
export interface RocCurve {
  /** The share of negatives taken for positive, at each threshold. */
  readonly fpr: readonly number[];
  /** The share of positives found, at each threshold. */
  readonly tpr: readonly number[];
  /** Falling; the first is Infinity, where nothing is taken for positive. */
  readonly thresholds: readonly number[];
}

export interface RocCurveOptions extends PositiveOptions, Weighted {
  /** Leaves out the points that lie on a line between others. Default true. */
  dropIntermediate?: boolean;
}

/**
 * How many positives are found for how many false alarms. A rate of nothing is NaN, with a warning.
 * scikit-learn: `roc_curve`.
 *
 * @param labels the true classes of two, [samples]
 * @param scores high for the positive class, [samples]
 * @throws MetricError
 */
export function rocCurve(labels: Labels, scores: Values, options: RocCurveOptions = {}): RocCurve {
  const metric = 'rocCurve';
  const { dropIntermediate } = withDefaults(metric, options, {
    posLabel: undefined,
    dropIntermediate: true,
    sampleWeight: undefined,
  });
  const all = countByThreshold(binaryScores(metric, labels, scores, options));
  const counts = dropIntermediate ? withoutCollinear(all) : all;
  const rates = (name: string, values: Float64Array) => {
    const whole = values[values.length - 1];
    if (whole <= 0) console.warn(`${metric}: there is no ${name} sample; that rate is NaN.`);
    return Array.from(withFirst(0, values), (count) => (whole <= 0 ? Number.NaN : count / whole));
  };
  return {
    fpr: rates('negative', counts.falsePositives),
    tpr: rates('positive', counts.truePositives),
    thresholds: Array.from(withFirst(Infinity, counts.thresholds)),
  };
}

function withoutCollinear(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives: tps, falsePositives: fps } = counts;
  const last = tps.length - 1;
  const bends = (values: Float64Array, i: number) =>
    values[i + 1] - values[i] !== values[i] - values[i - 1];
  return pick(counts, (i) => i === 0 || i === last || bends(fps, i) || bends(tps, i));
}

/** Options of {@link rocAucScore}. */
export interface RocAucOptions extends Weighted {
  /** Default 'macro'. */
  average?: ScoreAverage;
  /** Of two classes or several labels: the area up to this false positive rate, standardized. */
  maxFpr?: number | null;
  /** For more than two classes: each against the rest, or each against each other. Needed there. */
  multiClass?: 'raise' | 'ovr' | 'ovo';
  /** The class of each column; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The area under the receiver operating characteristic: the chance that a positive has a higher score
 * than a negative. NaN, with a warning, where there is one class only. scikit-learn: `roc_auc_score`; for
 * `maxFpr` see McClish 1989.
 *
 * @param labels the true classes, [samples], of two, the larger is the positive one; or 0 and 1 for each
 *   label, [samples, labels]
 * @param scores [samples] for two classes; [samples, labels]; or [samples, classes] of probabilities
 * @throws MetricError
 */
export function rocAucScore(
  labels: Labels | Indicators,
  scores: Values,
  options: RocAucOptions & { average: null },
): number[];
export function rocAucScore(
  labels: Labels | Indicators,
  scores: Values,
  options?: RocAucOptions & { average?: Exclude<ScoreAverage, null> },
): number;
export function rocAucScore(
  labels: Labels | Indicators,
  scores: Values,
  options: RocAucOptions = {},
): number | number[] {
  const metric = 'rocAucScore';
  const { average, maxFpr } = withDefaults(metric, options, {
    average: 'macro',
    maxFpr: null,
    multiClass: undefined,
    labels: undefined,
    sampleWeight: undefined,
  });
  if (maxFpr !== null && !(maxFpr > 0 && maxFpr <= 1)) {
    throw new MetricError(metric, `maxFpr is ${maxFpr}; it is above 0 and at most 1.`);
  }
  const input = readLabels(metric, 'labels', labels);
  const table = matrix(metric, 'scores', scores);
  const weights = weightsOf(metric, options, samplesOf(input));
  const area = (of: BinaryScores) => areaOf(metric, of, maxFpr ?? 1);
  if (input.kind === 'multilabel') {
    return averageScores(metric, multilabelTable(metric, input, table, weights), area, average);
  }
  const encoded = encode(metric, input);
  const { classes, codes } = encoded;
  if (table.columns === 1 && classes.length <= 2) {
    checkLengths(metric, 'scores', codes.length, table.rows);
    return area({ positive: isEach(codes, 1), scores: table.data, weights });
  }
  const { multiClass = table.columns === 2 ? 'ovr' : 'raise' } = options;
  checkMultiClass(metric, multiClass, average, maxFpr ?? 1);
  const classScores = classTable(metric, encoded, table, options.labels, weights);
  checkProbabilities(metric, table);
  if (multiClass === 'ovr') return averageScores(metric, classScores, area, average);
  if (weights) throw new MetricError(metric, "'ovo' takes no sampleWeight; 'ovr' does.");
  return oneVersusOne(metric, classScores, area, average === 'weighted');
}

function checkMultiClass(
  metric: string,
  multiClass: 'raise' | 'ovr' | 'ovo',
  average: ScoreAverage,
  maxFpr: number,
): void {
  checkChoice(metric, 'multiClass', multiClass, ['raise', 'ovr', 'ovo']);
  if (multiClass === 'raise') {
    throw new MetricError(
      metric,
      "for more than two classes pass multiClass: 'ovr' (each against the rest) or 'ovo' (each " +
        'against each other).',
    );
  }
  if (maxFpr !== 1) {
    throw new MetricError(metric, `maxFpr is ${maxFpr}; it is for two classes or several labels.`);
  }
  const averages =
    multiClass === 'ovr' ? ['micro', 'macro', 'weighted', null] : ['macro', 'weighted'];
  checkChoice(metric, `average of '${multiClass}'`, average, averages);
}

function areaOf(metric: string, scores: BinaryScores, maxFpr: number): number {
  const { truePositives, falsePositives } = countByThreshold(scores);
  const positives = truePositives[truePositives.length - 1];
  const negatives = falsePositives[falsePositives.length - 1];
  if (positives <= 0 || negatives <= 0) {
    console.warn(`${metric} is not defined where all samples are of one class; it is NaN here.`);
    return Number.NaN;
  }
  const area = areaUpTo(maxFpr * negatives, falsePositives, truePositives);
  const share = area / (positives * negatives);
  if (maxFpr === 1) return share;
  const least = maxFpr ** 2 / 2;
  return (1 + (share - least) / (maxFpr - least)) / 2;
}

/** By the trapezoidal rule, from 0 to where x is the limit. */
function areaUpTo(limit: number, x: Float64Array, y: Float64Array): number {
  let [area, lastX, lastY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (x[i] > limit) {
      const end = lastY + ((limit - lastX) / (x[i] - lastX)) * (y[i] - lastY);
      return area + ((limit - lastX) * (end + lastY)) / 2;
    }
    area += ((x[i] - lastX) * (y[i] + lastY)) / 2;
    lastX = x[i];
    lastY = y[i];
  }
  return area;
}

/** See Hand & Till 2001, "A simple generalisation of the area under the ROC curve". */
function oneVersusOne(
  metric: string,
  { rows, columns, truth, scores }: ScoreTable,
  area: (scores: BinaryScores) => number,
  isWeighted: boolean,
): number {
  const rowsOf = Array.from({ length: columns }, (_, column) =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => truth[row * columns + column]),
  );
  const against = (of: number, other: number) =>
    area({
      positive: Uint8Array.from([...rowsOf[of].map(() => 1), ...rowsOf[other].map(() => 0)]),
      scores: [...rowsOf[of], ...rowsOf[other]].map((row) => scores[row * columns + of]),
    });
  const present = [...rowsOf.keys()].filter((column) => rowsOf[column].length > 0);
  const pairs = present.flatMap((a) => present.filter((b) => b > a).map((b) => [a, b] as const));
  return weightedMean(
    metric,
    pairs.map(([a, b]) => (against(a, b) + against(b, a)) / 2),
    isWeighted ? pairs.map(([a, b]) => rowsOf[a].length + rowsOf[b].length) : undefined,
  );
}

function checkProbabilities(metric: string, { rows, columns, data }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += data[row * columns + column];
    if (Math.abs(sum - 1) < 1e-5) continue;
    throw new MetricError(
      metric,
      `the scores of sample ${row} sum to ${sum}, not to 1. Scores (logits) become probabilities by ` +
        '`softmax(1)`.',
    );
  }
}
