/** Yes or no. PyTorch: `torch.distributions.Bernoulli`. */
import { asOneOperation, bernoulli, noGrad, type Tensor } from '../tensor/index.js';
import { chancesOf, clamped, type GivenChances } from './chances.js';
import { Distribution } from './distribution.js';

/**
 * Ones and zeros by the chance of a one: `new Bernoulli(probs)` or `new Bernoulli({ logits })`, whose shape is that of the batch.
 * @throws OptionError unless chances are given one way.
 */
export class Bernoulli extends Distribution {
  readonly batchShape: readonly number[];
  /** The chances of a one. */
  readonly probs: Tensor;
  /** Their scores: log(p / (1 - p)). */
  readonly logits: Tensor;

  constructor(given: GivenChances) {
    super();
    const { kind, values } = chancesOf('Bernoulli', given);
    this.batchShape = values.shape;
    this.probs = kind === 'probs' ? values : values.sigmoid();
    const log = (p: Tensor) => p.log().sub(p.neg().log1p());
    this.logits = kind === 'logits' ? values : asOneOperation(() => log(clamped(values)));
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

  entropy(): Tensor {
    return asOneOperation(() => crossEntropy(this.logits, this.probs));
  }

  get mean(): Tensor {
    return this.probs;
  }

  get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }
}

/** Of scores, without overflow. */
function crossEntropy(logits: Tensor, value: Tensor): Tensor {
  const rest = logits.abs().neg().exp().log1p();
  return logits.relu().sub(logits.mul(value)).add(rest);
}
