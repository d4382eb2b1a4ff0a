/** What normal distributions of several numbers have in common, however their covariance is given. */
import { asOneOperation, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';

export abstract class NormalVectors extends Distribution {
  abstract override readonly eventShape: readonly [size: number];
  /** The means, `[..., n]`. */
  abstract readonly loc: Tensor;
  /** The covariance, `[..., n, n]`. */
  abstract get covarianceMatrix(): Tensor;

  /**
   * A matrix whose product with itself turned over is the covariance, `[..., n, any]`.
   * @internal
   */
  abstract get factor(): Tensor;

  /**
   * The sum of x^T covariance^-1 x over columns x of `[..., n, any]`: `[...]`.
   * @internal
   */
  abstract distance(columns: Tensor): Tensor;

  /**
   * The logarithm of the covariance's determinant, half of it.
   * @internal
   */
  abstract halfLogDet(): Tensor;

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const [size] = this.eventShape;
      const distance = this.distance(value.sub(this.loc).unsqueeze(-1));
      return distance
        .add(size * Math.log(2 * Math.PI))
        .mul(-0.5)
        .sub(this.halfLogDet());
    });
  }

  override entropy(): Tensor {
    const [size] = this.eventShape;
    const constant = 0.5 * size * (1 + Math.log(2 * Math.PI));
    return asOneOperation(() => this.halfLogDet().add(constant).expand(this.batchShape));
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }
}

/** How far p is from q, in nats. */
export function divergenceOf(p: NormalVectors, q: NormalVectors): Tensor {
  const [size] = p.eventShape;
  const apart = q.loc.sub(p.loc).unsqueeze(-1);
  const distance = q.distance(p.factor).add(q.distance(apart)).sub(size);
  return q.halfLogDet().sub(p.halfLogDet()).add(distance.mul(0.5));
}
