/** What becomes of a distribution's numbers by functions. PyTorch: `torch.distributions.TransformedDistribution`. */
import { asOneOperation, noGrad, OptionError, ShapeError, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { Independent } from './independent.js';
import { ComposeTransform, summedLast, Transform } from './transforms/index.js';

/**
 * Draws of a distribution that go through transforms, one after the other:
 *
 *     const logistic = new distributions.TransformedDistribution(new distributions.Uniform(0, 1), [
 *       new distributions.SigmoidTransform().inv,
 *       new distributions.AffineTransform(loc, scale),
 *     ]);
 *
 * @throws OptionError for what is no transform, ShapeError where draws have fewer dimensions than a transform takes.
 */
export class TransformedDistribution<
  Base extends Distribution = Distribution,
> extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];
  /** What is drawn from. */
  readonly baseDist: Base;
  /** What draws go through, in order. */
  readonly transforms: readonly Transform[];
  /** What is drawn from, in the shape that the transforms take. */
  readonly #base: Distribution;

  constructor(baseDist: Base, transforms: Transform | readonly Transform[]) {
    super();
    this.transforms = listOf(transforms);
    const all = new ComposeTransform(this.transforms);
    const given = [...baseDist.batchShape, ...baseDist.eventShape];
    if (given.length < all.domainDims) {
      const text =
        `${this.constructor.name}: its transforms take values of ${all.domainDims} dimensions, but the draws of ` +
        `${baseDist.constructor.name} are [${given.join(', ')}].`;
      throw new ShapeError(this.constructor.name, [given], text);
    }
    const shape = all.forwardShape(given);
    const wanted = all.inverseShape(shape);
    const eventDims = baseDist.eventShape.length;
    const isWider = `${wanted}` !== `${given}`;
    const wide = isWider ? baseDist.expand(wanted.slice(0, wanted.length - eventDims)) : baseDist;
    const more = all.domainDims - eventDims;
    this.#base = more > 0 ? new Independent(wide, more) : wide;
    this.baseDist = baseDist;
    const dims = Math.max(all.codomainDims, eventDims + all.codomainDims - all.domainDims);
    this.batchShape = shape.slice(0, shape.length - dims);
    this.eventShape = shape.slice(shape.length - dims);
  }

  expand(batchShape: readonly number[]): Distribution {
    const all = new ComposeTransform(this.transforms);
    const shape = all.inverseShape([...batchShape, ...this.eventShape]);
    const inner = shape.slice(0, shape.length - this.baseDist.eventShape.length);
    return new TransformedDistribution(this.baseDist.expand(inner), this.transforms);
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.#forward(this.#base.rsample(sampleShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    return noGrad(() => this.#forward(this.#base.sample(sampleShape)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      let dims = this.eventShape.length;
      let y = value;
      const stretched: Tensor[] = [];
      for (const transform of this.transforms.toReversed()) {
        const x = transform.inv(y);
        dims += transform.domainDims - transform.codomainDims;
        const ofAll = transform.logAbsDetJacobian(x, y);
        stretched.push(summedLast(ofAll, dims - transform.domainDims));
        y = x;
      }
      const ofBase = summedLast(this.#base.logProb(y), dims - this.#base.eventShape.length);
      return stretched.reduce((sum, one) => sum.sub(one), ofBase);
    });
  }

  override cdf(value: Tensor): Tensor {
    const x = this.transforms.reduceRight((y, transform) => transform.inv(y), value);
    return this.#rising(this.#base.cdf(x));
  }

  override icdf(probability: Tensor): Tensor {
    return this.#forward(this.#base.icdf(this.#rising(probability)));
  }

  #forward(x: Tensor): Tensor {
    return this.transforms.reduce((value, transform) => transform(value), x);
  }

  /** 1 - share where the transforms together turn the order of numbers round. */
  #rising(share: Tensor): Tensor {
    const { sign } = new ComposeTransform(this.transforms);
    return sign === 1 ? share : share.sub(0.5).mul(sign).add(0.5);
  }
}

function listOf(transforms: Transform | readonly Transform[]): readonly Transform[] {
  const all = transforms instanceof Transform ? [transforms] : transforms;
  const wrong = Array.isArray(all) ? all.find((one) => !(one instanceof Transform)) : all;
  if (!Array.isArray(all) || wrong !== undefined) {
    throw new OptionError(
      'TransformedDistribution',
      'transforms',
      wrong,
      'transforms, or a list of them',
    );
  }
  return all;
}
