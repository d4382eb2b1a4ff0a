/** Tensors with gradients, by PyTorch's names. */
import './methods/index.js';

export { gradientsOf } from './autograd/backward.js';
export { type BundleRule, rememberBundle } from './autograd/bundle.js';
export { enableGrad, isGradEnabled, noGrad } from './autograd/grad-mode.js';
export {
  type GradNode,
  gradNodeCount,
  type OperationNode,
  operationsFrom,
} from './autograd/node.js';
export { SavedTensor } from './autograd/saved-tensor.js';
export { type Cell, cellOf } from './cell.js';
export {
  arange,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from './creation.js';
export type { Dtype } from './dtype.js';
export { einsum } from './einsum.js';
export {
  AutogradError,
  type AutogradProblem,
  DtypeError,
  IndexError,
  OptionError,
  ReleasedTensorError,
  ShapeError,
  UnknownOptionError,
} from './errors.js';
export { flush, onFlush } from './flush.js';
export { cat, stack, where } from './joining.js';
export { asOneOperation, runKernel } from './kernel.js';
export { inFrame } from './memory/forward-frame.js';
export { type Iteration, openIteration } from './memory/iteration.js';
export { StateWatch, watchState } from './memory/state-watch.js';
export type { Storage } from './memory/storage.js';
export { inTraceScope } from './memory/trace-scope.js';
export type { HookHandle } from './methods/gradient-hooks.js';
export type { Index, Range } from './methods/indexing.js';
export { onDevice } from './on-device.js';
export {
  bernoulli,
  multinomial,
  normal,
  type RandomOptions,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
} from './random.js';
export {
  blockDiag,
  broadcastShapes,
  broadcastTensors,
  bucketize,
  cartesianProd,
  columnStack,
  combinations,
  concat,
  hstack,
  isin,
  logspace,
  meshgrid,
  tensordot,
  vstack,
} from './several.js';
export { type BackwardOptions, Tensor } from './tensor.js';
