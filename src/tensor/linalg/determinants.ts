/** Determinants. Computed on the host. */

import { hostOperation } from '../host-operation.js';
import type { Tensor } from '../tensor.js';
import { batchOf, squareArgument } from './arguments.js';
import { factorized, solved } from './lu.js';
import { joined, Matrix, matricesOf } from './matrices.js';
import { singularValues } from './singular-values.js';
import { inv } from './systems.js';

/** The product of the diagonal of U. */
function determinant(matrix: Matrix): number {
  const { both, sign } = factorized(matrix);
  let product = sign;
  for (let i = 0; i < both.rows; i++) product *= both.at(i, i);
  return product;
}

/** The derivative of the determinant by each element, also where it is 0: by singular values, which needs no inverse. */
function cofactors(matrix: Matrix): Float64Array {
  const { u, s, vh } = singularValues(matrix, false);
  const sign = determinant(u) * determinant(vh);
  const scaled = u.clone();
  for (let j = 0; j < s.length; j++) {
    const others = s.reduce((product, value, i) => (i === j ? product : product * value), sign);
    for (let i = 0; i < u.rows; i++) scaled.set(i, j, u.at(i, j) * others);
  }
  return scaled.times(vh).values;
}

/** The determinants of `[..., n, n]`. PyTorch: `torch.linalg.det`. @throws ShapeError unless matrices are square. */
export function det(a: Tensor): Tensor {
  const matrix = squareArgument('linalg.det', a);
  const [result] = hostOperation({
    name: 'linalg.det',
    inputs: [matrix],
    compute: () => [
      joined(
        matricesOf(matrix).map((one) => [determinant(one)]),
        batchOf(matrix),
        [],
      ),
    ],
    backward: ([dy], { inputs: [x] }) => {
      const parts = matricesOf(x).map(cofactors);
      const derivatives = joined(parts, batchOf(x), x.shape.slice(-2));
      return [derivatives.mul(dy.unsqueeze(-1).unsqueeze(-1))];
    },
    backwardAgain: ([dy], { inputs: [x], results: [value] }) => [
      inv(x).mT.mul(dy.mul(value).unsqueeze(-1).unsqueeze(-1)),
    ],
  });
  return result;
}

/** A pair that has names too. */
export type Slogdet = readonly [sign: Tensor, logabsdet: Tensor] & {
  readonly sign: Tensor;
  readonly logabsdet: Tensor;
};

/**
 * The sign of the determinants of `[..., n, n]`, and the logarithm of their size, which doesn't overflow. PyTorch:
 * `torch.linalg.slogdet`.
 * @throws ShapeError unless matrices are square.
 */
export function slogdet(a: Tensor): Slogdet {
  const matrix = squareArgument('linalg.slogdet', a);
  const size = matrix.shape[matrix.ndim - 1];
  const [signs, logarithms] = hostOperation({
    name: 'linalg.slogdet',
    inputs: [matrix],
    compute: () => {
      const found = matricesOf(matrix).map((one) => {
        const { both, sign } = factorized(one);
        const diagonal = Array.from({ length: size }, (_, i) => both.at(i, i));
        return {
          sign: diagonal.reduce((product, value) => product * Math.sign(value), sign),
          logarithm: diagonal.reduce((sum, value) => sum + Math.log(Math.abs(value)), 0),
        };
      });
      const batch = batchOf(matrix);
      return [
        joined(
          found.map(({ sign }) => [sign]),
          batch,
          [],
        ),
        joined(
          found.map(({ logarithm }) => [logarithm]),
          batch,
          [],
        ),
      ];
    },
    backward: ([, dy], { inputs: [x] }) => {
      const parts = matricesOf(x.mT).map(
        (one) => solved(factorized(one), Matrix.identity(size)).values,
      );
      const inverses = joined(parts, batchOf(x), [size, size]);
      return [inverses.mul(dy.unsqueeze(-1).unsqueeze(-1))];
    },
    backwardAgain: ([, dy], { inputs: [x] }) => [inv(x).mT.mul(dy.unsqueeze(-1).unsqueeze(-1))],
  });
  const sign = signs.detach();
  const pair: [Tensor, Tensor] = [sign, logarithms];
  return Object.assign(pair, { sign, logabsdet: logarithms });
}
