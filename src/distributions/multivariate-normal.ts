/** Normal distributions of several numbers that vary together. PyTorch: `torch.distributions.MultivariateNormal`. */
import {
  asOneOperation,
  broadcastShapes,
  checkTensor,
  linalg,
  OptionError,
  randn,
  ShapeError,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import { Distribution } from './distribution.js';

/** How numbers vary together: by one of both. */
export interface MultivariateNormalOptions {
  /** `[..., n, n]`, positive definite. */
  covarianceMatrix?: Tensor | undefined;
  /** The lower factor of the covariance, `[..., n, n]`: cheaper where it is known. */
  scaleTril?: Tensor | undefined;
}

/**
 * `new MultivariateNormal(loc, { covarianceMatrix })`; `loc` is `[..., n]`.
 * @throws ShapeError when shapes don't fit, OptionError unless the covariance is given one way, LinAlgError where it is none.
 */
export class MultivariateNormal extends Distribution {
  readonly batchShape: readonly number[];
  override readonly eventShape: readonly number[];
  /** The means, `[..., n]`. */
  readonly loc: Tensor;
  /** The lower factor of the covariance, `[..., n, n]`. */
  readonly scaleTril: Tensor;

  constructor(loc: Tensor, options: MultivariateNormalOptions) {
    super();
    checkTensor('MultivariateNormal', loc, 'the mean');
    const { covarianceMatrix, scaleTril } = withDefaults('MultivariateNormal', options, {
      covarianceMatrix: undefined,
      scaleTril: undefined,
    });
    const given = covarianceMatrix ?? scaleTril;
    if (given === undefined || (covarianceMatrix && scaleTril)) {
      const found = given === undefined ? 'neither' : 'both';
      const wanted = 'given as covarianceMatrix or as scaleTril, one of both';
      throw new OptionError('MultivariateNormal', 'the covariance', found, wanted);
    }
    checkTensor('MultivariateNormal', given, 'the covariance');
    const size = loc.shape[loc.ndim - 1];
    if (given.ndim < 2 || `${given.shape.slice(-2)}` !== `${size},${size}`) {
      throw new ShapeError(
        'MultivariateNormal',
        [loc.shape, given.shape],
        `MultivariateNormal: for a mean of shape [${loc.shape.join(', ')}] the covariance must be [..., ${size}, ${size}], got ` +
          `[${given.shape.join(', ')}].`,
      );
    }
    this.batchShape = broadcastShapes(loc.shape.slice(0, -1), given.shape.slice(0, -2));
    this.eventShape = [size];
    this.loc = loc.expand([...this.batchShape, size]);
    this.scaleTril = scaleTril ?? linalg.cholesky(given);
  }

  expand(batchShape: readonly number[]): MultivariateNormal {
    const [size] = this.eventShape;
    return new MultivariateNormal(this.loc.expand([...batchShape, size]), {
      scaleTril: this.scaleTril.expand([...batchShape, size, size]),
    });
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const noise = randn(this.shapeOf(sampleShape));
    return asOneOperation(() =>
      this.loc.add(this.scaleTril.matmul(noise.unsqueeze(-1)).squeeze(-1)),
    );
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const [size] = this.eventShape;
      const apart = value.sub(this.loc).unsqueeze(-1);
      const batch = apart.shape.slice(0, -2);
      const lower = this.scaleTril.expand([...batch, size, size]);
      const solved = linalg.solveTriangular(lower, apart, { upper: false });
      const distance = solved.square().sum([-2, -1]);
      return distance
        .add(size * Math.log(2 * Math.PI))
        .mul(-0.5)
        .sub(this.#halfLogDet());
    });
  }

  override entropy(): Tensor {
    const [size] = this.eventShape;
    const constant = 0.5 * size * (1 + Math.log(2 * Math.PI));
    return asOneOperation(() => this.#halfLogDet().add(constant).expand(this.batchShape));
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return asOneOperation(() => this.scaleTril.square().sum(-1).expand(this.loc.shape));
  }

  /** The covariance, `[..., n, n]`. */
  get covarianceMatrix(): Tensor {
    return this.scaleTril.matmul(this.scaleTril.mT);
  }

  #halfLogDet(): Tensor {
    return this.scaleTril.diagonal(0, -2, -1).log().sum(-1);
  }
}
