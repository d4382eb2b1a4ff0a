/** Normal distributions of several numbers that vary together. PyTorch: `torch.distributions.MultivariateNormal`. */
import {
  asOneOperation,
  broadcastShapes,
  checkTensor,
  linalg,
  randn,
  ShapeError,
  type Tensor,
} from '../tensor/index.js';
import { type Covariance, scaleTrilOf } from './covariance.js';
import { NormalVectors } from './normal-vectors.js';

/**
 * `new MultivariateNormal(loc, { covarianceMatrix })`; `loc` is `[..., n]`.
 * @throws ShapeError when shapes don't fit, OptionError unless the covariance is given one way, LinAlgError where it is none.
 */
export class MultivariateNormal extends NormalVectors {
  readonly batchShape: readonly number[];
  /** The shape of a draw: how many numbers vary together. */
  override readonly eventShape: readonly [size: number];
  readonly loc: Tensor;
  /** The lower factor of the covariance, `[..., n, n]`. */
  readonly scaleTril: Tensor;

  constructor(loc: Tensor, options: Covariance) {
    super();
    checkTensor('MultivariateNormal', loc, 'the mean');
    this.scaleTril = scaleTrilOf('MultivariateNormal', options);
    const { shape } = this.scaleTril;
    const size = loc.shape[loc.ndim - 1];
    if (shape[shape.length - 1] !== size) {
      throw new ShapeError(
        'MultivariateNormal',
        [loc.shape, shape],
        `MultivariateNormal: for a mean of shape [${loc.shape.join(', ')}] the covariance must be [..., ${size}, ${size}], got ` +
          `[${shape.join(', ')}].`,
      );
    }
    this.batchShape = broadcastShapes(loc.shape.slice(0, -1), shape.slice(0, -2));
    this.eventShape = [size];
    this.loc = loc.expand([...this.batchShape, size]);
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

  override get variance(): Tensor {
    return asOneOperation(() => this.scaleTril.square().sum(-1).expand(this.loc.shape));
  }

  get covarianceMatrix(): Tensor {
    return this.scaleTril.matmul(this.scaleTril.mT);
  }

  get factor(): Tensor {
    return this.scaleTril;
  }

  distance(columns: Tensor): Tensor {
    const [size] = this.eventShape;
    const matrices = (x: Tensor) => x.shape.slice(0, -2);
    const batch = broadcastShapes(matrices(this.scaleTril), matrices(columns));
    const lower = this.scaleTril.expand([...batch, size, size]);
    const right = columns.expand([...batch, ...columns.shape.slice(-2)]);
    return linalg.solveTriangular(lower, right, { upper: false }).square().sum([-2, -1]);
  }

  halfLogDet(): Tensor {
    return this.scaleTril.diagonal(0, -2, -1).log().sum(-1);
  }
}
