/** Failures before the first success. PyTorch: `torch.distributions.Geometric`. */
import { asOneOperation, noGrad, type Tensor, where, zeros, zerosLike } from '../tensor/index.js';
import { chancesOf, crossEntropy, expanded, type GivenChances } from './chances.js';
import { TINY } from './gamma-draws.js';
import { OfChances } from './of-chances.js';

/**
 * How often one fails before one succeeds, from 0: `new Geometric(probs)` or `new Geometric({ logits })`, whose shape is that of
 * the batch. `Tensor.geometric_` counts the success too.
 * @throws OptionError unless chances are given one way.
 */
export class Geometric extends OfChances {
  constructor(given: GivenChances) {
    super(chancesOf('Geometric', given));
  }

  expand(batchShape: readonly number[]): Geometric {
    return new Geometric(expanded(this.given, batchShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const share = zeros(this.shapeOf(sampleShape)).uniform_(TINY, 1);
    return noGrad(() => share.log().div(this.probs.neg().log1p()).floor());
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const isSure = this.probs.eq(1).logicalAnd(value.eq(0));
      const failing = where(isSure, 0, this.probs).neg().log1p();
      return value.mul(failing).add(this.probs.log());
    });
  }

  override entropy(): Tensor {
    return asOneOperation(() => crossEntropy(this.logits, this.probs).div(this.probs));
  }

  override get mean(): Tensor {
    return this.probs.reciprocal().sub(1);
  }

  override get mode(): Tensor {
    return zerosLike(this.probs);
  }

  override get variance(): Tensor {
    return this.probs.reciprocal().sub(1).div(this.probs);
  }
}
