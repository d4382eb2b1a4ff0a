/** Evaluating a model: figures, intervals, slices. */
export { type ClassifiedSample, Evaluation } from './class-evaluation.js';
export type { ClassMetric, ClassMetricName, ProbabilityScorer } from './class-figures.js';
export {
  type EvaluateMultilabelOptions,
  type EvaluateOptions,
  type EvaluateRegressionOptions,
  evaluate,
} from './evaluate.js';
export { mcnemar } from './mcnemar.js';
export type { MetricChoice, ScoreFunction, Scorer } from './metric.js';
export { type LabelledSample, MultilabelEvaluation } from './multilabel-evaluation.js';
export type {
  MultilabelMetric,
  MultilabelMetricName,
  MultilabelProbabilityScorer,
} from './multilabel-figures.js';
export { type PredictedSample, RegressionEvaluation } from './number-evaluation.js';
export type { NumberMetric, NumberMetricName } from './number-figures.js';
export type { Reliability } from './reliability.js';
export { type Slice, type SliceBy, type SliceOptions, SliceTable } from './slices.js';
