/** Successes among several trials. PyTorch: `torch.distributions.Binomial`. */
import {
  arange,
  asOneOperation,
  binomial,
  noGrad,
  OptionError,
  type Tensor,
} from '../tensor/index.js';
import { countedChances, expanded, type GivenChances } from './chances.js';
import { OfChances } from './of-chances.js';
import type { Parameter } from './parameter.js';

/**
 * How many of `totalCount` trials succeed: `new Binomial(10, probs)` or `new Binomial(10, { logits })`. Shapes broadcast.
 * @throws OptionError unless chances are given one way.
 */
export class Binomial extends OfChances {
  /** How many trials there are. */
  readonly totalCount: Tensor;

  constructor(totalCount: Parameter, given: GivenChances) {
    const [count, chances] = countedChances('Binomial', totalCount, given);
    super(chances);
    this.totalCount = count;
  }

  expand(batchShape: readonly number[]): Binomial {
    return new Binomial(this.totalCount.expand(batchShape), expanded(this.given, batchShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return noGrad(() =>
      binomial(this.totalCount.detach().expand(shape), this.probs.detach().expand(shape)),
    );
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const { totalCount, logits } = this;
      const ways = totalCount
        .add(1)
        .lgamma()
        .sub(value.add(1).lgamma())
        .sub(totalCount.sub(value).add(1).lgamma());
      const rest = logits.abs().neg().exp().log1p();
      const norm = totalCount.mul(halfAtZero(logits)).add(totalCount.mul(rest));
      return value.mul(logits).add(ways).sub(norm);
    });
  }

  /** The numbers from 0 to that of trials, `[values, ...batchShape]`. @throws OptionError where the numbers of trials differ. */
  override enumerateSupport(): Tensor {
    const most = sharedCount(this.totalCount);
    const values = arange(most + 1).float();
    const { batchShape } = this;
    return values.reshape([-1, ...batchShape.map(() => 1)]).expand([most + 1, ...batchShape]);
  }

  /** How much chance there is, in nats, in the shape of the batch. @throws OptionError where the numbers of trials differ. */
  override entropy(): Tensor {
    const logProb = this.logProb(this.enumerateSupport());
    return asOneOperation(() => logProb.exp().mul(logProb).sum(0).neg());
  }

  override get mean(): Tensor {
    return this.totalCount.mul(this.probs);
  }

  override get mode(): Tensor {
    return this.totalCount.add(1).mul(this.probs).floor().minimum(this.totalCount);
  }

  override get variance(): Tensor {
    return this.totalCount.mul(this.probs).mul(this.probs.neg().add(1));
  }
}

/** The larger of x and 0, with a slope of a half at 0. */
const halfAtZero = (x: Tensor): Tensor =>
  x
    .clamp({ min: 0 })
    .add(x)
    .sub(x.clamp({ max: 0 }))
    .div(2);

function sharedCount(counts: Tensor): number {
  const [first, ...others] = counts.dataSync();
  const other = others.find((count) => count !== first);
  if (other === undefined) return first;
  const wanted = 'the same for all distributions of the batch';
  throw new OptionError('Binomial', 'totalCount', [first, other], wanted);
}
