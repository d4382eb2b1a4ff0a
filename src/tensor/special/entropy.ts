/** Logarithms that are 0 where they are multiplied by 0. */
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { checkOperand, checkTensor, constant } from '../operands.js';
import type { Tensor } from '../tensor.js';

/** -x log(x); 0 at 0 and minus infinity below. The shape stays. PyTorch: `torch.special.entr`. */
export function entr(x: Tensor): Tensor {
  checkTensor('special.entr', x);
  return asOneOperation(() => {
    const inside = x.gt(0);
    const value = where(inside, x, 1);
    // 0, with the infinite slope that the entropy has there.
    const isNone = x.eq(0);
    const none = where(isNone, where(isNone, x.add(0), 1).sqrt(), x.mul(-0));
    return where(inside, value.mul(value.log()).neg(), where(x.lt(0), -Infinity, none));
  });
}

/** x log(1 + y), and 0 where x is. Shapes broadcast. PyTorch: `torch.special.xlog1py`. */
export function xlog1py(x: Tensor, y: Tensor | number): Tensor {
  checkTensor('special.xlog1py', x);
  checkOperand('special.xlog1py', y);
  return asOneOperation(() => {
    const other = typeof y === 'number' ? constant(y, 'float32') : y;
    const none = x.eq(0).logicalAnd(other.le(-1).logicalOr(other.isinf()));
    return where(none, 0, x.mul(where(none, 1, other).log1p()));
  });
}
