/** Parts that are longer than they may be, shortened. */
import { defineMethods } from '../define.js';
import { OptionError } from '../errors.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { wrapDim } from '../shapes.js';

declare module '../tensor.js' {
  interface Tensor {
    /** With each part along `dim` scaled so that its p-norm is at most `maxnorm`. The shape stays. @throws OptionError for a negative norm. */
    renorm(p: number, dim: number, maxnorm: number): Tensor;
  }
}

/** PyTorch's, so that nothing is divided by 0. */
const EPSILON = 1e-7;

defineMethods({
  renorm(p, dim, maxnorm) {
    const axis = wrapDim('renorm', dim, this.ndim);
    if (!(typeof maxnorm === 'number' && maxnorm >= 0)) {
      throw new OptionError('renorm', 'maxnorm', maxnorm, 'a number of 0 or more');
    }
    const others = this.shape.map((_, i) => i).filter((i) => i !== axis);
    return asOneOperation(() => {
      const norms = others.length > 0 ? this.norm(p, others, { keepdim: true }) : this.abs();
      const factors = norms.add(EPSILON).reciprocal().mul(maxnorm);
      return this.mul(where(norms.gt(maxnorm), factors, 1));
    });
  },
});
