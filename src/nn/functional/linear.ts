/** The affine map. */
import { recordedOperation, runKernel, type Tensor } from '../../tensor/index.js';

/**
 * x W^T + b for x `[..., in]`, W `[out, in]` and b `[out]`. PyTorch: `torch.nn.functional.linear`.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  return recordedOperation('linear', '', bias ? [x, weight, bias] : [x, weight], affine);
}

function affine(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [out, inputs] = weight.shape;
  const rows = x.ndim === 2 ? x : x.reshape([-1, inputs]);
  const product = runKernel(
    'BatchMatMul',
    'linear',
    { a: rows, b: weight },
    { transposeA: false, transposeB: true },
  );
  const result = bias ? product.add(bias) : product;
  return x.ndim === 2 ? result : result.reshape([...x.shape.slice(0, -1), out]);
}
