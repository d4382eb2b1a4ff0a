/** Tensors for the rest of the library: what users see, and what layers and optimizers need of the inside. */

export { autocastPrecision, checkedPrecision } from './autocast.js';
export { gradientsOf } from './autograd/backward.js';
export { rememberBundle } from './autograd/bundle.js';
export {
  type BundleRule,
  type GradNode,
  gradNodeCount,
  type OperationNode,
  type OperationWatcher,
  operationsFrom,
  watchOperations,
} from './autograd/node.js';
export { claimLosses, explainNaN, type LossListener, remarkOn } from './autograd/read-losses.js';
export { SavedTensor } from './autograd/saved-tensor.js';
export { type Cell, cellOf } from './cell.js';
export { gradientsWithGraph } from './create-graph.js';
export {
  deviceLabels,
  labelMeant,
  labelOf,
  onXla,
  placeOfLabel,
  wayToMoreDevices,
} from './device-names.js';
export { shown } from './errors.js';
export { flush, onFlush, watchFlush } from './flush.js';
export { type FusedOperation, fusedOperation } from './fused-operation.js';
export { hostOperation } from './host-operation.js';
export { boundsOf, checkIndexRange } from './index-bounds.js';
export { asOneOperation, runKernel } from './kernel.js';
export { inFrame, showing } from './memory/forward-frame.js';
export { type Iteration, noteStep, openIteration } from './memory/iteration.js';
export { StateWatch, watchState } from './memory/state-watch.js';
export type { Storage } from './memory/storage.js';
export { inTraceScope } from './memory/trace-scope.js';
export { forgetOrder, inMemoryOrder, memoryOrder, noteOrder } from './memory-order.js';
export { onDevice } from './on-device.js';
export { checkTensor } from './operands.js';
export { operation } from './operation.js';
export {
  checkOptionNames,
  checkWhole,
  isOptions,
  type OptionNames,
  optionsByPlace,
  type Placed,
  type Sole,
  soleOption,
  withDefaults,
} from './options.js';
export { putOnDevice } from './placement.js';
export { asProduct, runProduct } from './product.js';
export * from './public.js';
export { onRecord, pauseRecording, recorded } from './recorded.js';
export { recordedOperation } from './recorded-operation.js';
export { sizeOf } from './shapes.js';
export { type ZeroGradOptions, zeroGrads } from './zero-gradients.js';
