/** Transforms of image batches, exported as the namespace `transforms`. Names are torchvision's. */

export type { Sides } from '../image-sizes.js';
export type { Interpolation } from './affine.js';
export { ColorJitter, type ColorJitterOptions } from './color-jitter.js';
export { Compose, Lambda } from './compose.js';
export { GaussianBlur } from './gaussian-blur.js';
export { CutMix, type LabelledBatch, type MixingOptions, MixUp } from './mixing.js';
export { Normalize } from './normalize.js';
export { Pad, type Padding, type PadOptions } from './pad.js';
export type { Range } from './per-sample.js';
export { RandAugment, type RandAugmentOptions } from './rand-augment.js';
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
} from './random-changes.js';
export { RandomCrop, type RandomCropOptions } from './random-crop.js';
export { RandomErasing, type RandomErasingOptions } from './random-erasing.js';
export { RandomHorizontalFlip, RandomVerticalFlip } from './random-flip.js';
export { RandomPerspective, type RandomPerspectiveOptions } from './random-perspective.js';
export { RandomResizedCrop, type RandomResizedCropOptions } from './random-resized-crop.js';
export { RandomRotation, type RandomRotationOptions } from './random-rotation.js';
export { CenterCrop, Resize } from './resize.js';
export { ToTensor } from './to-tensor.js';
export { Transform, type TransformLike } from './transform.js';
