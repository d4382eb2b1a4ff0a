/** Training and evaluating. */
export type { Callback } from './callbacks/callback.js';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.js';
export { livePlot } from './callbacks/live-plot.js';
export { progress } from './callbacks/progress.js';
export { tensorboard } from './callbacks/tensorboard.js';
export type { CheckpointOptions } from './checkpoints/index.js';
export { FitError } from './errors.js';
export { type FindLrOptions, type FoundLr, findLr } from './find-lr.js';
export { fit } from './fit.js';
export { type FitManyOptions, fitMany } from './fit-many.js';
export type { FitOptions } from './fit-options.js';
export type { EpochRecord, History, Mode } from './history.js';
export { saveHistory } from './records/history-file.js';
export { SummaryWriter } from './records/summary-writer.js';
export { Run, type RunEvents, type RunPlan, type RunState } from './run.js';
export type { Scheduler } from './scheduler.js';
export type { Criterion } from './step.js';
export type { Metric, Metrics } from './validate.js';
