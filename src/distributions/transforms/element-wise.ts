/** Transforms of each number by itself. */
import { asOneOperation, broadcastShapes, type Tensor } from '../../tensor/index.js';
import { EPSILON } from '../chances.js';
import { TINY } from '../gamma-draws.js';
import { type Parameter, together } from '../parameter.js';
import { Transform } from './transform.js';

/** y = |x|, whose inverse gives y itself. PyTorch: `torch.distributions.AbsTransform`. */
export class AbsTransform extends Transform {
  apply(x: Tensor): Tensor {
    return x.abs();
  }

  override invert(y: Tensor): Tensor {
    return y;
  }
}

/** y = e^x. PyTorch: `torch.distributions.ExpTransform`. */
export class ExpTransform extends Transform {
  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return x.exp();
  }

  override invert(y: Tensor): Tensor {
    return y.log();
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return x;
  }
}

/** y = x^exponent, of positive numbers. PyTorch: `torch.distributions.PowerTransform`. */
export class PowerTransform extends Transform {
  /** The power that is taken. */
  readonly exponent: Tensor;

  constructor(exponent: Parameter) {
    super();
    [this.exponent] = together('PowerTransform', exponent);
  }

  override get sign(): Tensor {
    return this.exponent.sign();
  }

  apply(x: Tensor): Tensor {
    return x.pow(this.exponent);
  }

  override invert(y: Tensor): Tensor {
    return y.pow(this.exponent.reciprocal());
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return this.exponent.mul(y).div(x).abs().log();
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }
}

/** A sigmoid that is neither 0 nor 1. */
export const clippedSigmoid = (x: Tensor): Tensor => x.sigmoid().clamp(TINY, 1 - EPSILON);

/** y = 1 / (1 + e^-x). PyTorch: `torch.distributions.SigmoidTransform`. */
export class SigmoidTransform extends Transform {
  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return clippedSigmoid(x);
  }

  override invert(y: Tensor): Tensor {
    const inside = y.clamp(TINY, 1 - EPSILON);
    return inside.log().sub(inside.neg().log1p());
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return x.neg().softplus().neg().sub(x.softplus());
  }
}

/** y = log(1 + e^x). PyTorch: `torch.distributions.SoftplusTransform`. */
export class SoftplusTransform extends Transform {
  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return x.softplus();
  }

  override invert(y: Tensor): Tensor {
    return y.neg().expm1().neg().log().add(y);
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return x.neg().softplus().neg();
  }
}

/** y = tanh(x). PyTorch: `torch.distributions.TanhTransform`. */
export class TanhTransform extends Transform {
  override get sign(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return x.tanh();
  }

  override invert(y: Tensor): Tensor {
    return y.atanh();
  }

  override logAbsDetJacobian(x: Tensor): Tensor {
    return asOneOperation(() => x.mul(-2).softplus().add(x).sub(Math.LN2).mul(-2));
  }
}
