/** What pictures go through before a model that was trained on ImageNet. */

import { resizedSides } from '../data/image-sizes.js';
import { CenterCrop, Normalize, Resize, ToTensor } from '../data/transforms/index.js';
import type { Resampling } from '../data/transforms/resampling.js';
import { Transform } from '../data/transforms/transform.js';
import type { Tensor } from '../tensor/index.js';

/** How pictures were prepared for a model. */
export interface Preparation {
  /** Pixels of the square that is cut from the middle. Default 224. */
  readonly crop?: number;
  /** Pixels of the shorter side before that. Default 256. */
  readonly resize?: number;
  readonly interpolation?: Resampling;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** Of ImageNet's channels, from 0 to 1. */
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

/**
 * Resizes, cuts out the middle and normalizes: int32 `[batch, height, width, 3]` as pictures are read, or float32
 * `[batch, 3, height, width]` from 0 to 1. PyTorch: `torchvision.transforms._presets.ImageClassification`.
 */
export class ImageClassification extends Transform {
  /** Pixels of the square that is cut from the middle. */
  readonly cropSize: number;
  /** Pixels of the shorter side before that. */
  readonly resizeSize: number;
  /** What is taken from each channel. */
  readonly mean: readonly number[];
  /** What each channel is then divided by. */
  readonly std: readonly number[];
  /** How pixels of another size are computed. */
  readonly interpolation: Resampling;

  /** @internal */
  constructor(preparation: Preparation) {
    super();
    const { crop = 224, resize = 256, mean = MEAN, std = STD } = preparation;
    this.cropSize = crop;
    this.resizeSize = resize;
    this.mean = mean;
    this.std = std;
    this.interpolation = preparation.interpolation ?? 'bilinear';
  }

  /** @throws TransformError for images of another shape. */
  apply(batch: Tensor): Tensor {
    const { cropSize, resizeSize, interpolation, mean, std } = this;
    const images = batch.dtype === 'int32' ? new ToTensor().apply(batch) : batch;
    const [height, width] = images.shape.slice(-2);
    const isResized = `${resizedSides(resizeSize, height, width)}` === `${[height, width]}`;
    // As pictures come that were resized when they were read.
    const resized = isResized ? images : new Resize(resizeSize, { interpolation }).apply(images);
    return new Normalize(mean, std).apply(new CenterCrop(cropSize).apply(resized));
  }
}
