/** Hyper-parameter search. */
export type { SamplerName } from './samplers.js';
export type { Choices, Dimension, IntegerRange, Params, RealRange, Space } from './space.js';
export { TuneError } from './space.js';
export { type CompleteTrial, type Study, type Trial, type TuneOptions, tune } from './tune.js';
