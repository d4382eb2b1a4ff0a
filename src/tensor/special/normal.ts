/** The normal distribution's functions, exact in its tails too. The shape stays. */
import { tensor } from '../creation.js';
import { hostOperation } from '../host-operation.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import type { Tensor } from '../tensor.js';

/** exp(x^2) erfc(x), which underflows nowhere. The shape stays. PyTorch: `torch.special.erfcx`. */
export function erfcx(x: Tensor): Tensor {
  checkTensor('special.erfcx', x);
  return asOneOperation(() => {
    const isLow = x.lt(0);
    // Not by `abs`, which has no slope at 0.
    const scaled = scaledComplement(where(isLow, x.neg(), x));
    return where(isLow, where(isLow, x, 0).square().exp().mul(2).sub(scaled), scaled);
  });
}

/** Chebyshev's polynomial of Numerical Recipes (3rd edition, section 6.2), for x of 0 or more. */
const COMPLEMENT = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
];

function scaledComplement(x: Tensor): Tensor {
  const t = x.mul(0.5).add(1).reciprocal();
  const [highest, ...rest] = COMPLEMENT;
  const sum = rest.reduce((so, coefficient) => so.mul(t).add(coefficient), t.mul(0).add(highest));
  return t.mul(sum.exp());
}

/** The share of a standard normal distribution below x. The shape stays. PyTorch: `torch.special.ndtr`. */
export function ndtr(x: Tensor): Tensor {
  checkTensor('special.ndtr', x);
  return asOneOperation(() => cast(x, 'float32').mul(-Math.SQRT1_2).erfc().mul(0.5));
}

/** log(ndtr(x)), which is finite far below 0. The shape stays. PyTorch: `torch.special.log_ndtr`. */
export function logNdtr(x: Tensor): Tensor {
  checkTensor('special.logNdtr', x);
  return asOneOperation(() => {
    const isLow = x.lt(-1);
    const low = where(isLow, x, -1);
    const high = where(isLow, 0, x);
    const tail = erfcx(low.mul(-Math.SQRT1_2)).mul(0.5).log().sub(low.square().mul(0.5));
    return where(isLow, tail, high.mul(Math.SQRT1_2).erfc().mul(-0.5).log1p());
  });
}

/** The inverse of `ndtr`, for 0 to 1; NaN elsewhere. Computed on the host. The shape stays. PyTorch: `torch.special.ndtri`. */
export function ndtri(p: Tensor): Tensor {
  checkTensor('special.ndtri', p);
  const [result] = hostOperation({
    name: 'special.ndtri',
    inputs: [cast(p, 'float32')],
    compute: () => [tensor(Float32Array.from(p.dataSync(), quantile), p.shape)],
    backward: ([dy], { results: [x] }) => [
      dy.mul(
        x
          .square()
          .mul(0.5)
          .exp()
          .mul(Math.sqrt(2 * Math.PI)),
      ),
    ],
  });
  return result;
}

// P. J. Acklam's rational approximations, with a relative error below 1.2e-9.
const CENTRE_ABOVE = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const CENTRE_BELOW = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
];
const TAIL_ABOVE = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const TAIL_BELOW = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
];
/** Where the tails begin. */
const TAIL = 0.02425;

function quantile(p: number): number {
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (!(p > 0 && p < 1)) return Number.NaN;
  if (p > 1 - TAIL) return -tailQuantile(1 - p);
  if (p < TAIL) return tailQuantile(p);
  const [q, r] = [p - 0.5, (p - 0.5) ** 2];
  return (q * horner(CENTRE_ABOVE, r)) / horner(CENTRE_BELOW, r);
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return horner(TAIL_ABOVE, q) / horner(TAIL_BELOW, q);
}

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
