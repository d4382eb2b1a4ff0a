/** Covariances, as distributions are made with them. */
import {
  checkTensor,
  linalg,
  OptionError,
  ShapeError,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';

/** How numbers vary together: by one of both. */
export interface Covariance {
  /** `[..., n, n]`, positive definite. */
  covarianceMatrix?: Tensor | undefined;
  /** The lower factor of the covariance, `[..., n, n]`: cheaper where it is known. */
  scaleTril?: Tensor | undefined;
}

/**
 * The lower factor, `[..., n, n]`.
 * @throws OptionError unless the covariance is given one way, ShapeError unless matrices are square, LinAlgError where one is no
 *   covariance.
 */
export function scaleTrilOf(owner: string, options: Covariance): Tensor {
  const { covarianceMatrix, scaleTril } = withDefaults(owner, options, {
    covarianceMatrix: undefined,
    scaleTril: undefined,
  });
  const given = covarianceMatrix ?? scaleTril;
  if (given === undefined || (covarianceMatrix && scaleTril)) {
    const found = given === undefined ? 'neither' : 'both';
    const wanted = 'given as covarianceMatrix or as scaleTril, one of both';
    throw new OptionError(owner, 'the covariance', found, wanted);
  }
  checkTensor(owner, given, 'the covariance');
  const [rows, columns] = given.shape.slice(-2);
  if (given.ndim < 2 || rows !== columns) {
    throw new ShapeError(
      owner,
      [given.shape],
      `${owner}: the covariance must be square, [..., n, n], got [${given.shape.join(', ')}].`,
    );
  }
  return scaleTril ?? linalg.cholesky(given);
}
