/** Modules, losses and their saved state. PyTorch: `torch.nn`. */
export {
  GELU,
  LeakyReLU,
  LogSoftmax,
  ReLU,
  Sigmoid,
  SiLU,
  Softmax,
  Tanh,
} from './activation.js';
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from './batch-norm.js';
export { ModuleList, Sequential } from './containers.js';
export { Conv2d, type Conv2dOptions } from './conv2d.js';
export { Dropout } from './dropout.js';
export { SafetensorsError, type ShapeMismatch, StateDictError } from './errors.js';
export * as functional from './functional/index.js';
export * as utils from './gradient-clipping.js';
export * as init from './init.js';
export { Linear, type LinearOptions } from './linear.js';
export { BCEWithLogitsLoss, CrossEntropyLoss, L1Loss, MSELoss, NLLLoss } from './loss.js';
export { Module } from './module.js';
export { Parameter } from './parameter.js';
export { AvgPool2d, MaxPool2d, type Pool2dOptions } from './pooling.js';
export { fromSafetensors, safetensorsMetadata, toSafetensors } from './safetensors.js';
export { Flatten, type FlattenOptions, Identity } from './shape-layers.js';
export type { LoadOptions, LoadResult, StateDict } from './state-dict.js';
export { load, save } from './state-file.js';
export { type Summary, type SummaryRow, summary } from './summary.js';
