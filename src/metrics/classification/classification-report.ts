/** The figures of each class and their averages, as data, as text and as a table under a cell. */
import { htmlTable } from '../../result-table.js';
import { Shown } from '../../shown.js';
import { withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Indicators, Label, Labels } from '../input/labels.js';
import { accuracyScore } from './accuracy.js';
import { compareLabels } from './comparison.js';
import { type PrecisionRecallOptions, precisionRecallFscoreSupport } from './precision-recall.js';

/** Options of {@link classificationReport}. */
export interface ReportOptions
  extends Pick<PrecisionRecallOptions, 'labels' | 'sampleWeight' | 'zeroDivision'> {
  /** What to call the classes, in their order. */
  targetNames?: readonly string[];
  /** Digits after the point in text and table. Default 2. */
  digits?: number;
}

/** The scores of a class, or of an average. */
export interface ReportRow {
  /** What it is called: the class, or `macro avg`. */
  readonly name: string;
  /** The share of those predicted as the class that are of it. */
  readonly precision: number;
  /** The share of the class that was predicted as it. */
  readonly recall: number;
  /** The harmonic mean of precision and recall. */
  readonly f1Score: number;
  /** How many samples there are, or their weight. */
  readonly support: number;
}

/**
 * Precision, recall and F1 of each class. scikit-learn: `classification_report`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function classificationReport(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: ReportOptions = {},
): ClassificationReport {
  const metric = 'classificationReport';
  const { sampleWeight, zeroDivision, digits } = withDefaults(metric, options, {
    labels: undefined,
    targetNames: undefined,
    sampleWeight: undefined,
    digits: 2,
    zeroDivision: 'warn',
  });
  const comparison = compareLabels(metric, labels, predicted, options);
  const isMultilabel = comparison.kind === 'multilabel';
  const present: readonly Label[] = isMultilabel
    ? Array.from({ length: comparison.columns }, (_, column) => column)
    : comparison.classes;
  const { labels: classes = present } = options;
  const names = options.targetNames ?? classes.map(String);
  if (names.length !== classes.length) {
    throw new MetricError(
      metric,
      `there are ${classes.length} classes, but ${names.length} targetNames. ` +
        'Pass `labels` with the class of each name.',
    );
  }
  const scoring = { labels: classes, sampleWeight, zeroDivision };
  const scores = precisionRecallFscoreSupport(labels, predicted, scoring);
  const rows = names.map((name, i) => ({
    name,
    precision: scores.precision[i],
    recall: scores.recall[i],
    f1Score: scores.fbetaScore[i],
    support: scores.support[i],
  }));
  const support = scores.support.reduce((sum, count) => sum + count, 0);
  // The rows have warned already.
  const quiet = zeroDivision === 'warn' ? 0 : zeroDivision;
  const averageRow = (average: 'micro' | 'macro' | 'weighted' | 'samples'): ReportRow => {
    const { fbetaScore, ...others } = precisionRecallFscoreSupport(labels, predicted, {
      ...scoring,
      average,
      zeroDivision: average === 'samples' ? zeroDivision : quiet,
    });
    return { name: `${average} avg`, ...others, f1Score: fbetaScore, support };
  };
  const isWhole = !isMultilabel && present.every((label) => classes.includes(label));
  return new ClassificationReport(
    rows,
    isWhole ? accuracyScore(labels, predicted, { sampleWeight }) : undefined,
    isWhole ? undefined : averageRow('micro'),
    averageRow('macro'),
    averageRow('weighted'),
    isMultilabel ? averageRow('samples') : undefined,
    digits,
    sampleWeight !== undefined,
  );
}

/** What `classificationReport` gives: a row for each class, and their averages. */
export class ClassificationReport extends Shown {
  constructor(
    /** A row for each class, in their order. */
    readonly classes: readonly ReportRow[],
    /** Where samples have several labels, or `labels` leaves out classes, a micro average instead. */
    readonly accuracy: number | undefined,
    /** All samples together, where `labels` leaves out classes that occur. */
    readonly microAverage: ReportRow | undefined,
    /** The mean of the classes. */
    readonly macroAverage: ReportRow,
    /** The mean of the classes by their support. */
    readonly weightedAverage: ReportRow,
    /** Where samples have several labels. */
    readonly samplesAverage: ReportRow | undefined,
    /** Digits after the point in text and table. */
    readonly digits: number,
    /** Whether support is a sum of weights. */
    readonly isWeighted: boolean,
  ) {
    super();
  }

  /** The text that scikit-learn prints. */
  override toString(): string {
    const names = [...this.classes, this.weightedAverage].map(({ name }) => name.length);
    const width = Math.max(...names, this.digits);
    const [head, classes, averages] = this.#table();
    const line = ([name = '', ...cells]: string[]) =>
      `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}\n`;
    return [line(head), ...classes.map(line), ...averages.map(line)]
      .toSpliced(1, 0, '\n')
      .toSpliced(2 + classes.length, 0, '\n')
      .join('');
  }

  protected override rich(): Record<string, unknown> {
    const [head, classes, averages] = this.#table();
    return { 'text/html': htmlTable(head, [...classes, ...averages]) };
  }

  /** Head, classes and averages, each cell as text. */
  #table(): [string[], string[][], string[][]] {
    // Weights are written as Python writes floats.
    const shown = (support: number) =>
      this.isWeighted && Number.isInteger(support) ? support.toFixed(1) : String(support);
    const cells = ({ name, precision, recall, f1Score, support }: ReportRow) => [
      name,
      ...[precision, recall, f1Score].map((value) => fixed(value, this.digits)),
      shown(support),
    ];
    const support = shown(this.macroAverage.support);
    const overall = this.microAverage
      ? cells(this.microAverage)
      : ['accuracy', '', '', fixed(this.accuracy ?? 0, this.digits), support];
    return [
      ['', 'precision', 'recall', 'f1-score', 'support'],
      this.classes.map(cells),
      [
        overall,
        cells(this.macroAverage),
        cells(this.weightedAverage),
        ...(this.samplesAverage ? [cells(this.samplesAverage)] : []),
      ],
    ];
  }
}

/** As Python prints `f'{value:.{digits}f}'`: a tie goes to the even digit, where `toFixed` goes up. */
function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  const scaled = value * 10 ** digits;
  const tie = Number.isInteger(value * 2 ** (digits + 1)) && scaled % 1 === 0.5;
  const even = tie && Math.floor(scaled) % 2 === 0;
  return even ? (Math.floor(scaled) / 10 ** digits).toFixed(digits) : value.toFixed(digits);
}
