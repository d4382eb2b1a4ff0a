/** Metrics, exported as the namespace `metrics`. Names and edge cases are scikit-learn's. */
export {
  type BootstrapOptions,
  bootstrap,
  bootstrapInterval,
  type Interval,
} from './bootstrap.js';
export {
  type AccuracyOptions,
  accuracyScore,
  hammingLoss,
  zeroOneLoss,
} from './classification/accuracy.js';
export {
  type BalancedAccuracyOptions,
  balancedAccuracyScore,
  type CohenKappaOptions,
  cohenKappaScore,
  matthewsCorrcoef,
} from './classification/agreement.js';
export {
  type BrierOptions,
  type BrierScoreOptions,
  brierScoreLoss,
} from './classification/brier-score.js';
export {
  type CalibrationCurve,
  type CalibrationCurveOptions,
  type CalibrationErrorOptions,
  calibrationCurve,
  expectedCalibrationError,
} from './classification/calibration.js';
export {
  ClassificationReport,
  classificationReport,
  type ReportOptions,
  type ReportRow,
} from './classification/classification-report.js';
export { type ConfusionMatrixOptions, confusionMatrix } from './classification/confusion-matrix.js';
export { d2BrierScore, d2LogLossScore } from './classification/d2.js';
export type { Average, DecisionOptions } from './classification/decisions.js';
export { type HingeLossOptions, hingeLoss } from './classification/hinge-loss.js';
export { jaccardScore } from './classification/jaccard.js';
export {
  classLikelihoodRatios,
  type LikelihoodRatioOptions,
  type LikelihoodRatios,
} from './classification/likelihood-ratios.js';
export { type LogLossOptions, logLoss } from './classification/log-loss.js';
export {
  type MultilabelConfusionMatrixOptions,
  multilabelConfusionMatrix,
} from './classification/multilabel-confusion-matrix.js';
export {
  type AverageScores,
  type ClassScores,
  type FbetaOptions,
  f1Score,
  fbetaScore,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from './classification/precision-recall.js';
export type { ProbabilityOptions } from './classification/probabilities.js';
export type { ZeroDivision } from './classification/zero-division.js';
export { MetricError } from './input/errors.js';
export type { Indicators, Label, Labels } from './input/labels.js';
export type { Values } from './input/matrix.js';
export type { Weighted, Weights } from './input/weights.js';
export { type McNemarOptions, type McNemarResult, mcnemarTest } from './mcnemar.js';
export {
  type AtThresholdsOptions,
  type ConfusionMatrixAtThresholds,
  confusionMatrixAtThresholds,
} from './ranking/at-thresholds.js';
export { auc } from './ranking/auc.js';
export type { ScoreAverage } from './ranking/averages.js';
export { type DcgOptions, dcgScore, type NdcgOptions, ndcgScore } from './ranking/dcg.js';
export { type DetCurve, type DetCurveOptions, detCurve } from './ranking/det-curve.js';
export {
  coverageError,
  labelRankingAveragePrecisionScore,
  labelRankingLoss,
} from './ranking/label-ranking.js';
export {
  type AveragePrecisionOptions,
  averagePrecisionScore,
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from './ranking/precision-recall-curve.js';
export {
  type RocAucOptions,
  type RocCurve,
  type RocCurveOptions,
  rocAucScore,
  rocCurve,
} from './ranking/roc.js';
export type { PositiveOptions } from './ranking/thresholds.js';
export { type TopKOptions, topKAccuracyScore } from './ranking/top-k-accuracy.js';
export {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from './regression/errors.js';
export {
  type ExplainedOptions,
  explainedVarianceScore,
  r2Score,
  type ScoreMultioutput,
} from './regression/explained.js';
export type { Multioutput, RegressionFigure } from './regression/outputs.js';
export {
  d2AbsoluteErrorScore,
  d2PinballScore,
  meanPinballLoss,
  type PinballOptions,
} from './regression/pinball.js';
export {
  d2TweedieScore,
  meanGammaDeviance,
  meanPoissonDeviance,
  meanTweedieDeviance,
  type TweedieOptions,
} from './regression/tweedie.js';
