/** Random numbers, as PyTorch draws them. */
export { binomial } from './binomial.js';
export { RandomError } from './errors.js';
export { type Precision, standardGamma } from './gamma.js';
export { defaultGenerator, Generator, manualSeed } from './generator.js';
export type { GeneratorState } from './generator-state.js';
export { multinomial } from './multinomial.js';
export { poisson } from './poisson.js';
export { drawBaseSeed, freshGenerator } from './sampling.js';
export {
  isRecordingStep,
  recordStepRandom,
  repeated,
  type StepDraw,
  stepRandom,
} from './step-random.js';
