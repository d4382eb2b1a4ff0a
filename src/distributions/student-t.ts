/** Normal distributions of an uncertain width. PyTorch: `torch.distributions.StudentT`. */
import { asOneOperation, fullLike, randn, type Tensor, where } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { Chi2 } from './gamma.js';
import { type Parameter, together } from './parameter.js';

/** Bell curves with heavy tails: the fewer the degrees of freedom, the heavier. Shapes broadcast. */
export class StudentT extends Distribution {
  readonly batchShape: readonly number[];
  /** The degrees of freedom. */
  readonly df: Tensor;
  /** The middle. */
  readonly loc: Tensor;
  /** The width. */
  readonly scale: Tensor;
  readonly #squares: Chi2;

  constructor(df: Parameter, loc: Parameter = 0, scale: Parameter = 1) {
    super();
    [this.df, this.loc, this.scale] = together('StudentT', df, loc, scale);
    this.batchShape = this.df.shape;
    this.#squares = new Chi2(this.df);
  }

  expand(batchShape: readonly number[]): StudentT {
    const [df, loc, scale] = [this.df, this.loc, this.scale];
    return new StudentT(df.expand(batchShape), loc.expand(batchShape), scale.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const noise = randn(this.shapeOf(sampleShape));
    const squares = this.#squares.rsample(sampleShape);
    return asOneOperation(() =>
      this.loc.add(this.scale.mul(noise.mul(squares.div(this.df).rsqrt()))),
    );
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const y = value.sub(this.loc).div(this.scale);
      const norm = this.scale
        .log()
        .add(this.df.log().mul(0.5))
        .add(0.5 * Math.log(Math.PI))
        .add(this.df.mul(0.5).lgamma())
        .sub(this.df.add(1).mul(0.5).lgamma());
      return y.square().div(this.df).log1p().mul(this.df.add(1).mul(-0.5)).sub(norm);
    });
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const [half, more] = [this.df.mul(0.5), this.df.add(1).mul(0.5)];
      return this.scale
        .log()
        .add(more.mul(more.digamma().sub(half.digamma())))
        .add(this.df.log().mul(0.5))
        .add(
          half
            .lgamma()
            .sub(more.lgamma())
            .add(0.5 * Math.log(Math.PI)),
        );
    });
  }

  /** NaN up to one degree of freedom. */
  override get mean(): Tensor {
    return where(this.df.le(1), NaN, this.loc);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  /** Infinite up to two degrees of freedom, NaN up to one. */
  override get variance(): Tensor {
    const hasOne = this.df.gt(2);
    const df = where(hasOne, this.df, 3);
    const finite = this.scale.square().mul(df).div(df.sub(2));
    return where(hasOne, finite, where(this.df.gt(1), Infinity, fullLike(this.df, NaN)));
  }
}
