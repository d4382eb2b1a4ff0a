/** Models for images, with weights that were trained on ImageNet. PyTorch: `torchvision.models`. */
export type { Builder, PretrainedOptions } from './builder.js';
export type { NormLayer } from './conv-norm-activation.js';
export { EfficientNet, type EfficientNetOptions, type MBConvConfig } from './efficientnet.js';
export * from './families.js';
export { ImageClassification } from './image-classification.js';
export {
  type AnyBuilder,
  type AnyModelOptions,
  getModel,
  getModelBuilder,
  getModelWeights,
  getWeight,
  type ListModelsOptions,
  listModels,
} from './registry.js';
export { BasicBlock, Bottleneck, ResNet, type ResNetOptions } from './resnet.js';
export { type FetchOptions, Weights, type WeightsEnum, type WeightsMeta } from './weights.js';
