/** Those functions of linear algebra that PyTorch has as methods too. */
import { eye } from '../creation.js';
import { defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import * as linalg from '../linalg/index.js';
import { choleskySolved } from '../linalg/systems.js';
import { checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The determinants of `[..., n, n]`. As `linalg.det`. */
    det(): Tensor;
    /** The logarithms of the determinants of `[..., n, n]`, NaN where one is negative. */
    logdet(): Tensor;
    /** The sign of the determinants of `[..., n, n]`, and the logarithm of their size. As `linalg.slogdet`. */
    slogdet(): linalg.Slogdet;
    /** The inverses of `[..., n, n]`. As `linalg.inv`. */
    inverse(): Tensor;
    /** The pseudoinverses of `[..., n, m]`, `[..., m, n]`. As `linalg.pinv`. */
    pinverse(): Tensor;
    /** The inverses of matrices of which these, `[..., n, n]`, are the factors that `linalg.cholesky` gives. */
    choleskyInverse(options?: { upper?: boolean }): Tensor;
    /** X of A X = this, `[..., n, k]`, where `factor`, `[..., n, n]`, is what `linalg.cholesky` gives of A. */
    choleskySolve(factor: Tensor, options?: { upper?: boolean }): Tensor;
  }
}

defineMethods({
  det() {
    return linalg.det(this);
  },
  logdet() {
    return asOneOperation(() => {
      const { sign, logabsdet } = linalg.slogdet(this);
      return where(sign.lt(0), NaN, logabsdet);
    });
  },
  slogdet() {
    return linalg.slogdet(this);
  },
  inverse() {
    return linalg.inv(this);
  },
  choleskyInverse(options = {}) {
    const { upper } = withDefaults('choleskyInverse', options, { upper: false });
    const inverse = (factor: Tensor) =>
      eye(factor.shape[factor.ndim - 1])
        .expand(factor.shape)
        .choleskySolve(factor, { upper });
    return asOneOperation(() => inverse(this));
  },
  choleskySolve(factor, options = {}) {
    checkTensor('choleskySolve', factor, 'the factor');
    const { upper } = withDefaults('choleskySolve', options, { upper: false });
    return asOneOperation(() => choleskySolved(factor, this, upper));
  },
  pinverse() {
    return linalg.pinv(this);
  },
});
