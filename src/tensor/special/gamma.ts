/** Incomplete gamma functions, and the zeta function with what is made of it. Computed on the host, in float64. */
import { tensor } from '../creation.js';
import { hostOperation } from '../host-operation.js';
import { cast, checkOperand, checkTensor, constant } from '../operands.js';
import { checkWhole } from '../options.js';
import { broadcastShape } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { gammaShares } from './incomplete-gamma.js';

/** Of each pair of two tensors that broadcast. */
function ofPairs(a: Tensor, b: Tensor, of: (a: number, b: number) => number): Tensor {
  const shape = broadcastShape('special', a.shape, b.shape);
  const [first, second] = [a.expand(shape).dataSync(), b.expand(shape).dataSync()];
  return tensor(
    Float32Array.from(first, (value, i) => of(value, second[i])),
    shape,
  );
}

const asTensor = (x: Tensor | number): Tensor =>
  typeof x === 'number' ? constant(x, 'float32') : cast(x, 'float32');

function incomplete(name: string, side: 0 | 1) {
  return (a: Tensor | number, x: Tensor | number): Tensor => {
    checkOperand(`special.${name}`, a);
    checkOperand(`special.${name}`, x);
    const [result] = hostOperation({
      name: `special.${name}`,
      inputs: [asTensor(a), asTensor(x)],
      compute: () => [
        ofPairs(asTensor(a), asTensor(x), (one, other) => gammaShares(one, other)[side]),
      ],
      backward: ([dy], { inputs: [of, at] }) => {
        const density = of.sub(1).mul(at.log()).sub(at).sub(of.lgamma()).exp();
        return [undefined, dy.mul(side === 0 ? density : density.neg()).sumToSize([...at.shape])];
      },
    });
    return result;
  };
}

/** The lower incomplete gamma function of a, as a share, at x: 0 to 1. Shapes broadcast; there is a gradient for x. PyTorch: `torch.special.gammainc`. */
export const gammainc = incomplete('gammainc', 0);
/** 1 - gammainc(a, x), exact also where that is small. Shapes broadcast. PyTorch: `torch.special.gammaincc`. */
export const gammaincc = incomplete('gammaincc', 1);

/** B(2k) / (2k)!, of Euler and Maclaurin's sum. */
const BERNOULLI = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
];

/** The sum of (q + k)^-s over k = 0, 1, ... */
function hurwitz(s: number, q: number): number {
  if (s === 1) return Infinity;
  if (!(s > 1)) return Number.NaN;
  if (q <= 0) {
    if (q === Math.floor(q)) return Infinity;
    if (s !== Math.floor(s)) return Number.NaN;
  }
  let [at, sum] = [q, 0];
  while (at < 12) sum += (at++) ** -s;
  sum += at ** (1 - s) / (s - 1) + at ** -s / 2;
  let factor = s * at ** (-s - 1);
  for (const [k, coefficient] of BERNOULLI.entries()) {
    sum += coefficient * factor;
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / at ** 2;
  }
  return sum;
}

/** Hurwitz's zeta function, the sum of (q + k)^-s. Shapes broadcast; there is a gradient for q. PyTorch: `torch.special.zeta`. */
export function zeta(s: Tensor | number, q: Tensor | number): Tensor {
  checkOperand('special.zeta', s);
  checkOperand('special.zeta', q);
  const [result] = hostOperation({
    name: 'special.zeta',
    inputs: [asTensor(s), asTensor(q)],
    compute: () => [ofPairs(asTensor(s), asTensor(q), hurwitz)],
    backward: ([dy], { inputs: [of, at] }) => [
      undefined,
      dy.mul(zeta(of.add(1), at).mul(of).neg()).sumToSize([...at.shape]),
    ],
  });
  return result;
}

/** Factorials beyond are infinite. */
const MOST_ORDER = 170;

/**
 * The n-th derivative of `digamma`. The shape stays. PyTorch: `torch.special.polygamma`.
 * @throws OptionError unless n is a whole number of 0 or more.
 */
export function polygamma(n: number, x: Tensor): Tensor {
  checkTensor('special.polygamma', x);
  checkWhole('special.polygamma', 'n', n, 0, MOST_ORDER);
  if (n === 0) return x.digamma();
  let factorial = n % 2 === 0 ? -1 : 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  const [result] = hostOperation({
    name: 'special.polygamma',
    inputs: [cast(x, 'float32')],
    compute: () => {
      const values = Float32Array.from(x.dataSync(), (value) => factorial * hurwitz(n + 1, value));
      return [tensor(values, x.shape)];
    },
    backward: ([dy], { inputs: [at] }) => [dy.mul(polygamma(n + 1, at))],
  });
  return result;
}
