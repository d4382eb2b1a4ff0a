/** Activations. */
import { asOneOperation, type Tensor } from '../../tensor/index.js';

export const relu = (x: Tensor): Tensor => x.relu();
export const sigmoid = (x: Tensor): Tensor => x.sigmoid();
export const tanh = (x: Tensor): Tensor => x.tanh();
export const softmax = (x: Tensor, dim: number): Tensor => x.softmax(dim);
export const logSoftmax = (x: Tensor, dim: number): Tensor => x.logSoftmax(dim);

/** x * P(X <= x) for a normal X, exactly. See Hendrycks & Gimpel 2016; PyTorch: `gelu`. */
export function gelu(x: Tensor): Tensor {
  return asOneOperation(() => x.mul(x.mul(Math.SQRT1_2).erf().add(1)).mul(0.5));
}

/** x * sigmoid(x). PyTorch: `silu`. */
export function silu(x: Tensor): Tensor {
  return asOneOperation(() => x.mul(x.sigmoid()));
}

/** x where positive, `negativeSlope` * x elsewhere. PyTorch: `leaky_relu`. */
export function leakyRelu(x: Tensor, negativeSlope = 0.01): Tensor {
  return asOneOperation(() => x.relu().sub(x.neg().relu().mul(negativeSlope)));
}
