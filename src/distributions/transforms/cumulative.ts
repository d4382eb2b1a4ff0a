/** Numbers by how likely smaller ones are. PyTorch: `torch.distributions.CumulativeDistributionTransform`. */
import type { Tensor } from '../../tensor/index.js';
import { Transform } from './transform.js';

/** What the transform needs of a distribution. */
interface Shares {
  cdf(value: Tensor): Tensor;
  icdf(probability: Tensor): Tensor;
  logProb(value: Tensor): Tensor;
}

/** y = distribution.cdf(x): evenly spread, where x is drawn from the distribution. */
export class CumulativeDistributionTransform extends Transform {
  constructor(
    /** Whose shares they are. */
    readonly distribution: Shares,
  ) {
    super();
  }

  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return this.distribution.cdf(x);
  }

  override invert(y: Tensor): Tensor {
    return this.distribution.icdf(y);
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return this.distribution.logProb(x);
  }
}
