/** Metrics, exported as the namespace `metrics`. Names and edge cases are scikit-learn's. */
export {
  type AccuracyOptions,
  accuracyScore,
  type TopKOptions,
  topKAccuracyScore,
} from './accuracy.js';
export {
  type BalancedAccuracyOptions,
  balancedAccuracyScore,
  type CohenKappaOptions,
  cohenKappaScore,
  matthewsCorrcoef,
} from './agreement.js';
export { auc } from './area.js';
export {
  type BootstrapOptions,
  bootstrap,
  bootstrapInterval,
  type Interval,
} from './bootstrap.js';
export { type BrierScoreOptions, brierScoreLoss } from './brier-score.js';
export {
  type CalibrationCurve,
  type CalibrationCurveOptions,
  type CalibrationErrorOptions,
  calibrationCurve,
  expectedCalibrationError,
} from './calibration.js';
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
export { type McNemarOptions, type McNemarResult, mcnemarTest } from './mcnemar.js';
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
export {
  type AveragePrecisionOptions,
  averagePrecisionScore,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from './precision-recall-curve.js';
export {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from './regression.js';
export {
  type RocAucOptions,
  type RocCurve,
  type RocCurveOptions,
  rocAucScore,
  rocCurve,
} from './roc.js';
export type { PositiveOptions } from './thresholds.js';
