/** The changes of images among which policies of augmentation choose, and how strong each can be. */
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from '../../../random/index.js';
import { roundHalfEven } from '../../image-sizes.js';
import { affine, type Interpolation, inverseMatrix } from '../affine.js';
import { chosenBy } from '../choose.js';
import {
  autocontrast,
  brightness,
  contrast,
  equalize,
  invert,
  posterize,
  saturation,
  sharpness,
  solarize,
} from '../colour.js';
import type { Fill } from '../fill.js';
import { column } from '../per-sample.js';

/** The changes by their numbers in torchvision, and `Invert`, which AutoAugment alone has; the first six move pixels. */
const CHANGES = [
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
  'Invert',
] as const;
export type Change = (typeof CHANGES)[number];
const FIRST_COLOUR = CHANGES.indexOf('Brightness');

/** How strong the strongest changes are. */
export interface Strongest {
  readonly shear: number;
  /** Pixels. */
  move(side: number): number;
  readonly degrees: number;
  /** Of brightness and the like: what is added to 1, or taken from it. */
  readonly factor: number;
  /** The bits that posterizing leaves out. */
  readonly bits: number;
}

/** Those of AutoAugment and RandAugment. */
export const USUAL: Strongest = {
  shear: 0.3,
  move: (side) => (150 / 331) * side,
  degrees: 30,
  factor: 0.9,
  bits: 4,
};

const STILL = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] } as const;

/** How pixels are moved. */
export interface Moving {
  readonly interpolation: Interpolation;
  /** See `sampled`. */
  readonly fill: Fill | undefined;
}

/** How many numbers stand for a change: its own, its strength, and the map that goes with it. */
export const DRAWN = 8;

/** Numbers of a change of this strength, `DRAWN` of them. */
export function drawnChange(
  change: Change,
  strength: number,
  height: number,
  width: number,
): number[] {
  return [CHANGES.indexOf(change), strength, ...matrixOf(change, strength, height, width)];
}

/**
 * Changes each image by its own numbers.
 * @param images float32 `[batch, channels, height, width]`
 * @param drawn `[batch, turns * DRAWN]`, see {@link drawnChange}
 * @param turn which of the changes is meant
 */
export function changed(
  images: tf.Tensor,
  drawn: tf.Tensor,
  turn: number,
  { interpolation, fill }: Moving,
): tf.Tensor {
  const [which, strength] = [0, 1].map((i) => column(drawn, turn * DRAWN + i));
  const matrices = tf.slice(drawn, [0, turn * DRAWN + 2], [images.shape[0], DRAWN - 2]);
  const factor = tf.add(strength, 1);
  const results = [
    affine(images as tf.Tensor4D, matrices, interpolation, fill),
    brightness(images, factor),
    saturation(images, factor),
    contrast(images, factor),
    sharpness(images, factor),
    posterize(images, strength),
    solarize(images, strength),
    autocontrast(images),
    equalize(images),
    invert(images),
  ];
  return chosenBy(tf.relu(tf.sub(which, FIRST_COLOUR - 1)), results);
}

/** Any change but `Invert`, all equally likely. */
export const anyChange = (generator: Generator): Change =>
  CHANGES[generator.randint(CHANGES.indexOf('Invert'))];

/** Whether a change goes either way, by the sign of its strength. */
function isSigned(change: Change): boolean {
  const which = CHANGES.indexOf(change);
  return which > 0 && which < CHANGES.indexOf('Posterize');
}

/** Whether a change can be more or less strong. */
export const hasStrength = (change: Change): boolean =>
  isSigned(change) || change === 'Posterize' || change === 'Solarize';

/** A strength with the sign that chance gives it. */
export const signed = (change: Change, strength: number, generator: Generator): number =>
  isSigned(change) && generator.rand() <= 0.5 ? -strength : strength;

/** The strength that is a share, 0 to 1, of a change's strongest. */
export function strengthOf(
  change: Change,
  share: number,
  [height, width]: readonly [height: number, width: number],
  strongest: Strongest,
): number {
  switch (change) {
    case 'ShearX':
    case 'ShearY':
      return strongest.shear * share;
    case 'TranslateX':
      return Math.trunc(strongest.move(width) * share);
    case 'TranslateY':
      return Math.trunc(strongest.move(height) * share);
    case 'Rotate':
      return strongest.degrees * share;
    case 'Brightness':
    case 'Color':
    case 'Contrast':
    case 'Sharpness':
      return strongest.factor * share;
    case 'Posterize':
      return roundHalfEven(8 - strongest.bits * share);
    case 'Solarize':
      return 1 - share;
    case 'Identity':
    case 'AutoContrast':
    case 'Equalize':
    case 'Invert':
      return 0;
    default:
      return change satisfies never;
  }
}

/** The map of a change that moves pixels; of others that of no change. */
function matrixOf(change: Change, strength: number, height: number, width: number): number[] {
  const degrees = (Math.atan(strength) * 180) / Math.PI;
  switch (change) {
    case 'ShearX':
      return aboutCorner(inverseMatrix({ ...STILL, shear: [degrees, 0] }), height, width);
    case 'ShearY':
      return aboutCorner(inverseMatrix({ ...STILL, shear: [0, degrees] }), height, width);
    case 'TranslateX':
      return inverseMatrix({ ...STILL, translate: [strength, 0] });
    case 'TranslateY':
      return inverseMatrix({ ...STILL, translate: [0, strength] });
    case 'Rotate':
      return inverseMatrix({ ...STILL, angle: -strength });
    default:
      return inverseMatrix(STILL);
  }
}

/** The same map about the upper left corner instead of the centre. */
function aboutCorner(matrix: number[], height: number, width: number): number[] {
  const [a, b, c, d, e, f] = matrix;
  const [x, y] = [-width / 2, -height / 2];
  return [a, b, c - a * x - b * y + x, d, e, f - d * x - e * y + y];
}
