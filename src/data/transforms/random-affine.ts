/** Turns, moves, scales and shears each image by chance. */

import { inspect } from 'node:util';
import type * as tf from '@tensorflow/tfjs-core';
import type { Generator } from '../../random/index.js';
import { checkOptionNames, type Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { roundHalfEven } from '../image-sizes.js';
import {
  type Affine,
  affine,
  type Center,
  checkCenter,
  fromMiddle,
  INTERPOLATIONS,
  type Interpolation,
  inverseMatrix,
} from './affine.js';
import { checkChoice, type Range } from './checks.js';
import { checkFill, type Fill } from './fill.js';
import { drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandomAffine}. */
export interface RandomAffineOptions {
  /** Rotates by -degrees to degrees, or by a range of degrees. 0 for none. */
  degrees: number | readonly [from: number, to: number];
  /** The furthest moves, as shares of width and height. */
  translate?: readonly [x: number, y: number];
  /** The range of factors. */
  scale?: readonly [from: number, to: number];
  /** Degrees: -shear to shear along x; a range along x; or ranges along x and y. */
  shear?:
    | number
    | readonly [from: number, to: number]
    | readonly [fromX: number, toX: number, fromY: number, toY: number];
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach: one value, or one for each channel. Default 0. */
  fill?: Fill;
  /** What stays where images turn, grow or are sheared, in pixels from the upper left corner. Default: the middle. */
  center?: Center;
}

/**
 * Each image of a batch is mapped by chance for itself. PyTorch: `torchvision.transforms.RandomAffine`;
 * draws the same numbers in the same order, where it is the only random transform.
 */
export class RandomAffine extends Transform {
  /** The range of angles in degrees. */
  readonly degrees: Range;
  readonly translate: readonly [number, number] | undefined;
  readonly scale: Range | undefined;
  readonly shear: readonly number[] | undefined;
  readonly interpolation: Interpolation;
  readonly fill: Fill;
  readonly center: Center | undefined;

  /** @throws TransformError when an option is out of range. */
  constructor(options: RandomAffineOptions) {
    super();
    checkOptionNames('RandomAffine', options, {
      degrees: true,
      translate: true,
      scale: true,
      shear: true,
      interpolation: true,
      fill: true,
      center: true,
    });
    const {
      degrees,
      translate,
      scale,
      shear,
      interpolation = 'nearest',
      fill = 0,
      center,
    } = options;
    this.degrees = typeof degrees === 'number' ? [-degrees, degrees] : degrees;
    this.translate = translate;
    this.scale = scale;
    this.shear = typeof shear === 'number' ? [-shear, shear] : shear;
    this.interpolation = interpolation;
    this.fill = fill;
    this.center = center;
    check('degrees', degrees, isRange(this.degrees));
    check('translate', translate, !translate || translate.every((part) => part >= 0 && part <= 1));
    check('scale', scale, !scale || (isRange(scale) && scale[0] > 0));
    check('shear', shear, !this.shear || isRanges(this.shear));
    checkChoice('RandomAffine', 'interpolation', interpolation, INTERPOLATIONS);
    checkFill('RandomAffine', fill);
    if (center) checkCenter('RandomAffine', center);
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('RandomAffine', batch);
    const middle = fromMiddle(this.center, height, width);
    return compute(batch, (images) => {
      const matrices = drawEach(samples, 6, (generator) =>
        inverseMatrix(this.draw(generator, height, width), middle),
      );
      return affine(images as tf.Tensor4D, matrices, this.interpolation, this.fill);
    });
  }

  /** One sample's map. PyTorch: `RandomAffine.get_params`. */
  draw(generator: Generator, height: number, width: number): Affine {
    const uniform = ([from, to]: Range) => generator.uniform(from, to);
    const angle = uniform(this.degrees);
    const move = (share: number, size: number) =>
      roundHalfEven(uniform([-share * size, share * size]));
    const translate = this.translate
      ? ([move(this.translate[0], width), move(this.translate[1], height)] as const)
      : ([0, 0] as const);
    const scale = this.scale ? uniform(this.scale) : 1;
    const [fromX, toX, fromY, toY] = this.shear ?? [];
    const shearX = this.shear ? uniform([fromX, toX]) : 0;
    const shearY = this.shear?.length === 4 ? uniform([fromY, toY]) : 0;
    return { angle, translate, scale, shear: [shearX, shearY] };
  }
}

function check(option: string, value: unknown, valid: boolean): void {
  if (valid) return;
  throw new TransformError('RandomAffine', `${option} is ${inspect(value)}. ${EXPECTED[option]}`);
}

const EXPECTED: Record<string, string> = {
  degrees: 'It is a number from 0, or a range [from, to].',
  translate: 'It is two shares from 0 to 1: of the width and of the height.',
  scale: 'It is a range [from, to] of factors above 0.',
  shear: 'It is a number of degrees, a range [from, to], or two ranges in a row.',
};

const isRange = ([from, to]: readonly number[]) =>
  Number.isFinite(from) && Number.isFinite(to) && from <= to;
const isRanges = (values: readonly number[]) =>
  (values.length === 2 || values.length === 4) && isRange(values) && isRange([...values.slice(-2)]);
