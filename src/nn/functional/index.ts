/** Layers and losses as functions. PyTorch: `torch.nn.functional`. */

export { bilinear } from '../bilinear.js';
export {
  celu,
  elu,
  type GeluOptions,
  type GumbelOptions,
  gelu,
  glu,
  gumbelSoftmax,
  type HardtanhOptions,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  logSoftmax,
  logsigmoid,
  mish,
  prelu,
  type RreluOptions,
  relu,
  relu6,
  rrelu,
  type SoftplusOptions,
  selu,
  sigmoid,
  silu,
  softmax,
  softmin,
  softplus,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from './activation.js';
export { type AttentionOptions, scaledDotProductAttention } from './attention.js';
export { type BatchNormArguments, batchNorm } from './batch-norm.js';
export {
  type ConvolutionOptions,
  conv1d,
  conv2d,
  conv3d,
} from './convolution.js';
export {
  type CosineOptions,
  cosineSimilarity,
  type DistanceOptions,
  pairwiseDistance,
  pdist,
} from './distance.js';
export {
  alphaDropout,
  type DropoutOptions,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from './dropout.js';
export {
  type EmbeddingArguments,
  type EmbeddingBagArguments,
  embedding,
  embeddingBag,
  oneHot,
} from './embedding.js';
export {
  type FractionalPoolOptions,
  fractionalMaxPool2d,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3d,
  fractionalMaxPool3dWithIndices,
} from './fractional-pooling.js';
export {
  type AffineGridOptions,
  affineGrid,
  type GridSampleOptions,
  gridSample,
} from './grid-sample.js';
export { linear } from './linear.js';
export * from './losses/index.js';
export {
  type AffineArguments,
  groupNorm,
  type InstanceNormArguments,
  instanceNorm,
  type LocalResponseOptions,
  layerNorm,
  localResponseNorm,
  type NormalizeOptions,
  normalize,
  rmsNorm,
} from './normalization.js';
export { type PadMode, type PadOptions, pad } from './padding.js';
export {
  type AvgPoolOptions,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool1dWithIndices,
  adaptiveMaxPool2d,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3d,
  adaptiveMaxPool3dWithIndices,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  maxPool3dWithIndices,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type OutputSize,
  type PoolOptions,
  type UnpoolOptions,
  type ValuesAndIndices,
} from './pooling.js';
export {
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from './transposed-convolution.js';
export {
  channelShuffle,
  type FoldOptions,
  fold,
  type InterpolateOptions,
  type InterpolationMode,
  interpolate,
  pixelShuffle,
  pixelUnshuffle,
  unfold,
} from './vision.js';
