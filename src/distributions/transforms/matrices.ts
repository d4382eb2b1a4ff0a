/** Matrices that have to be of a kind. PyTorch: `torch.distributions.LowerCholeskyTransform`, `PositiveDefiniteTransform`. */
import { linalg, type Tensor } from '../../tensor/index.js';
import { Transform } from './transform.js';

/** `[..., n, n]` numbers as lower triangular matrices with a positive diagonal. */
export class LowerCholeskyTransform extends Transform {
  override get domainDims(): number {
    return 2;
  }

  apply(x: Tensor): Tensor {
    return x.tril(-1).add(x.diagonal(0, -2, -1).exp().diagEmbed());
  }

  override invert(y: Tensor): Tensor {
    return y.tril(-1).add(y.diagonal(0, -2, -1).log().diagEmbed());
  }
}

/** `[..., n, n]` numbers as positive definite matrices. */
export class PositiveDefiniteTransform extends Transform {
  readonly #lower = new LowerCholeskyTransform();

  override get domainDims(): number {
    return 2;
  }

  apply(x: Tensor): Tensor {
    const lower = this.#lower(x);
    return lower.matmul(lower.mT);
  }

  override invert(y: Tensor): Tensor {
    return this.#lower.inv(linalg.cholesky(y));
  }
}
