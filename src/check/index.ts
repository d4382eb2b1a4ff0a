/** Testing models. */
export { type CheckOptions, type CheckRegressionOptions, check } from './check.js';
export type { DirectionCheck } from './kinds/direction.js';
export type { GradientCheck } from './kinds/gradients.js';
export type { InvarianceCheck } from './kinds/invariance.js';
export type { LeakCheck, SampleSource } from './kinds/leaks.js';
export type { MetricBound, MetricCheck } from './kinds/metrics.js';
export type { Change } from './kinds/model.js';
export type { OverfitCheck } from './kinds/overfit.js';
export type { SliceCheck } from './kinds/slices.js';
export type { SpeedCheck } from './kinds/speed.js';
export type { CheckKind, CheckResult, CheckStatus } from './record.js';
export { CheckError, CheckReport } from './report.js';
