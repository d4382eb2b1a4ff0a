/** One change of each image, chosen by chance, as strong as chance will have it. */
import type { Generator } from '../../../random/index.js';
import { withDefaults } from '../../../tensor/index.js';
import { checkWhole } from '../checks.js';
import { Augmentation, type AugmentationOptions } from './augmentation.js';
import {
  anyChange,
  drawnChange,
  hasStrength,
  type Strongest,
  signed,
  strengthOf,
} from './changes.js';

/** Options of {@link TrivialAugmentWide}. */
export interface TrivialAugmentWideOptions extends AugmentationOptions {
  /** Default 31. */
  numMagnitudeBins?: number;
}

const WIDE: Strongest = { shear: 0.99, move: () => 32, degrees: 135, factor: 0.99, bits: 6 };

/**
 * TrivialAugment. See {@link https://arxiv.org/abs/2103.10158 | Müller and Hutter 2021}; PyTorch:
 * `torchvision.transforms.v2.TrivialAugmentWide` on float images, 0 to 1; draws the same numbers.
 */
export class TrivialAugmentWide extends Augmentation {
  readonly numMagnitudeBins: number;

  /** @throws TransformError when there are fewer than 2 bins. */
  constructor(options: TrivialAugmentWideOptions = {}) {
    const { numMagnitudeBins, ...rest } = withDefaults('TrivialAugmentWide', options, {
      numMagnitudeBins: 31,
      interpolation: 'nearest',
      fill: undefined,
    });
    checkWhole('TrivialAugmentWide', 'numMagnitudeBins', numMagnitudeBins, 2);
    super(1, rest);
    this.numMagnitudeBins = numMagnitudeBins;
  }

  draw(generator: Generator, height: number, width: number): number[] {
    const change = anyChange(generator);
    if (!hasStrength(change)) return drawnChange(change, 0, height, width);
    const bins = this.numMagnitudeBins;
    const share = Math.fround(generator.randint(bins) / (bins - 1));
    const strength = strengthOf(change, share, [height, width], WIDE);
    return drawnChange(change, signed(change, strength, generator), height, width);
  }
}
