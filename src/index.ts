/** Gradbook: train models in TypeScript notebooks, with PyTorch's names. */
export * as amp from './amp/index.js';
export * from './anomaly/index.js';
export * from './attribution/index.js';
export * from './check/index.js';
export * from './data/index.js';
export { type Device, device } from './device/index.js';
export * as distributions from './distributions/index.js';
export * from './evaluation/index.js';
export * from './func/index.js';
export { HostMemoryError } from './host-memory.js';
export * from './inspect/index.js';
export * as metrics from './metrics/index.js';
export * as models from './models/index.js';
export * as nn from './nn/index.js';
export { load, loadTorch, save } from './nn/index.js';
export * as optim from './optim/index.js';
export { UnknownNameError } from './other-names.js';
export * as plots from './plots/index.js';
export { live, show } from './plots/index.js';
export { Generator, type GeneratorState, manualSeed } from './random/index.js';
export * as autograd from './tensor/autograd-namespace.js';
export * from './tensor/public.js';
export * from './train/index.js';
export * from './tune/index.js';
export * as widgets from './widgets/index.js';
export {
  deterministic,
  type Explanation,
  type LargeTensor,
  type OperationCost,
  OutOfMemoryError,
  TensorSizeError,
} from './xla/index.js';
