/** Transforms of image batches, exported as the namespace `transforms`. Names are torchvision's. */
export type { Interpolation } from './affine.js';
export { Compose, Lambda } from './compose.js';
export { Normalize } from './normalize.js';
export { RandomAffine, type RandomAffineOptions } from './random-affine.js';
export { RandomCrop, type RandomCropOptions } from './random-crop.js';
export { RandomHorizontalFlip } from './random-horizontal-flip.js';
export { ToTensor } from './to-tensor.js';
export { Transform, type TransformLike } from './transform.js';
