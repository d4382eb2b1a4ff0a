/** Transforms of image batches, exported as the namespace `transforms`. Names are torchvision's. */

export type { Sides } from '../image-sizes.js';
export type { Center, Interpolation } from './affine.js';
export type { Range } from './checks.js';
export { ColorJitter, type ColorJitterOptions } from './color-jitter.js';
export { Compose, Lambda } from './compose.js';
export {
  FiveCrop,
  type FiveCrops,
  TenCrop,
  type TenCropOptions,
  type TenCrops,
} from './crops.js';
export {
  type AcrossAndDown,
  ElasticTransform,
  type ElasticTransformOptions,
} from './elastic.js';
export type { Fill } from './fill.js';
export * as functional from './functional/index.js';
export { GaussianBlur, type KernelSize } from './gaussian-blur.js';
export { GaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.js';
export { CutMix, type LabelledBatch, type MixingOptions, MixUp } from './mixing.js';
export { Normalize } from './normalize.js';
export { type Edges, Pad, type Padding, type PaddingMode, type PadOptions } from './pad.js';
export {
  type AugmentationOptions,
  AutoAugment,
  type AutoAugmentOptions,
  type AutoAugmentPolicy,
  RandAugment,
  type RandAugmentOptions,
  TrivialAugmentWide,
  type TrivialAugmentWideOptions,
} from './policies/index.js';
export { RandomAffine, type RandomAffineOptions } from './random-affine.js';
export {
  Grayscale,
  RandomAdjustSharpness,
  RandomAutocontrast,
  RandomEqualize,
  RandomGrayscale,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
  RGB,
} from './random-changes.js';
export {
  RandomApply,
  type RandomApplyOptions,
  RandomChoice,
  type RandomChoiceOptions,
  RandomOrder,
} from './random-composition.js';
export { RandomCrop, type RandomCropOptions } from './random-crop.js';
export { RandomErasing, type RandomErasingOptions } from './random-erasing.js';
export { RandomHorizontalFlip, RandomVerticalFlip } from './random-flip.js';
export { RandomPerspective, type RandomPerspectiveOptions } from './random-perspective.js';
export {
  RandomChannelPermutation,
  RandomPhotometricDistort,
  type RandomPhotometricDistortOptions,
} from './random-photometric-distort.js';
export { RandomResizedCrop, type RandomResizedCropOptions } from './random-resized-crop.js';
export { RandomRotation, type RandomRotationOptions } from './random-rotation.js';
export {
  RandomResize,
  RandomShortestSize,
  type RandomShortestSizeOptions,
  RandomZoomOut,
  type RandomZoomOutOptions,
  ScaleJitter,
  type ScaleJitterOptions,
} from './random-sizes.js';
export type { Resampling, ResamplingOptions } from './resampling.js';
export { CenterCrop, Resize, type ResizeOptions } from './resize.js';
export { ToDtype, type ToDtypeOptions, ToImage, ToTensor } from './to-tensor.js';
export { Transform, type TransformLike } from './transform.js';
