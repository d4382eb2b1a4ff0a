/** Successes before several failures. PyTorch: `torch.distributions.NegativeBinomial`. */
import { asOneOperation, noGrad, poisson, type Tensor } from '../tensor/index.js';
import {
  chancesOf,
  chancesOfYes,
  expanded,
  type GivenChances,
  type KnownChances,
} from './chances.js';
import { Distribution } from './distribution.js';
import { Gamma } from './gamma.js';
import { type Parameter, together } from './parameter.js';

/**
 * How often one succeeds before one has failed `totalCount` times, which needn't be whole: `new NegativeBinomial(3, probs)` or
 * `new NegativeBinomial(3, { logits })`, the chances of success. Shapes broadcast.
 * @throws OptionError unless chances are given one way.
 */
export class NegativeBinomial extends Distribution {
  readonly batchShape: readonly number[];
  /** How many failures end it. */
  readonly totalCount: Tensor;
  /** The chances of success. */
  readonly probs: Tensor;
  /** Their scores: log(p / (1 - p)). */
  readonly logits: Tensor;
  readonly #given: KnownChances;

  constructor(totalCount: Parameter, given: GivenChances) {
    super();
    const { kind, values: alone } = chancesOf('NegativeBinomial', given);
    const [count, values] = together('NegativeBinomial', totalCount, alone);
    this.totalCount = count.float();
    this.#given = { kind, values };
    this.batchShape = values.shape;
    ({ probs: this.probs, logits: this.logits } = chancesOfYes(this.#given));
  }

  expand(batchShape: readonly number[]): NegativeBinomial {
    const count = this.totalCount.expand(batchShape);
    return new NegativeBinomial(count, expanded(this.#given, batchShape));
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
