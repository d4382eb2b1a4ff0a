/** Training and evaluating. */
export type { Callback, Run } from './callback.js';
export { type CheckpointOptions, checkpoint } from './checkpoint.js';
export { type EarlyStoppingOptions, earlyStopping } from './early-stopping.js';
export { FitError } from './errors.js';
export { type Evaluation, evaluate } from './evaluate.js';
export { type FitOptions, fit } from './fit.js';
export type { EpochRecord, History, Mode } from './history.js';
export { livePlot } from './live-plot.js';
export { progress } from './progress.js';
export type { Criterion } from './step.js';
