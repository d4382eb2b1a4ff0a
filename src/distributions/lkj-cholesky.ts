/** Correlations by chance. PyTorch: `torch.distributions.LKJCholesky`. */
import {
  arange,
  asOneOperation,
  cat,
  checkWhole,
  noGrad,
  randn,
  type Tensor,
  zeros,
} from '../tensor/index.js';
import { Beta } from './beta.js';
import { Distribution } from './distribution.js';
import { TINY } from './gamma-draws.js';
import { type Parameter, together } from './parameter.js';

/**
 * Lower factors L of matrices of correlations L L^T, `[..., dim, dim]`, whose density is in proportion to the determinant to the
 * power of `concentration` - 1: 1 makes all alike, more draws them to no correlation.
 * D. Lewandowski, D. Kurowicka and H. Joe, Generating random correlation matrices based on vines and extended onion method, 2009.
 * @throws OptionError unless dim is a whole number of 2 or more.
 */
export class LKJCholesky extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly [dim: number, dim: number];
  /** How far matrices are drawn to no correlation. */
  readonly concentration: Tensor;
  readonly #shares: Beta;

  constructor(
    /** How many numbers are correlated. */
    readonly dim: number,
    concentration: Parameter = 1,
  ) {
    super();
    checkWhole('LKJCholesky', 'dim', dim, 2);
    [this.concentration] = together('LKJCholesky', concentration);
    this.batchShape = this.concentration.shape;
    this.eventShape = [dim, dim];
    const offset = cat([zeros([1]), arange(dim - 1).float()]);
    const marginal = this.concentration.add(0.5 * (dim - 2)).unsqueeze(-1);
    this.#shares = new Beta(offset.add(0.5), marginal.sub(offset.mul(0.5)));
  }

  expand(batchShape: readonly number[]): LKJCholesky {
    return new LKJCholesky(this.dim, this.concentration.expand(batchShape));
  }

  /** Row by row: a share of its length is in a direction by chance, the rest on the diagonal. */
  override sample(sampleShape: readonly number[] = []): Tensor {
    return noGrad(() => {
      const share = this.#shares.sample(sampleShape).unsqueeze(-1);
      const normal = randn(this.shapeOf(sampleShape)).tril(-1);
      // In the first row there is nothing beside the diagonal.
      const length = normal.norm({ dim: -1, keepdim: true });
      const direction = normal.div(length.add(length.eq(0).float()));
      const beside = share.sqrt().mul(direction);
      const rest = beside.square().sum(-1).neg().add(1).clamp({ min: TINY });
      return beside.add(rest.sqrt().diagEmbed());
    });
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const most = this.dim - 1;
      const diagonal = value.diagonal(0, -2, -1).narrow(-1, 1, most);
      const order = this.concentration
        .sub(1)
        .mul(2)
        .unsqueeze(-1)
        .add(
          arange(most)
            .neg()
            .add(this.dim - 2),
        );
      const alpha = this.concentration.add(0.5 * most);
      const norm = alpha
        .sub(0.5)
        .mvlgamma(most)
        .add(0.5 * most * Math.log(Math.PI))
        .sub(alpha.lgamma().mul(most));
      return order.mul(diagonal.log()).sum(-1).sub(norm);
    });
  }
}
