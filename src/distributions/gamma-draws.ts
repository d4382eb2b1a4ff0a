/**
 * Draws of gamma and Dirichlet distributions with gradients to their concentrations: how a draw moves with the concentration
 * while its rank among all draws stays. PyTorch approximates these slopes to three digits, here they are exact.
 * M. Figurnov, S. Mohamed and A. Mnih, Implicit reparameterization gradients, 2018.
 */
import { defaultGenerator, type Precision, standardGamma } from '../random/index.js';
import { hostOperation, type Tensor, tensor } from '../tensor/index.js';
import { betaShares } from '../tensor/special/incomplete-beta.js';
import { gammaShares, logGamma } from '../tensor/special/incomplete-gamma.js';

/** The least normal number of float32, which PyTorch takes in place of 0. */
export const TINY = 2 ** -126;
/** The largest number of float32 below 1. */
const BELOW_ONE = 1 - 2 ** -24;

const drawn = (concentrations: ArrayLike<number>, precision: Precision): Float64Array =>
  Float64Array.from(concentrations, (one) => standardGamma(defaultGenerator, one, precision));

/** Draws at rate 1, in the shape of the concentrations. */
export function gammaDraws(concentration: Tensor): Tensor {
  const [draws] = hostOperation({
    name: 'standardGamma',
    inputs: [concentration],
    compute: () => {
      const values = drawn(concentration.dataSync(), 'float32');
      return [tensor(Float32Array.from(values, atLeastTiny), concentration.shape)];
    },
    backward: ([dy], { inputs: [alpha], results: [x] }) => [
      dy.mul(ofEach([alpha, x], (a, at) => gammaSlope(a, at))),
    ],
  });
  return draws;
}

/** Shares that sum to 1, `[..., parts]`, in the shape of the concentrations. */
export function dirichletDraws(concentration: Tensor): Tensor {
  const parts = concentration.shape[concentration.ndim - 1];
  const [draws] = hostOperation({
    name: 'dirichlet',
    inputs: [concentration],
    compute: () => {
      const values = drawn(concentration.dataSync(), 'float64').map((one) =>
        Math.max(one, 2 ** -1022),
      );
      return [tensor(shares(values, parts), concentration.shape)];
    },
    backward: ([dy], { inputs: [alpha], results: [x] }) => {
      const rest = alpha.sum(-1, { keepdim: true }).sub(alpha);
      const slopes = ofEach([alpha, rest, x], betaSlope);
      return [slopes.mul(dy.sub(x.mul(dy).sum(-1, { keepdim: true })))];
    },
  });
  return draws;
}

const atLeastTiny = (value: number): number => Math.max(TINY, value);

/** Rows of `parts` numbers, each divided by the sum of its row. */
function shares(values: Float64Array, parts: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += parts) {
    const row = values.subarray(start, start + parts);
    const sum = row.reduce((so, one) => so + one, 0);
    result.set(
      row.map((one) => Math.min(BELOW_ONE, atLeastTiny(one / sum))),
      start,
    );
  }
  return result;
}

/** A tensor of what a function gives for the elements of tensors of one shape. */
function ofEach(tensors: readonly Tensor[], of: (...values: number[]) => number): Tensor {
  const columns = tensors.map((one) => one.dataSync());
  const values = Float32Array.from(columns[0], (_, i) => of(...columns.map((column) => column[i])));
  return tensor(values, tensors[0].shape);
}

/** How much a draw x of the gamma distribution grows with its concentration. */
function gammaSlope(alpha: number, x: number): number {
  const density = Math.exp((alpha - 1) * Math.log(x) - x - logGamma(alpha));
  return fallOfShare(alpha, (a) => gammaShares(a, x)) / density;
}

/** How much a draw x of the beta distribution of alpha and beta grows with alpha, for each unit of 1 - x. */
function betaSlope(alpha: number, beta: number, x: number): number {
  const logBeta = logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
  const density = Math.exp((alpha - 1) * Math.log(x) + beta * Math.log1p(-x) - logBeta);
  return fallOfShare(alpha, (a) => betaShares(a, beta, x)) / density;
}

/** How fast the share below falls as the concentration grows, by central differences of the smaller share. */
function fallOfShare(
  alpha: number,
  shareAt: (alpha: number) => readonly [below: number, above: number],
): number {
  const step = 1e-3 * Math.min(alpha, Math.sqrt(alpha));
  const [below, above] = shareAt(alpha);
  const side = below < above ? 0 : 1;
  const at = (steps: number) => shareAt(alpha + steps * step)[side];
  const rise = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
  return side === 0 ? -rise : rise;
}
