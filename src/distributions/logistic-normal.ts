/** Shares of a whole, made of normal numbers. PyTorch: `torch.distributions.LogisticNormal`. */
import type { Tensor } from '../tensor/index.js';
import { Normal } from './normal.js';
import type { Parameter } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { StickBreakingTransform } from './transforms/index.js';

/** Of `[..., n]` normal numbers `[..., n + 1]` shares that sum to 1. Shapes broadcast. */
export class LogisticNormal extends TransformedDistribution {
  /** The means of the normal numbers. */
  readonly loc: Tensor;
  /** Their standard deviations. */
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter) {
    const normal = new Normal(loc, scale);
    const base = normal.batchShape.length === 0 ? normal.expand([1]) : normal;
    super(base, new StickBreakingTransform());
    this.loc = base.loc;
    this.scale = base.scale;
  }

  override expand(batchShape: readonly number[]): LogisticNormal {
    const shape = [...batchShape, ...this.loc.shape.slice(-1)];
    return new LogisticNormal(this.loc.expand(shape), this.scale.expand(shape));
  }
}
