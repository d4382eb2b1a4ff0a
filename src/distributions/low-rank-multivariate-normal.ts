/** Normal distributions of many numbers that vary by few causes. PyTorch: `torch.distributions.LowRankMultivariateNormal`. */
import {
  asOneOperation,
  broadcastShapes,
  cat,
  checkTensor,
  eye,
  linalg,
  randn,
  ShapeError,
  type Tensor,
} from '../tensor/index.js';
import { NormalVectors } from './normal-vectors.js';

/**
 * The covariance is covFactor covFactor^T + diag(covDiag): `new LowRankMultivariateNormal(loc, covFactor, covDiag)`, with `loc`
 * and `covDiag` `[..., n]`, `covFactor` `[..., n, causes]`. No matrix larger than `[causes, causes]` is factorized.
 * @throws ShapeError when shapes don't fit.
 */
export class LowRankMultivariateNormal extends NormalVectors {
  readonly batchShape: readonly number[];
  /** The shape of a draw: how many numbers vary together. */
  override readonly eventShape: readonly [size: number];
  readonly loc: Tensor;
  /** How causes move the numbers, `[..., n, causes]`. */
  readonly covFactor: Tensor;
  /** The variance that each number has of its own, `[..., n]`. */
  readonly covDiag: Tensor;
  /** The lower factor of 1 + covFactor^T diag(1 / covDiag) covFactor. */
  readonly #capacitance: Tensor;

  constructor(loc: Tensor, covFactor: Tensor, covDiag: Tensor) {
    super();
    for (const one of [loc, covFactor, covDiag])
      checkTensor('LowRankMultivariateNormal', one, 'each parameter');
    const size = loc.shape[loc.ndim - 1];
    const [rows, causes] = covFactor.shape.slice(-2);
    if (loc.ndim < 1 || covFactor.ndim < 2 || rows !== size || covDiag.shape.at(-1) !== size) {
      const shapes = [loc.shape, covFactor.shape, covDiag.shape];
      const shown = shapes.map((shape) => `[${shape.join(', ')}]`).join(', ');
      throw new ShapeError(
        'LowRankMultivariateNormal',
        shapes,
        `LowRankMultivariateNormal: mean, factor and diagonal must be [..., n], [..., n, causes] and [..., n], got ${shown}.`,
      );
    }
    this.batchShape = broadcastShapes(
      loc.shape.slice(0, -1),
      covFactor.shape.slice(0, -2),
      covDiag.shape.slice(0, -1),
    );
    this.eventShape = [size];
    this.loc = loc.expand([...this.batchShape, size]);
    this.covFactor = covFactor.expand([...this.batchShape, size, causes]);
    this.covDiag = covDiag.expand([...this.batchShape, size]);
    this.#capacitance = linalg.cholesky(
      asOneOperation(() => this.#weighed().matmul(this.covFactor).add(eye(causes))),
    );
  }

  expand(batchShape: readonly number[]): LowRankMultivariateNormal {
    const [size, causes] = this.covFactor.shape.slice(-2);
    return new LowRankMultivariateNormal(
      this.loc.expand([...batchShape, size]),
      this.covFactor.expand([...batchShape, size, causes]),
      this.covDiag.expand([...batchShape, size]),
    );
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    const causes = randn([...shape.slice(0, -1), this.covFactor.shape.at(-1) ?? 0]);
    const own = randn(shape);
    return asOneOperation(() => {
      const moved = this.covFactor.matmul(causes.unsqueeze(-1)).squeeze(-1);
      return this.loc.add(moved).add(this.covDiag.sqrt().mul(own));
    });
  }

  override get variance(): Tensor {
    return asOneOperation(() => this.covFactor.square().sum(-1).add(this.covDiag));
  }

  get covarianceMatrix(): Tensor {
    return asOneOperation(() =>
      this.covFactor.matmul(this.covFactor.mT).add(this.covDiag.diagEmbed()),
    );
  }

  /** The inverse of the covariance, `[..., n, n]`. */
  get precisionMatrix(): Tensor {
    return asOneOperation(() => {
      const a = linalg.solveTriangular(this.#capacitance, this.#weighed(), { upper: false });
      return this.covDiag.reciprocal().diagEmbed().sub(a.mT.matmul(a));
    });
  }

  /** The lower factor of the covariance, `[..., n, n]`. */
  get scaleTril(): Tensor {
    return linalg.cholesky(this.covarianceMatrix);
  }

  get factor(): Tensor {
    return cat([this.covFactor, this.covDiag.sqrt().diagEmbed()], -1);
  }

  /** By Woodbury's identity: what the diagonal alone would make of it, less what causes explain. */
  distance(columns: Tensor): Tensor {
    const alone = columns.square().div(this.covDiag.unsqueeze(-1)).sum([-2, -1]);
    const seen = this.#weighed().matmul(columns);
    const [causes] = seen.shape.slice(-2);
    const lower = this.#capacitance.expand([...seen.shape.slice(0, -2), causes, causes]);
    const explained = linalg.solveTriangular(lower, seen, { upper: false });
    return alone.sub(explained.square().sum([-2, -1]));
  }

  halfLogDet(): Tensor {
    const ofCauses = this.#capacitance.diagonal(0, -2, -1).log().sum(-1);
    return ofCauses.add(this.covDiag.log().sum(-1).mul(0.5));
  }

  /** covFactor^T diag(1 / covDiag). */
  #weighed(): Tensor {
    return this.covFactor.mT.div(this.covDiag.unsqueeze(-2));
  }
}
