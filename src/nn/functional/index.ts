/** Layers and losses as functions. PyTorch: `torch.nn.functional`. */
export { gelu, leakyRelu, logSoftmax, relu, sigmoid, silu, softmax, tanh } from './activation.js';
export { conv2d } from './convolution.js';
export {
  alphaDropout,
  type DropoutOptions,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from './dropout.js';
export { linear } from './linear.js';
export {
  binaryCrossEntropyWithLogits,
  type ClassLossOptions,
  type CrossEntropyOptions,
  crossEntropy,
  type LossOptions,
  l1Loss,
  mseLoss,
  nllLoss,
  type Reduction,
} from './loss.js';
export { avgPool2d, maxPool2d } from './pooling.js';
