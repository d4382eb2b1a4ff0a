/** Tensors with gradients, by PyTorch's names: what users of the package see. */
import './methods/index.js';

export { DeviceMismatchError } from '../xla/index.js';
export { autocast, type Precision } from './autocast.js';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  noGrad,
  setGradEnabled,
} from './autograd/grad-mode.js';
export { ComplexTensor, complex, polar, viewAsComplex, viewAsReal } from './complex-tensor.js';
export { trilIndices, triuIndices, unravelIndex } from './coordinates.js';
export {
  arange,
  asTensor,
  type DtypeOrOptions,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  type RangeOptions,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from './creation.js';
export type { DeviceLabel, DeviceName, NamedDevice } from './device-names.js';
export type { Dtype } from './dtype.js';
export { einsum } from './einsum.js';
export {
  AutogradError,
  type AutogradProblem,
  DeviceError,
  DtypeError,
  IndexError,
  LinAlgError,
  OptionError,
  ReleasedTensorError,
  type ReleaseReason,
  ShapeError,
  UnknownOptionError,
} from './errors.js';
export * as fft from './fft/index.js';
export {
  type IstftOptions,
  istft,
  type ShortTimeOptions,
  type StftOptions,
  stft,
} from './fft/short-time.js';
export { bartlettWindow, blackmanWindow, hammingWindow, hannWindow } from './fft/windows.js';
export {
  cumulativeTrapezoid,
  type TrapezoidOptions,
  trapezoid,
  trapz,
} from './integration.js';
export { cat, stack, where } from './joining.js';
export * as linalg from './linalg/index.js';
export type { AlphaOptions, Bounds, DivisionOptions } from './methods/arithmetic.js';
export type { BackwardOptions } from './methods/backward.js';
export type { ClosenessOptions } from './methods/comparison.js';
export type { DiffOptions } from './methods/cumulative.js';
export type { Frexp } from './methods/floating-parts.js';
export type { HookHandle } from './methods/gradient-hooks.js';
export type { Histogram, HistogramOptions } from './methods/histogram.js';
export type { Index, Range } from './methods/indexing.js';
export type { SearchOptions, SortOptions, TopkOptions } from './methods/order.js';
export type { ScaledSumOptions } from './methods/products.js';
export type {
  Dims,
  Extremes,
  NormOptions,
  ReductionOptions,
  VarianceOptions,
} from './methods/reduction.js';
export type { ScatterReduceOptions, ScatterReduction } from './methods/scatter.js';
export type { PutOptions } from './methods/scatter-parts.js';
export type { CovarianceOptions } from './methods/statistics.js';
export type { SortedUniqueOptions, UniqueOptions } from './methods/unique.js';
export type { NestedInput, NestedNumbers } from './nested.js';
export type { Operand } from './operands.js';
export {
  bernoulli,
  binomial,
  multinomial,
  normal,
  poisson,
  type RandomOptions,
  type RandomTensorOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from './random.js';
export {
  atleast1d,
  atleast2d,
  atleast3d,
  blockDiag,
  broadcastShapes,
  broadcastTensors,
  bucketize,
  cartesianProd,
  columnStack,
  combinations,
  concat,
  concatenate,
  dstack,
  hstack,
  isin,
  logspace,
  meshgrid,
  tensordot,
  vstack,
} from './several.js';
export * as special from './special/index.js';
export { Tensor } from './tensor.js';
export { type VanderOptions, vander } from './vander.js';
