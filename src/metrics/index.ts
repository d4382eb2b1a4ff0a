/** Metrics, exported as the namespace `metrics`. Names and edge cases are scikit-learn's. */
export {
  type AccuracyOptions,
  accuracyScore,
  type TopKOptions,
  topKAccuracyScore,
} from './accuracy.js';
export {
  ClassificationReport,
  classificationReport,
  type ReportOptions,
  type ReportRow,
} from './classification-report.js';
export { type ConfusionMatrixOptions, confusionMatrix } from './confusion-matrix.js';
export { MetricError } from './errors.js';
export type { Label, Labels, Values } from './input.js';
export { type LogLossOptions, logLoss } from './log-loss.js';
export {
  type Average,
  type AverageScores,
  type ClassScores,
  f1Score,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
  type ZeroDivision,
} from './precision-recall.js';
export { meanAbsoluteError, meanSquaredError, r2Score } from './regression.js';
