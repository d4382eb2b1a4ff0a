/** Precision, recall and F1 of each class, from a classification report. */
import { bars } from './bars.js';
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import type { ChartOptions } from './make-figure.js';

const DEFAULTS = { title: 'Precision, recall and F1 by class' };

/** What `metrics.classificationReport` returns, as far as it is drawn. */
export interface ReportLike {
  /** A row for each class. */
  readonly classes: readonly {
    readonly name: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1Score: number;
  }[];
}

/**
 * Three bars for each class.
 *
 * @example classScores(metrics.classificationReport(labels, predicted))
 * @throws PlotError when `report` is not a classification report.
 */
export function classScores(report: ReportLike, options: ChartOptions = {}): Figure {
  const { classes } = report ?? {};
  if (!Array.isArray(classes) || classes.length === 0) {
    throw new PlotError('classScores', 'report', 'a classification report', report);
  }
  return bars(
    {
      Precision: classes.map(({ precision }) => precision),
      Recall: classes.map(({ recall }) => recall),
      F1: classes.map(({ f1Score }) => f1Score),
    },
    { title: DEFAULTS.title, labels: classes.map(({ name }) => name), ...options },
  );
}
