/** Factorizations whose results aren't unique hold what they promise, and errors of linear algebra say what is wrong. */
import './cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualSeed } from '../../src/random/index.js';
import { eye, linalg, randn, type Tensor, tensor, zeros } from '../../src/tensor/public.js';

function assertClose(actual: Tensor, expected: Tensor, tolerance = 5e-6): void {
  assert.deepEqual(actual.shape, expected.shape);
  const apart = actual.sub(expected).abs().max().item();
  assert.ok(apart <= tolerance, `${apart} apart`);
}

const symmetric = (x: Tensor) => x.add(x.mT).div(2);

describe('linalg.svd', () => {
  for (const fullMatrices of [true, false]) {
    for (const [rows, columns] of [
      [5, 3],
      [3, 5],
      [4, 4],
      [1, 3],
      [6, 1],
    ]) {
      it(`gives the matrix again, ${rows} by ${columns}, fullMatrices ${fullMatrices}`, () => {
        manualSeed(3);
        const x = randn([2, rows, columns]);
        const { U, S, Vh } = linalg.svd(x, { fullMatrices });
        const least = Math.min(rows, columns);
        assert.deepEqual(S.shape, [2, least]);
        assert.equal(U.shape[2], fullMatrices ? rows : least);
        assert.equal(Vh.shape[1], fullMatrices ? columns : least);
        const scaled = U.narrow(2, 0, least).mul(S.unsqueeze(1));
        assertClose(scaled.matmul(Vh.narrow(1, 0, least)), x);
        assertClose(U.mT.matmul(U), eye(U.shape[2]).expand([2, U.shape[2], U.shape[2]]));
        assertClose(Vh.matmul(Vh.mT), eye(Vh.shape[1]).expand([2, Vh.shape[1], Vh.shape[1]]));
      });
    }
  }

  it('has orthogonal vectors for singular values of 0 too', () => {
    const { U, S } = linalg.svd(
      tensor([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
    );
    assertClose(U.t().matmul(U), eye(3));
    assert.ok(S.at(1).item() < 1e-6);
    assert.deepEqual(linalg.svd(zeros([3, 2])).S.tolist(), [0, 0]);
  });

  it('has the gradient of what it is a part of', () => {
    manualSeed(4);
    for (const shape of [
      [5, 3],
      [3, 5],
      [3, 3],
    ]) {
      const x = randn(shape).requiresGrad_();
      const weights = randn(shape);
      const { U, S, Vh } = linalg.svd(x, { fullMatrices: false });
      U.mul(S).matmul(Vh).mul(weights).sum().backward();
      assert.ok(x.grad);
      assertClose(x.grad, weights, 2e-5);
    }
  });
});

describe('linalg.eigh', () => {
  it('has the values and gradients of the function of a matrix that is made by it', () => {
    manualSeed(5);
    const weights = randn([4, 4]);
    const [x, other] = [0, 1].map(() => {
      manualSeed(6);
      return symmetric(randn([4, 4])).requiresGrad_();
    });
    const { eigenvalues, eigenvectors } = linalg.eigh(x);
    const made = eigenvectors.mul(eigenvalues.exp()).matmul(eigenvectors.mT);
    assertClose(made, other.matrixExp(), 2e-5);
    made.mul(weights).sum().backward();
    other.matrixExp().mul(weights).sum().backward();
    assert.ok(x.grad && other.grad);
    assertClose(symmetric(x.grad), symmetric(other.grad), 5e-5);
  });

  it('takes the half that is asked for', () => {
    const x = tensor([
      [2, 9],
      [1, 2],
    ]);
    assertClose(linalg.eigh(x).eigenvalues, tensor([1, 3]));
    assertClose(linalg.eigh(x, { UPLO: 'U' }).eigenvalues, tensor([-7, 11]));
  });
});

describe('linalg.lstsq', () => {
  it('gives the nearest answer, and what is left', () => {
    const x = tensor([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    const { solution, residuals } = linalg.lstsq(x, tensor([[1], [3], [4]]));
    assertClose(solution, tensor([[7 / 6], [1.5]]));
    assertClose(residuals, tensor([1 / 6]));
  });
});

describe('An error of linear algebra', () => {
  const cases: readonly [call: () => unknown, name: string, message: RegExp][] = [
    [
      () =>
        linalg.inv(
          tensor([
            [1, 2],
            [2, 4],
          ]),
        ),
      'LinAlgError',
      /^linalg\.inv: the matrix is singular: its rows depend on each other/,
    ],
    [
      () => linalg.solve(zeros([3, 2, 2]), zeros([3, 2, 1])),
      'LinAlgError',
      /^linalg\.solve: matrix 0 is singular/,
    ],
    [
      () =>
        linalg.cholesky(
          tensor([
            [1, 2],
            [2, 1],
          ]),
        ),
      'LinAlgError',
      /not positive definite: it fails in row 1\. .*1e-6 \* eye\(n\)/,
    ],
    [
      () => randn([2, 3]).det(),
      'ShapeError',
      /linalg\.det: the matrices must be square; the shape is \[2, 3\]/,
    ],
    [
      () => linalg.qr(randn([3])),
      'ShapeError',
      /the matrix must be \[\.\.\., rows, columns\], got \[3\]/,
    ],
    [
      () => linalg.solve(randn([3, 3]), randn([4])),
      'ShapeError',
      /the right side, \[4, 1\], must have as many rows as the matrix, \[3, 3\]/,
    ],
    [
      () => linalg.norm(randn([2, 2]), { ord: 4 }),
      'OptionError',
      /ord must be 'fro', 'nuc', 1, -1, 2, -2, or an infinity, got 4/,
    ],
    [
      () => linalg.norm(randn([2, 2, 2]), 1),
      'ShapeError',
      /name them by dim; the shape is \[2, 2, 2\]/,
    ],
  ];
  for (const [call, name, message] of cases) {
    it(`says ${message}`, () => assert.throws(call, { name, message }));
  }
});
