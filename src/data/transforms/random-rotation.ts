/** Turns each image by chance. */
import type * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import {
  affine,
  type Center,
  checkCenter,
  expandedSides,
  fromMiddle,
  INTERPOLATIONS,
  type Interpolation,
  inverseMatrix,
} from './affine.js';
import { checkChoice, checkRange, type Range } from './checks.js';
import { checkFill, type Fill } from './fill.js';
import { drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandomRotation}. */
export interface RandomRotationOptions {
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /**
   * Whether the result is so large that no corner is lost. All images of a batch have one size: the one that every angle of
   * the range fits into. Default false: the image's own size.
   */
  expand?: boolean;
  /** What stays, in pixels from the upper left corner. Default: the middle. */
  center?: Center;
  /** What is seen where the image doesn't reach: one value, or one for each channel. Default 0. */
  fill?: Fill;
}

/** PyTorch: `torchvision.transforms.RandomRotation`, which turns counter-clockwise; draws the same angles. */
export class RandomRotation extends Transform {
  /** The range of angles in degrees, counter-clockwise. */
  readonly degrees: Range;
  readonly interpolation: Interpolation;
  readonly expand: boolean;
  readonly center: Center | undefined;
  readonly fill: Fill;

  /**
   * @param degrees -degrees to degrees, or a range
   * @throws TransformError when it is no range, or an option is none.
   */
  constructor(degrees: number | Range, options: RandomRotationOptions = {}) {
    super();
    const { interpolation, expand, center, fill } = withDefaults('RandomRotation', options, {
      interpolation: 'nearest',
      expand: false,
      center: undefined,
      fill: 0,
    });
    this.degrees = typeof degrees === 'number' ? [-degrees, degrees] : degrees;
    this.interpolation = interpolation;
    this.expand = expand;
    this.center = center;
    this.fill = fill;
    checkRange('RandomRotation', 'degrees', this.degrees);
    checkChoice('RandomRotation', 'interpolation', interpolation, INTERPOLATIONS);
    checkFill('RandomRotation', fill);
    if (center) checkCenter('RandomRotation', center);
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('RandomRotation', batch);
    const { degrees, interpolation, fill } = this;
    const middle = fromMiddle(this.center, height, width);
    const sides = this.expand ? sidesFor(degrees, middle, height, width) : undefined;
    return compute(batch, (images) => {
      const matrices = drawEach(samples, 6, (generator) =>
        turnedBy(generator.uniform(...degrees), middle),
      );
      return affine(images as tf.Tensor4D, matrices, interpolation, fill, sides);
    });
  }
}

/** The matrix of a turn by `angle` degrees, counter-clockwise, about a point from the middle. */
export const turnedBy = (angle: number, middle: Center): number[] =>
  inverseMatrix({ angle: -angle, translate: [0, 0], scale: 1, shear: [0, 0] }, middle);

/** The sides into which an image fits however it is turned: those of the ends, and of the angles at which one is longest. */
function sidesFor(
  [from, to]: Range,
  middle: Center,
  height: number,
  width: number,
): readonly [number, number] {
  const diagonal = (Math.atan2(height, width) * 180) / Math.PI;
  const longest: number[] = [];
  for (let half = Math.floor(from / 180); half <= Math.ceil(to / 180); half++) {
    for (const angle of [diagonal, -diagonal, 90 - diagonal, diagonal - 90]) {
      longest.push(180 * half + angle);
    }
  }
  const angles = [from, to, ...longest.filter((angle) => from < angle && angle < to)];
  const sides = angles.map((angle) => expandedSides(turnedBy(angle, middle), height, width));
  return [Math.max(...sides.map(([high]) => high)), Math.max(...sides.map(([, wide]) => wide))];
}
