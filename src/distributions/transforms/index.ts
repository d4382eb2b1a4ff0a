/** Functions that numbers of a distribution go through. */
export { AffineTransform, type AffineTransformOptions } from './affine.js';
export { ComposeTransform, identityTransform } from './compose.js';
export { CumulativeDistributionTransform } from './cumulative.js';
export {
  AbsTransform,
  ExpTransform,
  PowerTransform,
  SigmoidTransform,
  SoftplusTransform,
  TanhTransform,
} from './element-wise.js';
export { IndependentTransform } from './independent.js';
export { LowerCholeskyTransform, PositiveDefiniteTransform } from './matrices.js';
export { ReshapeTransform } from './reshape.js';
export { SoftmaxTransform, StickBreakingTransform } from './simplex.js';
export { summedLast, Transform } from './transform.js';
