/** Successes before several failures. PyTorch: `torch.distributions.NegativeBinomial`. */
import { asOneOperation, noGrad, poisson, type Tensor } from '../tensor/index.js';
import { countedChances, expanded, type GivenChances } from './chances.js';
import { Gamma } from './gamma.js';
import { OfChances } from './of-chances.js';
import type { Parameter } from './parameter.js';

/**
 * How often one succeeds before one has failed `totalCount` times, which needn't be whole: `new NegativeBinomial(3, probs)` or
 * `new NegativeBinomial(3, { logits })`, the chances of success. Shapes broadcast.
 * @throws OptionError unless chances are given one way.
 */
export class NegativeBinomial extends OfChances {
  /** How many failures end it. */
  readonly totalCount: Tensor;

  constructor(totalCount: Parameter, given: GivenChances) {
    const [count, chances] = countedChances('NegativeBinomial', totalCount, given);
    super(chances);
    this.totalCount = count;
  }

  expand(batchShape: readonly number[]): NegativeBinomial {
    const count = this.totalCount.expand(batchShape);
    return new NegativeBinomial(count, expanded(this.given, batchShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    return noGrad(() => {
      const rates = new Gamma(this.totalCount, this.logits.neg().exp()).sample(sampleShape);
      return poisson(rates);
    });
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const { totalCount, logits } = this;
      const logSigmoid = (x: Tensor) => x.neg().softplus().neg();
      const unnormalized = totalCount
        .mul(logSigmoid(logits.neg()))
        .add(value.mul(logSigmoid(logits)));
      const both = totalCount.add(value);
      const norm = value.add(1).lgamma().add(totalCount.lgamma()).sub(both.lgamma());
      return unnormalized.sub(norm.maskedFill(both.eq(0), 0));
    });
  }

  override get mean(): Tensor {
    return this.totalCount.mul(this.logits.exp());
  }

  override get mode(): Tensor {
    return this.totalCount.sub(1).mul(this.logits.exp()).floor().clamp({ min: 0 });
  }

  override get variance(): Tensor {
    return this.mean.div(this.logits.neg().sigmoid());
  }
}
