/** One of several classes, as a one among zeros. PyTorch: `torch.distributions.OneHotCategorical`, `OneHotCategoricalStraightThrough`. */
import { arange, eye, type Tensor } from '../tensor/index.js';
import { Categorical } from './categorical.js';
import type { GivenChances } from './chances.js';
import { Distribution } from './distribution.js';

/**
 * A {@link Categorical} whose draws are `[..., classes]`, one at the class and zero elsewhere.
 * @throws ShapeError when there is no dimension of classes, OptionError unless chances are given one way.
 */
export class OneHotCategorical extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];
  /** The same with class numbers. */
  readonly categorical: Categorical;

  constructor(given: GivenChances) {
    super();
    this.categorical = new Categorical(given);
    this.batchShape = this.categorical.batchShape;
    this.eventShape = this.probs.shape.slice(-1);
  }

  /** Probabilities that sum to 1, `[...batch, classes]`. */
  get probs(): Tensor {
    return this.categorical.probs;
  }

  /** Their logarithms, `[...batch, classes]`. */
  get logits(): Tensor {
    return this.categorical.logits;
  }

  expand(batchShape: readonly number[]): OneHotCategorical {
    return new OneHotCategorical({
      logits: this.logits.expand([...batchShape, ...this.eventShape]),
    });
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    return this.#oneHot(this.categorical.sample(sampleShape));
  }

  /** Of ones among zeros, `[..., classes]` gives `[...]`. */
  logProb(value: Tensor): Tensor {
    return this.categorical.logProb(value.argmax(-1));
  }

  override enumerateSupport(): Tensor {
    const [classes] = this.eventShape;
    const values = eye(classes).reshape([classes, ...this.batchShape.map(() => 1), classes]);
    return values.expand([classes, ...this.batchShape, classes]);
  }

  override entropy(): Tensor {
    return this.categorical.entropy();
  }

  override get mean(): Tensor {
    return this.probs;
  }

  override get mode(): Tensor {
    return this.#oneHot(this.categorical.mode);
  }

  override get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }

  #oneHot(classes: Tensor): Tensor {
    return classes.unsqueeze(-1).eq(arange(this.eventShape[0])).float();
  }
}

/**
 * A {@link OneHotCategorical} whose draws pass gradients to the chances as if the draws were these.
 * Y. Bengio, N. Léonard and A. Courville, Estimating or propagating gradients through stochastic neurons, 2013.
 */
export class OneHotCategoricalStraightThrough extends OneHotCategorical {
  override expand(batchShape: readonly number[]): OneHotCategoricalStraightThrough {
    const logits = this.logits.expand([...batchShape, ...this.eventShape]);
    return new OneHotCategoricalStraightThrough({ logits });
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.sample(sampleShape).add(this.probs.sub(this.probs.detach()));
  }
}
