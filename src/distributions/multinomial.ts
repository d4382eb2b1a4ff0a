/** How often each of several classes comes up. PyTorch: `torch.distributions.Multinomial`. */
import {
  asOneOperation,
  checkWhole,
  noGrad,
  type Tensor,
  tensor,
  where,
  zeros,
} from '../tensor/index.js';
import { Binomial } from './binomial.js';
import { Categorical } from './categorical.js';
import type { GivenChances } from './chances.js';
import { Distribution } from './distribution.js';

/**
 * Counts of classes in `totalCount` draws: `new Multinomial(10, probs)` or `new Multinomial(10, { logits })`,
 * `[...batch, classes]`.
 * @throws OptionError unless the number of draws is whole and chances are given one way, ShapeError when there is no dimension of classes.
 */
export class Multinomial extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];
  readonly #classes: Categorical;

  constructor(
    /** How many draws are counted. */
    readonly totalCount: number,
    given: GivenChances,
  ) {
    super();
    checkWhole('Multinomial', 'totalCount', totalCount, 0);
    this.#classes = new Categorical(given);
    this.batchShape = this.#classes.batchShape;
    this.eventShape = this.probs.shape.slice(-1);
  }

  /** Probabilities that sum to 1, `[...batch, classes]`. */
  get probs(): Tensor {
    return this.#classes.probs;
  }

  /** Their logarithms, `[...batch, classes]`. */
  get logits(): Tensor {
    return this.#classes.logits;
  }

  expand(batchShape: readonly number[]): Multinomial {
    const logits = this.logits.expand([...batchShape, ...this.eventShape]);
    return new Multinomial(this.totalCount, { logits });
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return noGrad(() => {
      const drawn = this.#classes.sample([this.totalCount, ...sampleShape]).movedim(0, -1);
      return zeros(shape).scatterAdd(-1, drawn, zeros(drawn.shape).add(1));
    });
  }

  /** Of counts, `[..., classes]` gives `[...]`. */
  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const isNever = value.eq(0).logicalAnd(this.logits.eq(-Infinity));
      const powers = where(isNever, 0, this.logits).mul(value).sum(-1);
      const ways = value.sum(-1).add(1).lgamma().sub(value.add(1).lgamma().sum(-1));
      return ways.add(powers);
    });
  }

  override entropy(): Tensor {
    const ofOne = new Binomial(this.totalCount, this.probs);
    const counts = ofOne.enumerateSupport();
    const logFactorial = (n: Tensor) => n.add(1).lgamma();
    return asOneOperation(() => {
      const orders = ofOne.logProb(counts).exp().mul(logFactorial(counts)).sum([0, -1]);
      const ofDraws = this.#classes.entropy().mul(this.totalCount);
      return ofDraws.sub(logFactorial(tensor(this.totalCount, []))).add(orders);
    });
  }

  override get mean(): Tensor {
    return this.probs.mul(this.totalCount);
  }

  override get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1)).mul(this.totalCount);
  }
}
