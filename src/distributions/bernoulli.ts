/** Yes or no. PyTorch: `torch.distributions.Bernoulli`. */
import { asOneOperation, bernoulli, noGrad, type Tensor, tensor, where } from '../tensor/index.js';
import { chancesOf, crossEntropy, expanded, type GivenChances } from './chances.js';
import { OfChances } from './of-chances.js';

/**
 * Ones and zeros by the chance of a one: `new Bernoulli(probs)` or `new Bernoulli({ logits })`, whose shape is that of the batch.
 * @throws OptionError unless chances are given one way.
 */
export class Bernoulli extends OfChances {
  constructor(given: GivenChances) {
    super(chancesOf('Bernoulli', given));
  }

  expand(batchShape: readonly number[]): Bernoulli {
    return new Bernoulli(expanded(this.given, batchShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return noGrad(() => bernoulli(this.probs.detach().expand(shape)));
  }

  /**
   * The logarithms of the probabilities of ones and zeros, `[..., ...batchShape]`.
   * @param value ones and zeros
   */
  logProb(value: Tensor): Tensor {
    return asOneOperation(() => crossEntropy(this.logits, value).neg());
  }

  override enumerateSupport(): Tensor {
    const values = tensor([0, 1]).reshape([2, ...this.batchShape.map(() => 1)]);
    return values.expand([2, ...this.batchShape]);
  }

  override entropy(): Tensor {
    return asOneOperation(() => crossEntropy(this.logits, this.probs));
  }

  override get mean(): Tensor {
    return this.probs;
  }

  /** NaN where both are as likely. */
  override get mode(): Tensor {
    return where(this.probs.eq(0.5), NaN, this.probs.ge(0.5).float());
  }

  override get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }
}
