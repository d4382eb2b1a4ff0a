/** A few changes of each image, chosen by chance, all equally strong. */
import type { Generator } from '../../../random/index.js';
import { withDefaults } from '../../../tensor/index.js';
import { checkWhole } from '../checks.js';
import { Augmentation, type AugmentationOptions } from './augmentation.js';
import { anyChange, drawnChange, signed, strengthOf, USUAL } from './changes.js';

/** Options of {@link RandAugment}. */
export interface RandAugmentOptions extends AugmentationOptions {
  /** Changes of each image, one after the other. Default 2. */
  numOps?: number;
  /** How strong they are, 0 to numMagnitudeBins - 1. Default 9. */
  magnitude?: number;
  /** Default 31. */
  numMagnitudeBins?: number;
}

/**
 * RandAugment. See {@link https://arxiv.org/abs/1909.13719 | Cubuk et al. 2019}; PyTorch:
 * `torchvision.transforms.v2.RandAugment` on float images, 0 to 1; draws the same numbers.
 */
export class RandAugment extends Augmentation {
  readonly numOps: number;
  readonly magnitude: number;
  readonly numMagnitudeBins: number;

  /** @throws TransformError when the magnitude is none of its bins. */
  constructor(options: RandAugmentOptions = {}) {
    const { numOps, magnitude, numMagnitudeBins, ...rest } = withDefaults('RandAugment', options, {
      numOps: 2,
      magnitude: 9,
      numMagnitudeBins: 31,
      interpolation: 'nearest',
      fill: undefined,
    });
    checkWhole('RandAugment', 'numMagnitudeBins', numMagnitudeBins, 2);
    checkWhole('RandAugment', 'magnitude', magnitude, 0, numMagnitudeBins - 1);
    checkWhole('RandAugment', 'numOps', numOps, 0);
    super(numOps, rest);
    this.numOps = numOps;
    this.magnitude = magnitude;
    this.numMagnitudeBins = numMagnitudeBins;
  }

  draw(generator: Generator, height: number, width: number): number[] {
    const share = Math.fround(this.magnitude / (this.numMagnitudeBins - 1));
    return Array.from({ length: this.numOps }, () => {
      const change = anyChange(generator);
      const strength = strengthOf(change, share, [height, width], USUAL);
      return drawnChange(change, signed(change, strength, generator), height, width);
    }).flat();
  }
}
