/** Those functions of linear algebra that PyTorch has as methods too. */
import { defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import * as linalg from '../linalg/index.js';

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
  pinverse() {
    return linalg.pinv(this);
  },
});
