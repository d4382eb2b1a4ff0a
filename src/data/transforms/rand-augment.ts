/** A few changes of each image, chosen by chance. */
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { affine, type Interpolation, inverseMatrix } from './affine.js';
import { chosenBy } from './choose.js';
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  posterize,
  saturation,
  sharpness,
  solarize,
} from './colour.js';
import { column, drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandAugment}. */
export interface RandAugmentOptions {
  /** Changes of each image, one after the other. Default 2. */
  numOps?: number;
  /** How strong they are, 0 to numMagnitudeBins - 1. Default 9. */
  magnitude?: number;
  /** Default 31. */
  numMagnitudeBins?: number;
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where a moved image doesn't reach. Default 0. */
  fill?: number;
}

/** The strongest shear and move, as in torchvision; moves are shares of a side. */
const SHEAR = 0.3;
const MOVE = 150 / 331;
const DEGREES = 30;
const FACTOR = 0.9;
/** The bits that the strongest posterizing leaves out. */
const BITS = 4;

/** The changes by their numbers in torchvision; the first six move pixels. */
const NAMES = [
  'Identity',
  'ShearX',
  'ShearY',
  'TranslateX',
  'TranslateY',
  'Rotate',
  'Brightness',
  'Color',
  'Contrast',
  'Sharpness',
  'Posterize',
  'Solarize',
  'AutoContrast',
  'Equalize',
] as const;
type Name = (typeof NAMES)[number];
const FIRST_COLOUR = NAMES.indexOf('Brightness');

const UNMOVED = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] } as const;

/**
 * RandAugment. See {@link https://arxiv.org/abs/1909.13719 | Cubuk et al. 2019}; PyTorch:
 * `torchvision.transforms.v2.RandAugment` on float images, 0 to 1. Draws the same numbers with `numOps: 1`;
 * with more, all images draw their first change before any draws its second.
 */
export class RandAugment extends Transform {
  readonly numOps: number;
  readonly magnitude: number;
  readonly numMagnitudeBins: number;
  readonly interpolation: Interpolation;
  readonly fill: number;

  /** @throws TransformError when the magnitude is none of its bins. */
  constructor(options: RandAugmentOptions = {}) {
    super();
    const { numOps, magnitude, numMagnitudeBins, interpolation, fill } = withDefaults(
      'RandAugment',
      options,
      { numOps: 2, magnitude: 9, numMagnitudeBins: 31, interpolation: 'nearest', fill: 0 },
    );
    if (!Number.isInteger(magnitude) || magnitude < 0 || magnitude >= numMagnitudeBins) {
      throw new TransformError(
        'RandAugment',
        `magnitude is ${magnitude}. It is a whole number from 0 to ${numMagnitudeBins - 1}.`,
      );
    }
    if (!Number.isInteger(numOps) || numOps < 0) {
      throw new TransformError('RandAugment', `numOps is ${numOps}. It is a whole number from 0.`);
    }
    this.numOps = numOps;
    this.magnitude = magnitude;
    this.numMagnitudeBins = numMagnitudeBins;
    this.interpolation = interpolation;
    this.fill = fill;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('RandAugment', batch);
    return compute(batch, (images) => {
      let changed = images;
      for (let i = 0; i < this.numOps; i++) {
        const drawn = drawEach(samples, 8, (generator) => this.draw(generator, height, width));
        changed = this.#changed(changed, drawn);
      }
      return changed;
    });
  }

  /** One image's change: its number, its strength, and the map that goes with it. */
  draw(generator: Generator, height: number, width: number): number[] {
    const which = generator.randint(NAMES.length);
    const name = NAMES[which];
    const share = Math.fround(this.magnitude / (this.numMagnitudeBins - 1));
    const strength = strengthOf(name, share, height, width);
    const isSigned = which > 0 && which < NAMES.indexOf('Posterize');
    const signed = isSigned && generator.rand() <= 0.5 ? -strength : strength;
    return [which, signed, ...matrixOf(name, signed, height, width)];
  }

  #changed(images: tf.Tensor, drawn: tf.Tensor): tf.Tensor {
    const matrices = tf.slice(drawn, [0, 2], [images.shape[0], 6]);
    const moved = affine(images as tf.Tensor4D, matrices, this.interpolation, this.fill);
    const strength = column(drawn, 1);
    const factor = tf.add(strength, 1);
    const results = [
      moved,
      brightness(images, factor),
      saturation(images, factor),
      contrast(images, factor),
      sharpness(images, factor),
      posterize(images, strength),
      solarize(images, strength),
      autocontrast(images),
      equalize(images),
    ];
    return chosenBy(tf.relu(tf.sub(column(drawn, 0), FIRST_COLOUR - 1)), results);
  }
}

/** @param share of the strongest change, 0 to 1 */
function strengthOf(name: Name, share: number, height: number, width: number): number {
  switch (name) {
    case 'ShearX':
    case 'ShearY':
      return SHEAR * share;
    case 'TranslateX':
      return Math.trunc(MOVE * width * share);
    case 'TranslateY':
      return Math.trunc(MOVE * height * share);
    case 'Rotate':
      return DEGREES * share;
    case 'Brightness':
    case 'Color':
    case 'Contrast':
    case 'Sharpness':
      return FACTOR * share;
    case 'Posterize':
      return Math.round(8 - BITS * share);
    case 'Solarize':
      return 1 - share;
    case 'Identity':
    case 'AutoContrast':
    case 'Equalize':
      return 0;
    default:
      return name satisfies never;
  }
}

/** The map of a change that moves pixels; of others that of no change. */
function matrixOf(name: Name, strength: number, height: number, width: number): number[] {
  const degrees = (Math.atan(strength) * 180) / Math.PI;
  switch (name) {
    case 'ShearX':
      return aboutCorner(inverseMatrix({ ...UNMOVED, shear: [degrees, 0] }), height, width);
    case 'ShearY':
      return aboutCorner(inverseMatrix({ ...UNMOVED, shear: [0, degrees] }), height, width);
    case 'TranslateX':
      return inverseMatrix({ ...UNMOVED, translate: [strength, 0] });
    case 'TranslateY':
      return inverseMatrix({ ...UNMOVED, translate: [0, strength] });
    case 'Rotate':
      return inverseMatrix({ ...UNMOVED, angle: -strength });
    default:
      return inverseMatrix(UNMOVED);
  }
}

/** The same map about the upper left corner instead of the centre. */
function aboutCorner(matrix: number[], height: number, width: number): number[] {
  const [a, b, c, d, e, f] = matrix;
  const [x, y] = [-width / 2, -height / 2];
  return [a, b, c - a * x - b * y + x, d, e, f - d * x - e * y + y];
}
