/** `check`: tests of a model, in a notebook and in CI. */
import { DataLoader } from '../data/index.js';
import { messageOf } from '../error-message.js';
import { type ClassMetric, classFigures } from '../evaluation/class-figures.js';
import {
  type ClassifiedSample,
  evaluate,
  type NumberMetric,
  type PredictedSample,
  type SliceBy,
} from '../evaluation/index.js';
import type { Figures } from '../evaluation/metric.js';
import { numberFigures } from '../evaluation/number-figures.js';
import { throwIfInterrupted } from '../interrupt.js';
import type { BootstrapOptions } from '../metrics/index.js';
import type { Module } from '../nn/index.js';
import { OptionError } from '../tensor/index.js';
import { checkOptionNames, type OptionNames } from '../tensor/options.js';
import type { Criterion } from '../train/index.js';
import { type DirectionCheck, directionChecks } from './kinds/direction.js';
import { type GradientCheck, gradientCheck } from './kinds/gradients.js';
import { type InvarianceCheck, invarianceChecks } from './kinds/invariance.js';
import { type LeakCheck, leakCheck } from './kinds/leaks.js';
import { defaultCriterion } from './kinds/loss.js';
import { type MetricBound, metricChecks } from './kinds/metrics.js';
import type { Change, Subject } from './kinds/model.js';
import { type OverfitCheck, overfitCheck } from './kinds/overfit.js';
import { type SliceCheck, type SliceDefaults, sliceChecks } from './kinds/slices.js';
import { type SpeedCheck, speedCheck } from './kinds/speed.js';
import type { PlannedCheck } from './plan.js';
import type { CheckResult } from './record.js';
import { CheckReport } from './report.js';

interface CommonCheckOptions<M, R> {
  /** What the model has not seen. */
  readonly data: DataLoader;
  /** What the table and the report for CI are called. Default: the model's class. */
  readonly title?: string;
  /** Bounds of figures, by name: `{ accuracy: 0.95 }`. */
  readonly metrics?: Readonly<Record<string, MetricBound<M>>>;
  /** No slice far worse than the rest: `{ region: 'region', label: (sample) => sample.label }`. */
  readonly slices?: Readonly<Record<string, SliceBy<R> | SliceCheck<M, R>>>;
  /** Changes of the inputs that must not change the answer: `{ flipped: (images) => images.flip(-1) }`. */
  readonly invariance?: Readonly<Record<string, Change | InvarianceCheck>>;
  /** Changes of the inputs that must move the answer, and which way. */
  readonly direction?: Readonly<Record<string, DirectionCheck>>;
  /** Whether the model can learn one batch by heart. */
  readonly overfit?: boolean | OverfitCheck;
  /** Whether gradients agree with differences. */
  readonly gradients?: boolean | GradientCheck;
  /** Samples of `data` that are in the training data too. */
  readonly leaks?: LeakCheck;
  readonly speed?: SpeedCheck;
  /** For `overfit` and `gradients`. Default: as `evaluate` has it. */
  readonly criterion?: Criterion;
  /** How the intervals of `metrics` and `slices` are made. */
  readonly intervals?: BootstrapOptions;
}

export interface CheckOptions extends CommonCheckOptions<ClassMetric, ClassifiedSample> {
  /** As for `evaluate`. Default `multiclass`. */
  readonly task?: 'multiclass' | 'binary';
}

export interface CheckRegressionOptions extends CommonCheckOptions<NumberMetric, PredictedSample> {
  /** The model gives numbers. */
  readonly task: 'regression';
}

const OPTIONS: OptionNames<CheckOptions> = {
  data: true,
  title: true,
  task: true,
  metrics: true,
  slices: true,
  invariance: true,
  direction: true,
  overfit: true,
  gradients: true,
  leaks: true,
  speed: true,
  criterion: true,
  intervals: true,
};

/**
 * Tests a model and shows a table of the results. A check that fails throws nothing: the report says it, and
 * `gradbook check` ends with a status for CI. The model is as it was afterwards.
 *
 *     const report = await check(net, {
 *       data: testLoader,
 *       metrics: { accuracy: 0.95 },
 *       slices: { digit: (sample) => sample.label },
 *       invariance: { shifted: (images) => images.roll(1, -1) },
 *     });
 *
 * @throws OptionError, FitError when a check is described wrongly; nothing has run then
 */
export async function check(
  net: Module,
  options: CheckOptions | CheckRegressionOptions,
): Promise<CheckReport> {
  checkOptionNames<object>('check', options, OPTIONS);
  if (!(options.data instanceof DataLoader)) {
    throw new OptionError('check', 'data', options.data, 'a DataLoader');
  }
  const planned = options.task === 'regression' ? ofNumbers(net, options) : ofClasses(net, options);
  if (planned.length === 0) {
    throw new OptionError(
      'check',
      'the number of checks',
      0,
      'at least 1, as in { data, metrics: { accuracy: 0.95 } }',
    );
  }
  const results: CheckResult[] = [];
  for (const one of planned) {
    throwIfInterrupted();
    results.push(made(one));
    // Lets the notebook in: an interrupt, or what other cells show.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const report = new CheckReport(options.title ?? net.constructor.name, results);
  report.show();
  return report;
}

function ofClasses(net: Module, options: CheckOptions): PlannedCheck[] {
  const { data, task = 'multiclass' } = options;
  const evaluation = once(() => evaluate(net, data, { task }));
  const defaults: SliceDefaults<ClassMetric> = { metric: 'accuracy', atMostWorse: 0.1 };
  return [
    ...ofFigures(options, classFigures, evaluation, defaults),
    ...ofModel({ net, data, task }, options),
  ];
}

function ofNumbers(net: Module, options: CheckRegressionOptions): PlannedCheck[] {
  const { data, task } = options;
  const evaluation = once(() => evaluate(net, data, { task }));
  const metric = 'rootMeanSquaredError';
  const defaults: SliceDefaults<NumberMetric> = { metric, atMostWorse: undefined };
  return [
    ...ofFigures(options, numberFigures, evaluation, defaults),
    ...ofModel({ net, data, task }, options),
  ];
}

function ofFigures<D, M, R>(
  options: CommonCheckOptions<M, R>,
  figures: Figures<D, M>,
  evaluation: Parameters<typeof metricChecks<D, M>>[2] & Parameters<typeof sliceChecks<D, M, R>>[2],
  defaults: SliceDefaults<M>,
): PlannedCheck[] {
  const { metrics = {}, slices = {}, intervals = {} } = options;
  return [
    ...metricChecks(metrics, figures, evaluation, intervals),
    ...sliceChecks(slices, figures, evaluation, defaults, intervals),
  ];
}

function ofModel(subject: Subject, options: CheckOptions | CheckRegressionOptions): PlannedCheck[] {
  const { overfit = false, gradients = false, leaks, speed } = options;
  const criterion = options.criterion ?? defaultCriterion(subject.task);
  return [
    ...invarianceChecks(options.invariance ?? {}, subject),
    ...directionChecks(options.direction ?? {}, subject),
    ...(overfit ? [overfitCheck(overfit === true ? {} : overfit, subject, criterion)] : []),
    ...(gradients ? [gradientCheck(gradients === true ? {} : gradients, subject, criterion)] : []),
    ...(leaks ? [leakCheck(leaks, subject.data)] : []),
    ...(speed ? [speedCheck(speed, subject)] : []),
  ];
}

function made({ kind, name, make }: PlannedCheck): CheckResult {
  const start = performance.now();
  const time = () => ({ milliseconds: performance.now() - start });
  try {
    const { passed, ...outcome } = make();
    return { kind, name, status: passed ? 'passed' : 'failed', ...outcome, ...time() };
  } catch (error) {
    return {
      ...{ kind, name, status: 'error', found: '-', wanted: '-' },
      detail: messageOf(error),
      ...time(),
    };
  }
}

/** Computed when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}
