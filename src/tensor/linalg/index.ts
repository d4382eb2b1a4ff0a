/** Linear algebra, as `linalg.solve(a, b)`. PyTorch: `torch.linalg`. */

export { det, type Slogdet, slogdet } from './determinants.js';
export {
  cholesky,
  type Eigh,
  type EighOptions,
  eigh,
  eigvalsh,
  type QR,
  type QrOptions,
  qr,
  type SVD,
  type SvdOptions,
  svd,
  svdvals,
} from './factorizations.js';
export {
  cond,
  type MatrixNormKind,
  type MatrixNormOptions,
  matrixNorm,
  matrixRank,
  norm,
  type VectorNormOptions,
  vectorNorm,
} from './norms.js';
export {
  cross,
  diagonal,
  matmul,
  matrixExp,
  matrixPower,
  multiDot,
  vander,
  vecdot,
} from './products.js';
export {
  type LeastSquares,
  type LstsqOptions,
  lstsq,
  pinv,
  type RankOptions,
} from './pseudoinverse.js';
export { inv, solve, solveTriangular, type TriangularOptions } from './systems.js';
export { tensorinv, tensorsolve } from './tensor-equations.js';
