/** Moving and scaling. PyTorch: `torch.distributions.AffineTransform`. */
import { broadcastShapes, type Tensor, withDefaults } from '../../tensor/index.js';
import { type Parameter, together } from '../parameter.js';
import { summedLast, Transform } from './transform.js';

/** Options of {@link AffineTransform}. */
export interface AffineTransformOptions {
  /** How many of the last dimensions are one value. Default 0. */
  eventDim?: number;
}

/** y = loc + scale * x. */
export class AffineTransform extends Transform {
  /** What is added. */
  readonly loc: Tensor;
  /** What x is multiplied by. */
  readonly scale: Tensor;
  readonly #dims: number;

  constructor(loc: Parameter, scale: Parameter, options: AffineTransformOptions = {}) {
    super();
    const { eventDim } = withDefaults('AffineTransform', options, { eventDim: 0 });
    [this.loc] = together('AffineTransform', loc);
    [this.scale] = together('AffineTransform', scale);
    this.#dims = eventDim;
  }

  override get domainDims(): number {
    return this.#dims;
  }

  override get sign(): Tensor {
    return this.scale.sign();
  }

  apply(x: Tensor): Tensor {
    return this.loc.add(this.scale.mul(x));
  }

  override invert(y: Tensor): Tensor {
    return y.sub(this.loc).div(this.scale);
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return summedLast(this.scale.abs().log().expand(x.shape), this.#dims);
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.loc.shape, this.scale.shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.forwardShape(shape);
  }
}
