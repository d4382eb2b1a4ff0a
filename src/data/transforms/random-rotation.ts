/** Turns each image by chance. */
import type * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { affine, INTERPOLATIONS, type Interpolation, inverseMatrix } from './affine.js';
import { checkChoice, checkRange, type Range } from './checks.js';
import { drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandomRotation}. */
export interface RandomRotationOptions {
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach. Default 0. */
  fill?: number;
}

/** PyTorch: `torchvision.transforms.RandomRotation`, which turns counter-clockwise; draws the same angles. */
export class RandomRotation extends Transform {
  /** The range of angles in degrees, counter-clockwise. */
  readonly degrees: Range;
  readonly interpolation: Interpolation;
  readonly fill: number;

  /**
   * @param degrees -degrees to degrees, or a range
   * @throws TransformError when it is no range.
   */
  constructor(degrees: number | Range, options: RandomRotationOptions = {}) {
    super();
    const { interpolation, fill } = withDefaults('RandomRotation', options, {
      interpolation: 'nearest',
      fill: 0,
    });
    this.degrees = typeof degrees === 'number' ? [-degrees, degrees] : degrees;
    this.interpolation = interpolation;
    this.fill = fill;
    checkRange('RandomRotation', 'degrees', this.degrees);
    checkChoice('RandomRotation', 'interpolation', interpolation, INTERPOLATIONS);
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples] = floatImageShape('RandomRotation', batch);
    return compute(batch, (images) => {
      const matrices = drawEach(samples, 6, (generator) => {
        const angle = -generator.uniform(...this.degrees);
        return inverseMatrix({ angle, translate: [0, 0], scale: 1, shear: [0, 0] });
      });
      return affine(images as tf.Tensor4D, matrices, this.interpolation, this.fill);
    });
  }
}
