/** Covariances by chance. PyTorch: `torch.distributions.Wishart`. */
import {
  arange,
  asOneOperation,
  broadcastShapes,
  OptionError,
  randn,
  type Tensor,
  tensor,
  trilIndices,
  where,
} from '../tensor/index.js';
import { EPSILON } from './chances.js';
import { type Covariance, scaleTrilOf } from './covariance.js';
import { Distribution } from './distribution.js';
import { Chi2 } from './gamma.js';
import { type Parameter, together } from './parameter.js';

/** So often PyTorch draws again. */
const MOST_TRIES = 10;

/**
 * What `df` normal vectors of a covariance sum up to, each times itself turned over: matrices `[..., n, n]`. `new Wishart(df, {
 * covarianceMatrix })`; `df` is above n - 1, not necessarily whole, `[...]`.
 * @throws OptionError for a smaller df, or unless the covariance is given one way; LinAlgError where it is none.
 */
export class Wishart extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly [size: number, size: number];
  /** How many vectors are summed, degrees of freedom. */
  readonly df: Tensor;
  /** The lower factor of the covariance, `[..., n, n]`. */
  readonly scaleTril: Tensor;

  constructor(df: Parameter, options: Covariance) {
    super();
    const lower = scaleTrilOf('Wishart', options);
    const [size] = lower.shape.slice(-1);
    const [count] = together('Wishart', df);
    this.batchShape = broadcastShapes(lower.shape.slice(0, -2), count.shape);
    this.eventShape = [size, size];
    this.df = count.expand(this.batchShape);
    this.scaleTril = lower.expand([...this.batchShape, size, size]);
    const least = count.detach().amin().item();
    if (!(least > size - 1)) {
      throw new OptionError(
        'Wishart',
        'df',
        least,
        `above ${size - 1}, the size of matrices less 1`,
      );
    }
  }

  expand(batchShape: readonly number[]): Wishart {
    return new Wishart(this.df.expand(batchShape), {
      scaleTril: this.scaleTril.expand([...batchShape, ...this.eventShape]),
    });
  }

  /**
   * By Bartlett's decomposition. PyTorch 2.15 draws again what is positive definite at first, and only then what is not: so does
   * this, for the same draws.
   */
  override rsample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    const each = [...this.batchShape, ...this.eventShape];
    let draws = this.#bartlett(sampleShape).reshape([-1, ...each]);
    let again = placesWhere(draws, (isDefinite) => isDefinite);
    for (let tries = 0; tries < MOST_TRIES && again.length > 0; tries++) {
      const fresh = this.#bartlett([again.length]);
      draws = draws.indexCopy(0, tensor(Int32Array.from(again)), fresh);
      const singular = placesWhere(fresh, (isDefinite) => !isDefinite);
      again = singular.map((place) => again[place]);
    }
    return draws.reshape(shape);
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const [size] = this.eventShape;
      const lower = this.scaleTril.expand([...value.shape.slice(0, -2), size, size]);
      const trace = value.choleskySolve(lower).diagonal(0, -2, -1).sum(-1);
      const [, logDet] = value.slogdet();
      return this.df
        .sub(size + 1)
        .div(2)
        .mul(logDet)
        .sub(trace.div(2))
        .sub(this.df.mul(this.halfLogDet()))
        .sub(this.df.div(2).mvlgamma(size));
    });
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const [size] = this.eventShape;
      const half = this.df.div(2);
      return this.halfLogDet()
        .mul(size + 1)
        .add(half.mvlgamma(size))
        .sub(half.sub((size + 1) / 2).mul(slopes(half, size)))
        .add(half.mul(size));
    });
  }

  override get mean(): Tensor {
    return this.#times(this.df);
  }

  /** NaN up to a `df` of n + 1. */
  override get mode(): Tensor {
    const factor = this.df.sub(this.eventShape[0] + 1);
    return this.#times(where(factor.le(0), NaN, factor));
  }

  override get variance(): Tensor {
    return asOneOperation(() => {
      const covariance = this.covarianceMatrix;
      const own = covariance.diagonal(0, -2, -1);
      const both = own.unsqueeze(-1).mul(own.unsqueeze(-2));
      return covariance.square().add(both).mul(this.df.unsqueeze(-1).unsqueeze(-1));
    });
  }

  /** The covariance of the vectors, `[..., n, n]`. */
  get covarianceMatrix(): Tensor {
    return this.scaleTril.matmul(this.scaleTril.mT);
  }

  #times(factor: Tensor): Tensor {
    return asOneOperation(() => this.covarianceMatrix.mul(factor.unsqueeze(-1).unsqueeze(-1)));
  }

  /**
   * Of twice the covariance, half of the logarithm of its determinant.
   * @internal
   */
  halfLogDet(): Tensor {
    const ofLower = this.scaleTril.diagonal(0, -2, -1).log().sum(-1);
    return ofLower.add((this.eventShape[0] * Math.LN2) / 2);
  }

  #bartlett(sampleShape: readonly number[]): Tensor {
    const [size] = this.eventShape;
    const lengths = new Chi2(this.df.unsqueeze(-1).sub(arange(size))).rsample(sampleShape);
    const below = randn([...sampleShape, ...this.batchShape, (size * (size - 1)) / 2]);
    const [rows, columns] = trilIndices(size, size, -1).unbind(0);
    return asOneOperation(() => {
      const noise = lengths.sqrt().clamp({ min: EPSILON }).diagEmbed();
      const factor = this.scaleTril.matmul(noise.indexPut(['...', rows, columns], below));
      return factor.matmul(factor.mT);
    });
  }
}

/** How fast the logarithm of the gamma function of so many dimensions grows. */
const slopes = (x: Tensor, dimensions: number): Tensor =>
  x.unsqueeze(-1).sub(arange(dimensions).div(2)).digamma().sum(-1);

/** How far p is from q, in nats. */
export function divergenceOfWisharts(p: Wishart, q: Wishart): Tensor {
  const [size] = p.eventShape;
  const [a, b] = [p.df.div(2), q.df.div(2)];
  const lower = q.scaleTril.expand(broadcastShapes(p.scaleTril.shape, q.scaleTril.shape));
  const ratio = p.covarianceMatrix.expand(lower.shape).choleskySolve(lower);
  return q
    .halfLogDet()
    .sub(p.halfLogDet())
    .mul(q.df)
    .add(ratio.diagonal(0, -2, -1).sum(-1).sub(size).mul(a))
    .add(b.mvlgamma(size))
    .sub(a.mvlgamma(size))
    .add(a.sub(b).mul(slopes(a, size)));
}

/** The numbers of draws `[draws, ...batch, n, n]` of which any is positive definite, or any is not. */
function placesWhere(draws: Tensor, isWanted: (isDefinite: boolean) => boolean): number[] {
  const [count] = draws.shape;
  const [size] = draws.shape.slice(-1);
  const values = draws.detach().dataSync();
  const each = values.length / Math.max(count, 1);
  return Array.from({ length: count }, (_, place) => place).filter((place) => {
    for (let at = place * each; at < (place + 1) * each; at += size * size) {
      if (isWanted(isPositiveDefinite(values.subarray(at, at + size * size), size))) return true;
    }
    return false;
  });
}

/** By Cholesky's factorization in float32, as far as PyTorch sees it. */
function isPositiveDefinite(matrix: ArrayLike<number>, size: number): boolean {
  const lower = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j];
      for (let k = 0; k < j; k++) rest -= lower[i * size + k] * lower[j * size + k];
      if (i === j && !(rest > 0)) return false;
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j];
    }
  }
  return true;
}
