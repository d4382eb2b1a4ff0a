/** Looks at each image from another side by chance. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Generator } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { INTERPOLATIONS, type Interpolation } from './affine.js';
import { checkChoice, checkProbability } from './checks.js';
import { checkFill, type Fill } from './fill.js';
import { drawEach, happens } from './per-sample.js';
import { type Corners, perspective, perspectiveCoefficients } from './perspective.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandomPerspective}. */
export interface RandomPerspectiveOptions {
  /** How far corners may go, as a share of half a side, 0 to 1. Default 0.5. */
  distortionScale?: number;
  /** The probability that an image is changed. Default 0.5. */
  p?: number;
  /** Default `bilinear`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach: one value, or one for each channel. Default 0. */
  fill?: Fill;
}

const UNCHANGED = [1, 0, 0, 0, 1, 0, 0, 0];

/** PyTorch: `torchvision.transforms.RandomPerspective`; draws the same numbers. */
export class RandomPerspective extends Transform {
  readonly distortionScale: number;
  readonly p: number;
  readonly interpolation: Interpolation;
  readonly fill: Fill;

  /** @throws TransformError when an option is not from 0 to 1. */
  constructor(options: RandomPerspectiveOptions = {}) {
    super();
    const { distortionScale, p, interpolation, fill } = withDefaults('RandomPerspective', options, {
      distortionScale: 0.5,
      p: 0.5,
      interpolation: 'bilinear',
      fill: 0,
    });
    checkProbability('RandomPerspective', p);
    checkChoice('RandomPerspective', 'interpolation', interpolation, INTERPOLATIONS);
    checkFill('RandomPerspective', fill);
    if (!(distortionScale >= 0 && distortionScale <= 1)) {
      throw new TransformError(
        'RandomPerspective',
        `distortionScale is ${distortionScale}. It is a share, 0 to 1.`,
      );
    }
    this.distortionScale = distortionScale;
    this.p = p;
    this.interpolation = interpolation;
    this.fill = fill;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('RandomPerspective', batch);
    return compute(batch, (images) => {
      const coefficients = drawEach(samples, 8, (generator) =>
        happens(generator, this.p) ? this.draw(generator, height, width) : UNCHANGED,
      );
      return perspective(images as tf.Tensor4D, coefficients, this.interpolation, this.fill);
    });
  }

  /** One image's coefficients. PyTorch: `RandomPerspective.get_params`. */
  draw(generator: Generator, height: number, width: number): number[] {
    const reach = (side: number) => Math.trunc(this.distortionScale * Math.floor(side / 2));
    const near = (side: number) => generator.randint(reach(side) + 1);
    const far = (side: number) => side - reach(side) - 1 + generator.randint(reach(side) + 1);
    const to: Corners = [
      [near(width), near(height)],
      [far(width), near(height)],
      [far(width), far(height)],
      [near(width), far(height)],
    ];
    const from: Corners = [
      [0, 0],
      [width - 1, 0],
      [width - 1, height - 1],
      [0, height - 1],
    ];
    return perspectiveCoefficients(from, to);
  }
}
