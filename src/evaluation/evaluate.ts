/** `evaluate`: how well a model does on data that it has not seen. */

import type { BootstrapOptions } from '../metrics/index.js';
import type { Module } from '../nn/index.js';
import { checkOptionNames } from '../tensor/index.js';
import { checkLoader, checkModel } from '../train/fit-options.js';
import type { Criterion, Devices } from '../train/index.js';
import type { PairLoader } from '../train/pairs.js';
import { Evaluation } from './class-evaluation.js';
import { type ClassMetric, classFigures } from './class-figures.js';
import { gatherBinary, gatherClasses, gatherLabels, gatherNumbers } from './gatherers.js';
import { chosen, type MetricChoice, type NamesOf } from './metric.js';
import { MultilabelEvaluation } from './multilabel-evaluation.js';
import { type MultilabelMetric, multilabelFigures } from './multilabel-figures.js';
import { RegressionEvaluation } from './number-evaluation.js';
import { type NumberMetric, numberFigures } from './number-figures.js';
import { runModel } from './run-model.js';

interface CommonOptions {
  /** Default: the cross entropy of classes and labels, the mean squared error of numbers. */
  readonly criterion?: Criterion;
  /** Shares out each batch among devices, as `fit` does. Default: that of the model. */
  readonly devices?: Devices;
  /** How `intervals` are made, which the table then shows too; `true` for 95 % of 1000 resamples. Default: not shown. */
  readonly intervals?: boolean | BootstrapOptions;
}

/** Options of {@link evaluate} for classifiers. */
export interface EvaluateOptions<C extends MetricChoice<ClassMetric> = MetricChoice<ClassMetric>>
  extends CommonOptions {
  /**
   * What the model gives: `multiclass` (default) logits `[batch, classes]`, `binary` one logit a sample, of the second of
   * two classes.
   */
  readonly task?: 'multiclass' | 'binary';
  /** Figures by name (`'f1Macro'`), as functions of `metrics` or of your own; a list, or by the names to give them. */
  readonly metrics?: C;
  /** What the classes are called. Default: the dataset's `classes`. */
  readonly classNames?: readonly string[];
}

/** Options of {@link evaluate} for models that say of several labels whether a sample has them. */
export interface EvaluateMultilabelOptions<
  C extends MetricChoice<MultilabelMetric> = MetricChoice<MultilabelMetric>,
> extends CommonOptions {
  /** The model gives a logit for each label, `[batch, labels]`; the targets, 0 or 1, are of the same shape. */
  readonly task: 'multilabel';
  /** Figures, as those of a classifier; functions of your own take rows of 0 and 1. */
  readonly metrics?: C;
  /** What the labels are called. Default: the dataset's `classes`. */
  readonly classNames?: readonly string[];
}

/** Options of {@link evaluate} for models that give numbers. */
export interface EvaluateRegressionOptions<
  C extends MetricChoice<NumberMetric> = MetricChoice<NumberMetric>,
> extends CommonOptions {
  /** The model gives numbers: `[batch]` or `[batch, outputs]`, as the targets are. */
  readonly task: 'regression';
  /** Figures, as those of a classifier. */
  readonly metrics?: C;
}

/**
 * Runs a model of numbers over a loader, in eval mode and without gradients.
 *
 *     evaluate(net, testLoader, { task: 'regression', metrics: ['r2', 'meanAbsoluteError'] }).metrics.r2;
 *
 * @param net gives `[batch]` or `[batch, outputs]`, as the targets are
 * @throws FitError when the model gives not as many numbers as there are targets, or a metric isn't known.
 */
export function evaluate<const C extends MetricChoice<NumberMetric>>(
  net: Module<never[]>,
  loader: PairLoader,
  options: EvaluateRegressionOptions<C>,
): RegressionEvaluation<NamesOf<C>>;
/**
 * Runs a model of several labels a sample over a loader, in eval mode and without gradients.
 *
 *     evaluate(net, testLoader, { task: 'multilabel', metrics: ['f1Macro', 'hammingLoss'] }).metrics.f1Macro;
 *
 * @param net gives a logit for each label, `[batch, labels]`, and targets are 0 or 1, of the same shape
 * @throws FitError when the model's outputs or the targets are not those, or a metric isn't known.
 */
export function evaluate<const C extends MetricChoice<MultilabelMetric>>(
  net: Module<never[]>,
  loader: PairLoader,
  options: EvaluateMultilabelOptions<C>,
): MultilabelEvaluation<NamesOf<C>>;
/**
 * Runs a classifier over a loader, in eval mode and without gradients.
 *
 *     const result = evaluate(net, testLoader, { metrics: ['f1Macro', 'rocAuc'], intervals: true });
 *     result.metrics.f1Macro;
 *
 * @param net gives logits `[batch, classes]`, or one for each sample where `task` is `binary`
 * @throws FitError when the model's outputs or the targets are not those of the task, or a metric isn't known.
 */
export function evaluate<const C extends MetricChoice<ClassMetric>>(
  net: Module<never[]>,
  loader: PairLoader,
  options?: EvaluateOptions<C>,
): Evaluation<NamesOf<C>>;
export function evaluate(
  given: Module<never[]>,
  loader: PairLoader,
  options: EvaluateOptions | EvaluateMultilabelOptions | EvaluateRegressionOptions = {},
): Evaluation | MultilabelEvaluation | RegressionEvaluation {
  checkOptionNames<EvaluateOptions>('evaluate', options as EvaluateOptions, {
    criterion: true,
    intervals: true,
    task: true,
    metrics: true,
    classNames: true,
    devices: true,
  });
  checkModel('evaluate', given);
  // What it takes is what the loader gives, and looked at when it is called.
  const net = given as Module;
  checkLoader('evaluate', loader);
  const { criterion, devices, intervals = false } = options;
  const { dataset } = loader;
  if (options.task === 'regression') {
    // Before the model runs, which may take long.
    const wanted = chosen(numberFigures, options.metrics ?? []);
    const run = runModel(net, loader, gatherNumbers(), { criterion, devices });
    return new RegressionEvaluation({ run, dataset, figures: numberFigures, wanted, intervals });
  }
  if (options.task === 'multilabel') {
    const wanted = chosen(multilabelFigures, options.metrics ?? []);
    const run = runModel(net, loader, gatherLabels(), { criterion, devices });
    const parts = { run, dataset, figures: multilabelFigures, wanted, intervals };
    const names = options.classNames ?? classesOf(dataset, run.samples.columns);
    return new MultilabelEvaluation(parts, names);
  }
  const wanted = chosen(classFigures, options.metrics ?? []);
  const gatherer = options.task === 'binary' ? gatherBinary() : gatherClasses();
  const run = runModel(net, loader, gatherer, { criterion, devices });
  const parts = { run, dataset, figures: classFigures, wanted, intervals };
  return new Evaluation(parts, options.classNames ?? classesOf(dataset, run.samples.classes));
}

/** The names that the dataset has for its classes. */
function classesOf(dataset: object, count: number): readonly string[] | undefined {
  const names: unknown = 'classes' in dataset ? dataset.classes : undefined;
  const areNames = (list: unknown[]): list is string[] =>
    list.length === count && list.every((name) => typeof name === 'string');
  return Array.isArray(names) && areNames(names) ? names : undefined;
}
