/** Hyper-parameter search. */
export { paramImportances } from './importance.js';
export type { PrunerName } from './pruners/index.js';
export type { SamplerName } from './samplers/index.js';
export type { Choices, Dimension, IntegerRange, Params, RealRange, Space } from './space.js';
export { TuneError } from './space.js';
export { StorageError } from './storage/index.js';
export type { Study } from './study.js';
export {
  type CompleteTrial,
  type Direction,
  type Report,
  type Trial,
  type TrialHandle,
  TrialPruned,
  type UserAttrs,
} from './trial.js';
export { type Objective, type ObjectiveOfMany, type TuneOptions, tune } from './tune.js';
