/** The affine map. */
import {
  asProduct,
  autocast,
  autocastPrecision,
  recordedOperation,
  runProduct,
  type Sole,
  sizeOf,
  soleOption,
  type Tensor,
} from '../../tensor/index.js';

/**
 * x W^T + b for x `[..., in]`, W `[out, in]` and b `[out]`, or W `[in]` and b `[]`. PyTorch:
 * `torch.nn.functional.linear`.
 */
export function linear(x: Tensor, weight: Tensor, given?: Sole<'bias', Tensor>): Tensor {
  const bias = soleOption('linear', 'bias', given, undefined);
  if (weight.ndim === 1) return linear(x, weight.unsqueeze(0), bias?.reshape([1])).squeeze(-1);
  const precision = autocastPrecision();
  const inputs = bias ? [x, weight, bias] : [x, weight];
  return recordedOperation('linear', precision, inputs, (...given) =>
    autocast(precision, () => affine(given[0], given[1], given[2])),
  );
}

function affine(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [out, inputs] = weight.shape;
  const rows = x.ndim === 2 ? x : x.reshape([sizeOf(x.shape.slice(0, -1)), inputs]);
  const product = runProduct(
    'BatchMatMul',
    'linear',
    { a: rows, b: weight },
    { transposeA: false, transposeB: true },
  );
  const result = bias ? asProduct(product.add(bias)) : product;
  return x.ndim === 2 ? result : result.reshape([...x.shape.slice(0, -1), out]);
}
