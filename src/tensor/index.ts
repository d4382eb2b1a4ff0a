/** Tensors with gradients, by PyTorch's names. */
import './methods/index.js';

export { enableGrad, isGradEnabled, noGrad } from './autograd/grad-mode.js';
export type { Cell } from './cell.js';
export * from './creation.js';
export type { Dtype } from './dtype.js';
export {
  AutogradError,
  type AutogradProblem,
  DtypeError,
  IndexError,
  ReleasedTensorError,
  ShapeError,
} from './errors.js';
export { onFlush } from './flush.js';
export { cat, stack, where } from './joining.js';
export { type Iteration, openIteration } from './memory/iteration.js';
export type { Index, Range } from './methods/indexing.js';
export { type BackwardOptions, Tensor } from './tensor.js';
