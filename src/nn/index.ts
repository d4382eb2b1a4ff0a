/** Modules, losses and their saved state. PyTorch: `torch.nn`. */
import './other-names.js';

export {
  CELU,
  ELU,
  GELU,
  GLU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  type PReLUOptions,
  ReLU,
  ReLU6,
  RReLU,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softmax2d,
  Softmin,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Threshold,
} from './activation.js';
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from './adaptive-pooling.js';
export {
  type AdaptiveLogSoftmaxOptions,
  AdaptiveLogSoftmaxWithLoss,
  type AdaptiveOutput,
} from './adaptive-softmax.js';
export {
  type AttentionCall,
  MultiheadAttention,
  type MultiheadAttentionOptions,
} from './attention.js';
export {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './batch-norm.js';
export { Bilinear } from './bilinear.js';
export { ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential } from './containers.js';
export { Conv1d, Conv2d, Conv3d, type ConvOptions, type PaddingMode } from './conv.js';
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from './conv-transpose.js';
export { CosineSimilarity, PairwiseDistance } from './distance.js';
export {
  AlphaDropout,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  FeatureAlphaDropout,
} from './dropout.js';
export {
  Embedding,
  EmbeddingBag,
  type EmbeddingBagOptions,
  type EmbeddingOptions,
} from './embedding.js';
export { SafetensorsError, type ShapeMismatch, StateDictError, TorchFileError } from './errors.js';
export { FractionalMaxPool2d, FractionalMaxPool3d } from './fractional-pooling.js';
export * as functional from './functional/index.js';
export type { ForwardHook, ForwardPreHook, FullBackwardHook } from './hooks.js';
export * as init from './init.js';
export type { Size } from './layer-options.js';
export {
  LazyBatchNorm1d,
  LazyBatchNorm2d,
  LazyBatchNorm3d,
  LazyConv1d,
  LazyConv2d,
  LazyConv3d,
  LazyConvTranspose1d,
  LazyConvTranspose2d,
  LazyConvTranspose3d,
  LazyInstanceNorm1d,
  LazyInstanceNorm2d,
  LazyInstanceNorm3d,
  LazyLinear,
} from './lazy.js';
export { Linear, type LinearOptions } from './linear.js';
export * from './losses/index.js';
export { type BufferOptions, Module } from './module.js';
export {
  GroupNorm,
  type GroupNormOptions,
  LayerNorm,
  type LayerNormOptions,
  LocalResponseNorm,
  type NormalizedShape,
  RMSNorm,
  type RMSNormOptions,
} from './normalization.js';
export {
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  type Padding,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from './padding.js';
export { Parameter } from './parameter.js';
export {
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  LPPool1d,
  LPPool2d,
  LPPool3d,
  type LPPoolOptions,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
} from './pooling.js';
export type { RecurrentOptions } from './recurrent.js';
export { GRU, LSTM, RNN, type RNNOptions } from './rnn.js';
export { type CellOptions, GRUCell, LSTMCell, RNNCell, type RNNCellOptions } from './rnn-cells.js';
export { fromSafetensors, safetensorsMetadata, toSafetensors } from './safetensors.js';
export { Flatten, type FlattenOptions, Identity, Unflatten } from './shape-layers.js';
export type { DoesNotFit } from './shape-types.js';
export type { LoadOptions, LoadResult, StateDict } from './state-dict.js';
export { load, loadTorch, save } from './state-file.js';
export {
  type DecoderMasks,
  type EncoderMasks,
  type EncoderStackMasks,
  type StackOptions,
  Transformer,
  type TransformerActivation,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  type TransformerMasks,
  type TransformerOptions,
} from './transformer.js';
export * as utils from './utils/index.js';
export {
  ChannelShuffle,
  Fold,
  PixelShuffle,
  PixelUnshuffle,
  Unfold,
  Upsample,
  UpsamplingBilinear2d,
  UpsamplingNearest2d,
} from './vision.js';
