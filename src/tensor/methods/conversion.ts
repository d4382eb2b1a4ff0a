/** Copies, and conversions to other types of numbers. */
import { defineMethods } from '../define.js';
import { checkedDtype, type Dtype } from '../dtype.js';
import { runKernel } from '../kernel.js';
import { cast } from '../operands.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The tensor as another type; itself where it has that. PyTorch: `Tensor.to`. @throws DtypeError for another name. */
    to(dtype: Dtype): Tensor;
    /** As float32. */
    float(): Tensor;
    /** Towards zero, as PyTorch converts. */
    int(): Tensor;
    /** As bool: true where it is not 0. */
    bool(): Tensor;
    /** A copy, with the same past. */
    clone(): Tensor;
  }
}

defineMethods({
  to(dtype) {
    return cast(this, checkedDtype('to', dtype));
  },
  float() {
    return cast(this, 'float32');
  },
  int() {
    return cast(this, 'int32');
  },
  bool() {
    return cast(this, 'bool');
  },
  clone() {
    return runKernel('Identity', 'clone', { x: this });
  },
});
