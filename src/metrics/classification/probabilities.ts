/** Probabilities of classes, checked: what log loss, Brier score and calibration take. */
import { checkIncluded, encode, sortedClasses } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import {
  checkLengths,
  type Indicators,
  type Label,
  type Labels,
  readLabels,
  samplesOf,
} from '../input/labels.js';
import { type Matrix, matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightsOf } from '../input/weights.js';

export interface Probabilities {
  readonly samples: number;
  readonly columns: number;
  /** 1 where a sample is of a class, else 0; row by row. */
  readonly outcomes: Uint8Array;
  readonly probabilities: Float64Array;
  /** The rounding of the numbers that were given. */
  readonly epsilon: number;
  readonly weights: Float64Array | undefined;
}

export interface ProbabilityOptions extends Weighted {
  /** All classes, ascending; needed where not each occurs among the true ones. */
  labels?: readonly Label[];
}

/**
 * One column is the probability of the larger of two classes.
 *
 * @throws MetricError unless there is a probability for each sample and class.
 */
export function probabilitiesOf(
  metric: string,
  labels: Labels | Indicators,
  probabilities: Values,
  options: ProbabilityOptions,
): Probabilities {
  const table = probabilityTable(metric, probabilities);
  const { outcomes, classes, rows } = outcomesOf(metric, labels, options.labels);
  checkLengths(metric, 'probabilities', rows, table.rows);
  const weights = weightsOf(metric, options, rows);
  const { columns } = table;
  if (classes < 2) {
    const where = options.labels ? 'in `labels`' : 'among the true ones. Pass `labels` with all';
    throw new MetricError(metric, `there are ${classes} different classes ${where}.`);
  }
  if (classes !== columns) {
    const where = options.labels ? 'classes in `labels`' : 'different classes among the true ones';
    throw new MetricError(
      metric,
      `there are ${classes} ${where}, but probabilities of ${columns}. ` +
        'Pass `labels` with all classes.',
    );
  }
  return { ...table, samples: rows, outcomes, weights };
}

/**
 * One column is the probability of `posLabel`, by default 1 or else the larger class.
 *
 * @throws MetricError unless there is a probability for each sample and class.
 */
export function binaryOrMoreOf(
  metric: string,
  labels: Labels | Indicators,
  probabilities: Values,
  options: ProbabilityOptions & { posLabel?: Label },
): Probabilities {
  if (matrix(metric, 'probabilities', probabilities).columns > 1) {
    return probabilitiesOf(metric, labels, probabilities, options);
  }
  const input = readLabels(metric, 'labels', labels);
  if (input.kind === 'multilabel') {
    throw new MetricError(metric, `labels have ${input.columns} columns, but probabilities one.`);
  }
  const { classes, codes } = encode(metric, input);
  const samples = codes.length;
  const table = probabilityTable(metric, probabilities);
  checkLengths(metric, 'probabilities', samples, table.rows);
  if (classes.length > 2) {
    throw new MetricError(
      metric,
      `there are ${classes.length} classes, but one probability a sample; pass one for each class.`,
    );
  }
  const positive = classes.indexOf(options.posLabel ?? defaultPositive(metric, classes));
  const outcomes = new Uint8Array(2 * samples);
  for (let row = 0; row < samples; row++) outcomes[2 * row + Number(codes[row] === positive)] = 1;
  return { ...table, samples, outcomes, weights: weightsOf(metric, options, samples) };
}

/** @throws MetricError for names. */
function defaultPositive(metric: string, classes: readonly Label[]): Label {
  if (classes.some((label) => typeof label === 'string')) {
    throw new MetricError(
      metric,
      `the classes are ${classes.join(' and ')}. Pass posLabel: the one whose probability is given.`,
    );
  }
  const isUsual = [[0, 1], [-1, 1], [0], [-1]].some(
    (usual) => usual.length === classes.length && usual.every((label, i) => label === classes[i]),
  );
  return isUsual ? 1 : classes[classes.length - 1];
}

/** @throws MetricError unless all are between 0 and 1; rows that don't sum to 1 are warned of. */
function probabilityTable(metric: string, probabilities: Values) {
  const table = matrix(metric, 'probabilities', probabilities);
  checkProbabilities(metric, table);
  const { rows, columns, data, epsilon } = table;
  if (columns > 1) {
    if (!rowsSumToOne(table)) {
      console.warn(`${metric}: the probabilities of some sample do not sum to 1.`);
    }
    return { rows, columns, probabilities: Float64Array.from(data), epsilon };
  }
  const both = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    both[2 * row] = 1 - data[row];
    both[2 * row + 1] = data[row];
  }
  return { rows, columns: 2, probabilities: both, epsilon };
}

/** @throws MetricError unless all are between 0 and 1. */
export function checkProbabilities(metric: string, { data }: Pick<Matrix, 'data'>): void {
  for (let i = 0; i < data.length; i++) {
    if (data[i] >= 0 && data[i] <= 1) continue;
    throw new MetricError(
      metric,
      `a probability is ${data[i]}. Scores (logits) become probabilities by \`softmax(1)\`.`,
    );
  }
}

function rowsSumToOne({ rows, columns, data, epsilon }: Matrix): boolean {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += data[row * columns + column];
    if (Math.abs(sum - 1) > Math.sqrt(epsilon)) return false;
  }
  return true;
}

function outcomesOf(
  metric: string,
  labels: Labels | Indicators,
  given: readonly Label[] | undefined,
): { outcomes: Uint8Array; classes: number; rows: number } {
  const input = readLabels(metric, 'labels', labels);
  const rows = samplesOf(input);
  if (input.kind === 'multilabel') {
    if (given === undefined) return { outcomes: input.values, classes: input.columns, rows };
    throw new MetricError(
      metric,
      'labels are rows of 0 and 1, whose columns are the classes; leave out the option `labels`.',
    );
  }
  const { classes, codes } = encode(metric, input);
  const columns = sortedClasses(given ?? classes);
  if (given) {
    checkIncluded(metric, given, classes);
    if (given.some((label, i) => label !== columns[i])) {
      console.warn(
        `${metric}: labels [${given}] do not ascend; the columns are taken for [${columns}].`,
      );
    }
  }
  const places = classes.map((label) => columns.indexOf(label));
  const outcomes = new Uint8Array(rows * columns.length);
  for (let row = 0; row < rows; row++) outcomes[row * columns.length + places[codes[row]]] = 1;
  return { outcomes, classes: columns.length, rows };
}
