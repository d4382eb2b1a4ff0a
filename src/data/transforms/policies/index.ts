/** Transforms that choose among changes of images. */
export type { AugmentationOptions } from './augmentation.js';
export { AutoAugment, type AutoAugmentOptions, type AutoAugmentPolicy } from './auto-augment.js';
export { RandAugment, type RandAugmentOptions } from './rand-augment.js';
export { TrivialAugmentWide, type TrivialAugmentWideOptions } from './trivial-augment.js';
