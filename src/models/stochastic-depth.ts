/** Branches that are left out at random while training. See Huang et al. 2016. */
import { functional, Module } from '../nn/index.js';
import { ones, type Tensor } from '../tensor/index.js';

/** Leaves out the branch for some of the samples. PyTorch: `torchvision.ops.StochasticDepth` with `mode="row"`. */
export class StochasticDepth extends Module {
  constructor(
    /** The probability that a sample goes without the branch. */
    readonly p: number,
  ) {
    super();
  }

  /** `[batch, ...]` */
  forward(x: Tensor): Tensor {
    if (!this.training || this.p === 0) return x;
    const samples = ones([x.shape[0], ...x.shape.slice(1).map(() => 1)]);
    return x.mul(functional.dropout(samples, this.p));
  }

  override extraRepr(): string {
    return `p=${this.p}, mode=row`;
  }
}
