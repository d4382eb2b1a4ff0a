/** Ratios of two variances. PyTorch: `torch.distributions.FisherSnedecor`. */
import { asOneOperation, type Tensor, where } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { Gamma } from './gamma.js';
import { TINY } from './gamma-draws.js';
import { type Parameter, together } from './parameter.js';

/** The F distribution of so many degrees of freedom above and below. Shapes broadcast. */
export class FisherSnedecor extends Distribution {
  readonly batchShape: readonly number[];
  /** The degrees of freedom above. */
  readonly df1: Tensor;
  /** The degrees of freedom below. */
  readonly df2: Tensor;

  constructor(df1: Parameter, df2: Parameter) {
    super();
    [this.df1, this.df2] = together('FisherSnedecor', df1, df2);
    this.batchShape = this.df1.shape;
  }

  expand(batchShape: readonly number[]): FisherSnedecor {
    return new FisherSnedecor(this.df1.expand(batchShape), this.df2.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const [above, below] = [this.df1, this.df2].map((df) =>
      new Gamma(df.mul(0.5), df).rsample(sampleShape),
    );
    return above.div(below).clamp({ min: TINY });
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const [half1, half2] = [this.df1.mul(0.5), this.df2.mul(0.5)];
      const both = half1.add(half2);
      const ratio = this.df1.div(this.df2);
      const norm = both.lgamma().sub(half1.lgamma()).sub(half2.lgamma());
      const power = half1.mul(ratio.log()).add(half1.sub(1).mul(value.log()));
      return norm.add(power).sub(both.mul(ratio.mul(value).log1p()));
    });
  }

  /** NaN up to two degrees of freedom below. */
  override get mean(): Tensor {
    return where(this.df2.le(2), NaN, this.df2.div(this.df2.sub(2)));
  }

  /** NaN up to two degrees of freedom above. */
  override get mode(): Tensor {
    const mode = this.df1.sub(2).div(this.df1).mul(this.df2).div(this.df2.add(2));
    return where(this.df1.le(2), NaN, mode);
  }

  /** NaN up to four degrees of freedom below. */
  override get variance(): Tensor {
    const [over, under] = [
      this.df2.square().mul(2).mul(this.df1.add(this.df2).sub(2)),
      this.df1.mul(this.df2.sub(2).square()).mul(this.df2.sub(4)),
    ];
    return where(this.df2.le(4), NaN, over.div(under));
  }
}
