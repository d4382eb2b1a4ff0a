/** The figures of each class and their averages, as data, as text and as a table under a cell. */
import { accuracyScore } from './accuracy.js';
import { classesIn } from './classes.js';
import { MetricError } from './errors.js';
import { type Labels, labelPair } from './input.js';
import {
  type AverageScores,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
} from './precision-recall.js';

export interface ReportOptions extends Pick<PrecisionRecallOptions, 'labels' | 'zeroDivision'> {
  /** What to call the classes, in their order. */
  targetNames?: readonly string[];
  /** Digits after the point in text and table. Default 2. */
  digits?: number;
}

export interface ReportRow extends AverageScores {
  readonly name: string;
  readonly support: number;
}

/**
 * Precision, recall and F1 of each class. scikit-learn: `classification_report`.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function classificationReport(
  labels: Labels,
  predicted: Labels,
  options: ReportOptions = {},
): ClassificationReport {
  const metric = 'classificationReport';
  const [truth, guess] = labelPair(metric, labels, predicted);
  const present = classesIn(metric, truth, guess);
  const classes = options.labels ?? present;
  const names = options.targetNames ?? classes.map(String);
  if (names.length !== classes.length) {
    throw new MetricError(
      metric,
      `there are ${classes.length} classes, but ${names.length} targetNames. ` +
        'Pass `labels` with the class of each name.',
    );
  }
  const scoring = { labels: classes, zeroDivision: options.zeroDivision ?? 'warn' };
  const scores = precisionRecallFscoreSupport(truth, guess, scoring);
  const rows = names.map((name, i) => ({
    name,
    precision: scores.precision[i] ?? 0,
    recall: scores.recall[i] ?? 0,
    f1Score: scores.f1Score[i] ?? 0,
    support: scores.support[i] ?? 0,
  }));
  const support = scores.support.reduce((sum, count) => sum + count, 0);
  // The rows have warned already.
  const quiet = {
    ...scoring,
    zeroDivision: scoring.zeroDivision === 'warn' ? 0 : scoring.zeroDivision,
  };
  const average = (name: string, kind: 'micro' | 'macro' | 'weighted'): ReportRow => ({
    name,
    ...precisionRecallFscoreSupport(truth, guess, { ...quiet, average: kind }),
    support,
  });
  const whole = present.every((label) => classes.includes(label));
  return new ClassificationReport(
    rows,
    whole ? accuracyScore(truth, guess) : undefined,
    whole ? undefined : average('micro avg', 'micro'),
    average('macro avg', 'macro'),
    average('weighted avg', 'weighted'),
    options.digits ?? 2,
  );
}

export class ClassificationReport {
  constructor(
    readonly classes: readonly ReportRow[],
    /** Undefined where `labels` leaves out classes that occur; then there is a micro average. */
    readonly accuracy: number | undefined,
    readonly microAverage: ReportRow | undefined,
    readonly macroAverage: ReportRow,
    readonly weightedAverage: ReportRow,
    readonly digits: number,
  ) {}

  /** The text that scikit-learn prints. */
  toString(): string {
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

  /** A table in a notebook. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    const row = (cells: readonly string[], tag: string) =>
      `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
    const [head, classes, averages] = this.#table();
    const body = [...classes, ...averages].map((cells) => row(cells, 'td')).join('');
    const html = `<table><thead>${row(head, 'th')}</thead><tbody>${body}</tbody></table>`;
    return { 'text/html': html, 'text/plain': this.toString() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** Head, classes and averages, each cell as text. */
  #table(): [string[], string[][], string[][]] {
    const cells = ({ name, precision, recall, f1Score, support }: ReportRow) => [
      name,
      ...[precision, recall, f1Score].map((value) => fixed(value, this.digits)),
      String(support),
    ];
    const support = String(this.macroAverage.support);
    const overall = this.microAverage
      ? cells(this.microAverage)
      : ['accuracy', '', '', fixed(this.accuracy ?? 0, this.digits), support];
    return [
      ['', 'precision', 'recall', 'f1-score', 'support'],
      this.classes.map(cells),
      [overall, cells(this.macroAverage), cells(this.weightedAverage)],
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

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
