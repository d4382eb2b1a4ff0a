/** Two changes of each image, by a policy that was found to suit a data set. */
import type { Generator } from '../../../random/index.js';
import { withDefaults } from '../../../tensor/index.js';
import { checkChoice } from '../checks.js';
import { Augmentation, type AugmentationOptions } from './augmentation.js';
import { drawnChange, signed, strengthOf, USUAL } from './changes.js';
import { POLICIES, type Policy } from './found-policies.js';

/** The data set that a policy was found for. */
export type AutoAugmentPolicy = keyof typeof POLICIES;

/** Options of {@link AutoAugment}. */
export interface AutoAugmentOptions extends AugmentationOptions {
  /** Default `imagenet`. */
  policy?: AutoAugmentPolicy;
}

/** The bins of strength. */
const BINS = 10;

/**
 * AutoAugment. See {@link https://arxiv.org/abs/1805.09501 | Cubuk et al. 2018}; PyTorch:
 * `torchvision.transforms.v2.AutoAugment` on float images, 0 to 1; draws the same numbers.
 */
export class AutoAugment extends Augmentation {
  readonly policy: AutoAugmentPolicy;

  /** @throws TransformError when there is no such policy. */
  constructor(options: AutoAugmentOptions = {}) {
    const { policy, ...rest } = withDefaults('AutoAugment', options, {
      policy: 'imagenet',
      interpolation: 'nearest',
      fill: undefined,
    });
    checkChoice('AutoAugment', 'policy', policy, Object.keys(POLICIES));
    super(2, rest);
    this.policy = policy;
  }

  draw(generator: Generator, height: number, width: number): number[] {
    const policies: readonly Policy[] = POLICIES[this.policy];
    return policies[generator.randint(policies.length)].flatMap(([change, probability, bin]) => {
      if (generator.rand() > probability) return drawnChange('Identity', 0, height, width);
      const share = Math.fround(bin / (BINS - 1));
      const strength = strengthOf(change, share, [height, width], USUAL);
      return drawnChange(change, signed(change, strength, generator), height, width);
    });
  }
}
