/** Random numbers, as PyTorch draws them. */
export { RandomError } from './errors.js';
export { defaultGenerator, Generator, type GeneratorState, manualSeed } from './generator.js';
export { epochOrder } from './sampling.js';
export { isRecordingStep, recordStepRandom, type StepDraw, stepRandom } from './step-random.js';
