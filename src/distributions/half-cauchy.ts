/** Distances from 0 of numbers of the Cauchy distribution. PyTorch: `torch.distributions.HalfCauchy`. */
import { fullLike, type Tensor } from '../tensor/index.js';
import { Cauchy } from './cauchy.js';
import { Half } from './half.js';
import type { Parameter } from './parameter.js';

/** |x| for numbers x of a {@link Cauchy} about 0. The shape is that of `scale`. */
export class HalfCauchy extends Half<Cauchy> {
  constructor(scale: Parameter) {
    super(new Cauchy(0, scale));
  }

  /** The same in a larger batch. @throws ShapeError where the shape of the batch doesn't broadcast to that. */
  override expand(batchShape: readonly number[]): HalfCauchy {
    return new HalfCauchy(this.scale.expand(batchShape));
  }

  /** Infinite. */
  override get mean(): Tensor {
    return fullLike(this.scale, Infinity);
  }

  /** Infinite. */
  override get variance(): Tensor {
    return fullLike(this.scale, Infinity);
  }
}
