/** Almost yes or no, with gradients. PyTorch: `torch.distributions.RelaxedBernoulli`. */
import { asOneOperation, rand, type Tensor } from '../tensor/index.js';
import {
  chancesOf,
  chancesOfYes,
  clamped,
  expanded,
  type GivenChances,
  type KnownChances,
  logOdds,
} from './chances.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { SigmoidTransform } from './transforms/index.js';

/** Scores of numbers that are almost 0 or 1. PyTorch: `torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli`. */
class LogitRelaxedBernoulli extends Distribution {
  readonly batchShape: readonly number[];
  readonly probs: Tensor;
  readonly logits: Tensor;
  readonly temperature: Tensor;
  readonly #given: KnownChances;

  constructor(temperature: Parameter, given: GivenChances) {
    super();
    [this.temperature] = together('RelaxedBernoulli', temperature);
    this.#given = chancesOf('RelaxedBernoulli', given);
    this.batchShape = this.#given.values.shape;
    ({ probs: this.probs, logits: this.logits } = chancesOfYes(this.#given));
  }

  expand(batchShape: readonly number[]): LogitRelaxedBernoulli {
    return new LogitRelaxedBernoulli(this.temperature, expanded(this.#given, batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const uniform = clamped(rand(this.shapeOf(sampleShape)));
    return asOneOperation(() =>
      logOdds(uniform)
        .add(clamped(this.probs).log())
        .sub(clamped(this.probs).neg().log1p())
        .div(this.temperature),
    );
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const apart = this.logits.sub(value.mul(this.temperature));
      return this.temperature.log().add(apart).sub(apart.exp().log1p().mul(2));
    });
  }
}

/**
 * Numbers between 0 and 1, the closer to one of both the lower the temperature: `new RelaxedBernoulli(0.5, probs)` or
 * `new RelaxedBernoulli(0.5, { logits })`. C. J. Maddison, A. Mnih and Y. W. Teh, The concrete distribution, 2017.
 * @throws OptionError unless chances are given one way.
 */
export class RelaxedBernoulli extends TransformedDistribution<LogitRelaxedBernoulli> {
  constructor(temperature: Parameter, given: GivenChances) {
    super(new LogitRelaxedBernoulli(temperature, given), new SigmoidTransform());
  }

  override expand(batchShape: readonly number[]): RelaxedBernoulli {
    return new RelaxedBernoulli(this.temperature, { logits: this.logits.expand(batchShape) });
  }

  /** How far from 0 and 1 draws are. */
  get temperature(): Tensor {
    return this.baseDist.temperature;
  }

  /** The chances of what is nearer to 1. */
  get probs(): Tensor {
    return this.baseDist.probs;
  }

  /** Their scores: log(p / (1 - p)). */
  get logits(): Tensor {
    return this.baseDist.logits;
  }
}
