/** Linear algebra, as `linalg.solve(a, b)`. PyTorch: `torch.linalg`. */
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
export { cross, diagonal, matmul, matrixExp, matrixPower, vecdot } from './products.js';
export {
  det,
  inv,
  type LeastSquares,
  lstsq,
  pinv,
  type RankOptions,
  type Slogdet,
  slogdet,
  solve,
  solveTriangular,
  type TriangularOptions,
} from './systems.js';
