/** How variables vary together. */
import { defineMethods } from '../define.js';
import { ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import { show } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** Options of {@link Tensor.cov}. */
export interface CovarianceOptions {
  /** What is subtracted from the number of observations. Default 1. */
  correction?: number;
  /** How often each observation counts, `[observations]`, whole numbers. */
  fweights?: Tensor | undefined;
  /** How much each observation counts, `[observations]`. */
  aweights?: Tensor | undefined;
}

declare module '../tensor.js' {
  interface Tensor {
    /**
     * The covariances of variables, one a row: `[variables, observations]` give `[variables, variables]`, `[observations]` the
     * variance.
     * @throws ShapeError for more dimensions.
     */
    cov(options?: CovarianceOptions): Tensor;
    /**
     * The correlations of variables, one a row: `[variables, observations]` give `[variables, variables]`.
     * @throws ShapeError for more dimensions.
     */
    corrcoef(): Tensor;
  }
}

function rowsOf(operation: string, x: Tensor): Tensor {
  if (x.ndim <= 2) return cast(x, 'float32').reshape(x.ndim === 2 ? x.shape : [1, -1]);
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: it takes [variables, observations] or [observations], got ${show(x.shape)}.`,
  );
}

function weightsOf(name: string, given: Tensor | undefined, observations: number) {
  if (given === undefined) return undefined;
  checkTensor('cov', given, name);
  if (`${given.shape}` === `${observations}` && given.ndim === 1) return given.float();
  throw new ShapeError(
    'cov',
    [given.shape],
    `cov: ${name} must be [${observations}], one for each observation, got ${show(given.shape)}.`,
  );
}

defineMethods({
  cov(options = {}) {
    const given = withDefaults('cov', options, {
      correction: 1,
      fweights: undefined,
      aweights: undefined,
    });
    const rows = rowsOf('cov', this);
    const [variables, observations] = rows.shape;
    const often = weightsOf('fweights', given.fweights, observations);
    const much = weightsOf('aweights', given.aweights, observations);
    return asOneOperation(() => {
      const weights = often && much ? often.mul(much) : (often ?? much);
      const total = weights ? weights.sum() : rows.newFull([], observations);
      const mean = (weights ? rows.mul(weights) : rows).sum(1, { keepdim: true }).div(total);
      const apart = rows.sub(mean);
      const share = weights && much ? weights.mul(much).sum().div(total) : 1;
      const count = total.sub(rows.newFull([], given.correction).mul(share)).clamp({ min: 0 });
      const weighted = weights ? apart.mul(weights) : apart;
      const result = weighted.matmul(apart.t()).div(count);
      return variables === 1 ? result.reshape([]) : result;
    });
  },
  corrcoef() {
    const rows = rowsOf('corrcoef', this);
    return asOneOperation(() => {
      const covariances = rows.cov();
      if (covariances.ndim === 0) return covariances.div(covariances);
      const deviations = covariances.diagonal().sqrt();
      return covariances.div(deviations.unsqueeze(1)).div(deviations).clamp(-1, 1);
    });
  },
});
