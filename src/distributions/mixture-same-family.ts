/** Now one distribution, now another. PyTorch: `torch.distributions.MixtureSameFamily`. */
import { asOneOperation, noGrad, OptionError, ShapeError, type Tensor } from '../tensor/index.js';
import { Categorical } from './categorical.js';
import { Distribution } from './distribution.js';

/**
 * Draws of the last dimension of a batch of distributions, chosen by chance:
 *
 *     const choice = new distributions.Categorical(ones(5));
 *     const mixture = new distributions.MixtureSameFamily(choice, new distributions.Normal(randn(5), rand(5)));
 *
 * @throws OptionError for what is no distribution, ShapeError unless there are as many distributions as there are classes.
 */
export class MixtureSameFamily extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];

  constructor(
    /** Which of the distributions: `[..., components]`. */
    readonly mixtureDistribution: Categorical,
    /** The distributions, in a batch of `[..., components]`. */
    readonly componentDistribution: Distribution,
  ) {
    super();
    const owner = 'MixtureSameFamily';
    if (!(mixtureDistribution instanceof Categorical)) {
      throw new OptionError(owner, 'the mixture', mixtureDistribution, 'a Categorical');
    }
    if (!(componentDistribution instanceof Distribution)) {
      throw new OptionError(owner, 'the component', componentDistribution, 'a distribution');
    }
    const classes = mixtureDistribution.probs.shape;
    const { batchShape, eventShape } = componentDistribution;
    if (classes[classes.length - 1] !== batchShape[batchShape.length - 1]) {
      const text =
        `${owner}: the mixture chooses among ${classes[classes.length - 1]} components, but the batch of distributions is ` +
        `[${batchShape.join(', ')}]; its last dimension must be that of the components.`;
      throw new ShapeError(owner, [classes, batchShape], text);
    }
    this.batchShape = batchShape.slice(0, -1);
    this.eventShape = eventShape;
  }

  expand(batchShape: readonly number[]): MixtureSameFamily {
    const { componentDistribution: components } = this;
    const count = components.batchShape[components.batchShape.length - 1];
    return new MixtureSameFamily(
      this.mixtureDistribution.expand(batchShape),
      components.expand([...batchShape, count]),
    );
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    return noGrad(() => {
      const chosen = this.mixtureDistribution.expand(this.batchShape).sample(sampleShape);
      const drawn = this.componentDistribution.sample(sampleShape);
      const dim = sampleShape.length + this.batchShape.length;
      const shape = [...drawn.shape];
      shape[dim] = 1;
      const index = chosen.reshape([...chosen.shape, ...shape.slice(chosen.ndim).map(() => 1)]);
      return drawn.gather(dim, index.expand(shape)).squeeze(dim);
    });
  }

  logProb(value: Tensor): Tensor {
    const ofEach = this.componentDistribution.logProb(this.#besideComponents(value));
    return asOneOperation(() =>
      ofEach.add(this.mixtureDistribution.logits.logSoftmax(-1)).logsumexp(-1),
    );
  }

  override cdf(value: Tensor): Tensor {
    const ofEach = this.componentDistribution.cdf(this.#besideComponents(value));
    return asOneOperation(() => ofEach.mul(this.mixtureDistribution.probs).sum(-1));
  }

  override get mean(): Tensor {
    return this.#mixed(this.componentDistribution.mean);
  }

  override get variance(): Tensor {
    const { mean, variance } = this.componentDistribution;
    const apart = mean.sub(this.#besideComponents(this.mean)).square();
    return this.#mixed(variance).add(this.#mixed(apart));
  }

  /** With a dimension for the components, before those of the event. */
  #besideComponents(value: Tensor): Tensor {
    return value.unsqueeze(-1 - this.eventShape.length);
  }

  #mixed(values: Tensor): Tensor {
    const { probs } = this.mixtureDistribution;
    const shares = probs.reshape([...probs.shape, ...this.eventShape.map(() => 1)]);
    return asOneOperation(() => shares.mul(values).sum(-1 - this.eventShape.length));
  }
}
