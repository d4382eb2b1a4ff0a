/** Numbers whose logarithm is normal. PyTorch: `torch.distributions.LogNormal`. */
import { asOneOperation, type Tensor } from '../tensor/index.js';
import { Normal } from './normal.js';
import type { Parameter } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { ExpTransform } from './transforms/index.js';

/** e to the numbers of a {@link Normal}. Shapes broadcast. */
export class LogNormal extends TransformedDistribution<Normal> {
  constructor(loc: Parameter, scale: Parameter) {
    super(new Normal(loc, scale), new ExpTransform());
  }

  override expand(batchShape: readonly number[]): LogNormal {
    return new LogNormal(this.loc.expand(batchShape), this.scale.expand(batchShape));
  }

  /** The means of the logarithms. */
  get loc(): Tensor {
    return this.baseDist.loc;
  }

  /** The standard deviations of the logarithms. */
  get scale(): Tensor {
    return this.baseDist.scale;
  }

  override entropy(): Tensor {
    return this.baseDist.entropy().add(this.loc);
  }

  override get mean(): Tensor {
    return asOneOperation(() => this.loc.add(this.scale.square().div(2)).exp());
  }

  override get mode(): Tensor {
    return asOneOperation(() => this.loc.sub(this.scale.square()).exp());
  }

  override get variance(): Tensor {
    return asOneOperation(() => {
      const square = this.scale.square();
      return square.expm1().mul(this.loc.mul(2).add(square).exp());
    });
  }
}
