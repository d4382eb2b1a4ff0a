/** Almost one of several classes, with gradients. PyTorch: `torch.distributions.RelaxedOneHotCategorical`. */
import { asOneOperation, rand, type Tensor } from '../tensor/index.js';
import { Categorical } from './categorical.js';
import { clamped, type GivenChances } from './chances.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { ExpTransform } from './transforms/index.js';

/** Logarithms of shares of which one is almost 1. PyTorch: `torch.distributions.relaxed_categorical.ExpRelaxedCategorical`. */
class ExpRelaxedCategorical extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];
  readonly categorical: Categorical;
  readonly temperature: Tensor;

  constructor(temperature: Parameter, given: GivenChances) {
    super();
    [this.temperature] = together('RelaxedOneHotCategorical', temperature);
    this.categorical = new Categorical(given);
    this.batchShape = this.categorical.batchShape;
    this.eventShape = this.categorical.probs.shape.slice(-1);
  }

  expand(batchShape: readonly number[]): ExpRelaxedCategorical {
    const logits = this.categorical.logits.expand([...batchShape, ...this.eventShape]);
    return new ExpRelaxedCategorical(this.temperature, { logits });
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const uniform = clamped(rand(this.shapeOf(sampleShape)));
    return asOneOperation(() => {
      const gumbel = uniform.log().neg().log().neg();
      const scores = this.categorical.logits.add(gumbel).div(this.temperature);
      return scores.sub(scores.logsumexp(-1, { keepdim: true }));
    });
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const [classes] = this.eventShape;
      const { logits } = this.categorical;
      const ways = this.temperature.mul(0).add(classes).lgamma();
      const norm = ways.add(this.temperature.log().mul(classes - 1));
      const score = logits.sub(value.mul(this.temperature));
      return score
        .sub(score.logsumexp(-1, { keepdim: true }))
        .sum(-1)
        .add(norm);
    });
  }
}

/**
 * Shares that sum to 1, `[..., classes]`, of which one is the closer to 1 the lower the temperature:
 * `new RelaxedOneHotCategorical(0.5, probs)` or `new RelaxedOneHotCategorical(0.5, { logits })`.
 * C. J. Maddison, A. Mnih and Y. W. Teh, The concrete distribution, 2017.
 * @throws ShapeError when there is no dimension of classes, OptionError unless chances are given one way.
 */
export class RelaxedOneHotCategorical extends TransformedDistribution<ExpRelaxedCategorical> {
  constructor(temperature: Parameter, given: GivenChances) {
    super(new ExpRelaxedCategorical(temperature, given), new ExpTransform());
  }

  override expand(batchShape: readonly number[]): RelaxedOneHotCategorical {
    const logits = this.logits.expand([...batchShape, ...this.eventShape]);
    return new RelaxedOneHotCategorical(this.temperature, { logits });
  }

  /** How far from 1 the largest share is. */
  get temperature(): Tensor {
    return this.baseDist.temperature;
  }

  /** Probabilities that sum to 1, `[...batch, classes]`. */
  get probs(): Tensor {
    return this.baseDist.categorical.probs;
  }

  /** Their logarithms, `[...batch, classes]`. */
  get logits(): Tensor {
    return this.baseDist.categorical.logits;
  }
}
