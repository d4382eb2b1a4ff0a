/** Distances from 0 of normal numbers. PyTorch: `torch.distributions.HalfNormal`. */
import type { Tensor } from '../tensor/index.js';
import { Half } from './half.js';
import { Normal } from './normal.js';
import type { Parameter } from './parameter.js';

/** |x| for numbers x of a {@link Normal} about 0. The shape is that of `scale`. */
export class HalfNormal extends Half<Normal> {
  constructor(scale: Parameter) {
    super(new Normal(0, scale));
  }

  /** The same in a larger batch. @throws ShapeError where the shape of the batch doesn't broadcast to that. */
  override expand(batchShape: readonly number[]): HalfNormal {
    return new HalfNormal(this.scale.expand(batchShape));
  }

  override get mean(): Tensor {
    return this.scale.mul(Math.sqrt(2 / Math.PI));
  }

  override get variance(): Tensor {
    return this.scale.square().mul(1 - 2 / Math.PI);
  }
}
