/** Weights that stay orthogonal. PyTorch: `torch.nn.utils.parametrizations.orthogonal`. */
import {
  cat,
  eye,
  noGrad,
  OptionError,
  randn,
  ShapeError,
  type Tensor,
  tensor,
  withDefaults,
} from '../../tensor/index.js';
import { orthonormal, reflectors } from '../init-values.js';
import { checkChoice } from '../layer-options.js';
import { Module } from '../module.js';
import { registerParametrization } from './parametrize.js';
import { weightOf } from './parametrized-weight.js';

/** How a free matrix becomes an orthogonal one. */
export type OrthogonalMap = 'matrixExp' | 'cayley' | 'householder';

/** Options of {@link orthogonal}. */
export interface OrthogonalOptions {
  /** Which parameter. Default `'weight'`. */
  name?: string;
  /** Default `'matrixExp'` for square matrices, `'householder'` for others. */
  orthogonalMap?: OrthogonalMap;
  /** Whether it starts from the weight as it is, kept as the buffer `base`. Default true. */
  useTrivialization?: boolean;
}

const EPSILON = 2 ** -23;

/** As many rows as columns, or more. */
const standing = (x: Tensor): Tensor => (x.shape[0] < x.shape[1] ? x.transpose(0, 1) : x);

class Orthogonal extends Module {
  /** What the orthogonal matrix is multiplied with, `[n, n]`; undefined without trivialization. */
  declare readonly base: Tensor | undefined;

  constructor(
    readonly shape: readonly number[],
    readonly orthogonalMap: OrthogonalMap,
    readonly useTrivialization: boolean,
  ) {
    super();
  }

  forward(given: Tensor): Tensor {
    const x = standing(given);
    const q = this.orthogonalMap === 'householder' ? reflected(x) : this.#rotated(x);
    const result = this.base ? this.base.matmul(q) : q;
    return x === given ? result : result.transpose(0, 1);
  }

  /** The first columns of a function of the skew-symmetric matrix below the diagonal. */
  #rotated(x: Tensor): Tensor {
    const [n, k] = x.shape;
    const below = x.tril();
    const square = n === k ? below : cat([below, x.newZeros([n, n - k])], 1);
    const skew = square.sub(square.transpose(0, 1));
    const q = this.orthogonalMap === 'matrixExp' ? skew.matrixExp() : cayley(skew);
    return n === k ? q : q.narrow(1, 0, k);
  }

  /**
   * What `forward` makes `weight [rows, columns]` of, or the nearest orthogonal matrix.
   * @throws OptionError for maps that have no inverse, without trivialization.
   */
  rightInverse(weight: Tensor): Tensor {
    if (`${weight.shape}` !== `${this.shape}`) {
      throw new ShapeError(
        'orthogonal',
        [weight.shape, this.shape],
        `orthogonal: the value has shape [${weight.shape.join(', ')}], the weight [${this.shape.join(', ')}].`,
      );
    }
    const x = standing(weight);
    const [n, k] = x.shape;
    if (this.useTrivialization) {
      const whole = n === k ? x : cat([x, randn([n, n - k])], 1);
      const isOrthogonal = n === k && isUnit(x);
      const q = isOrthogonal ? x.clone() : tensor(orthonormal(floats(whole), n, n), [n, n]);
      this.registerBuffer('base', q);
      return diagonalOf(weight, -1);
    }
    if (this.orthogonalMap !== 'householder') {
      throw new OptionError(
        'orthogonal',
        'useTrivialization',
        false,
        "true, or orthogonalMap 'householder': the other maps have no inverse",
      );
    }
    const vectors = tensor(reflectors(floats(x), n, k), [n, k]);
    return x === weight ? vectors : vectors.transpose(0, 1);
  }
}

const floats = (x: Tensor): Float32Array => Float32Array.from(x.dataSync());

/** A value on the diagonal, zeros elsewhere, in the shape of `like`. */
const diagonalOf = ({ shape }: Tensor, value: number): Tensor => eye(shape[0], shape[1]).mul(value);

function isUnit(square: Tensor): boolean {
  const [n] = square.shape;
  return square
    .transpose(0, 1)
    .matmul(square)
    .allclose(eye(n), { atol: 10 * n * EPSILON });
}

/** The product of the reflections at the columns below the diagonal, `[n, k]`; the diagonal has their signs. */
function reflected(x: Tensor): Tensor {
  const [n, k] = x.shape;
  const vectors = x.tril(-1).add(eye(n, k));
  const scales = vectors.square().sum(0).reciprocal().mul(2);
  let product: Tensor = eye(n, k);
  for (let i = k - 1; i >= 0; i--) {
    const vector = vectors.narrow(1, i, 1);
    const along = vector
      .transpose(0, 1)
      .matmul(product)
      .mul(scales.narrow(0, i, 1));
    product = product.sub(vector.matmul(along));
  }
  return product.mul(x.detach().diagonal().trunc());
}

/** (I - A / 2)^-1 (I + A / 2), see Cayley 1846. */
function cayley(skew: Tensor): Tensor {
  const unit = eye(skew.shape[0]);
  const half = skew.mul(0.5);
  return inverse(unit.sub(half)).matmul(unit.add(half));
}

/** Doubles the digits that are right: enough steps for condition numbers to some thousands. */
const STEPS = 32;

/** By Newton's iteration, which uses products alone. The last step has the gradient of the inverse. */
function inverse(matrix: Tensor): Tensor {
  const two = eye(matrix.shape[0]).mul(2);
  const known = noGrad(() => {
    const sizes = matrix.abs();
    let found = matrix.transpose(0, 1).div(sizes.sum(0).amax().mul(sizes.sum(1).amax()));
    for (let i = 0; i < STEPS; i++) found = found.matmul(two.sub(matrix.matmul(found)));
    return found;
  });
  return known.matmul(two.sub(matrix.matmul(known)));
}

/**
 * Keeps a weight `[rows, columns]` orthogonal: its columns, or its rows where there are fewer, are of length 1 and at
 * right angles. PyTorch: `orthogonal`; see {@link https://arxiv.org/abs/1909.09501 | Lezcano-Casado 2019}.
 * @throws OptionError when the module has no such parameter, or it is no matrix.
 */
export function orthogonal<M extends Module<never, unknown>>(
  module: M,
  options: OrthogonalOptions = {},
): M {
  const { name, orthogonalMap, useTrivialization } = withDefaults('orthogonal', options, {
    name: 'weight',
    orthogonalMap: undefined,
    useTrivialization: true,
  });
  const { shape } = weightOf('orthogonal', module, name);
  if (shape.length !== 2) {
    throw new OptionError('orthogonal', name, `of shape [${shape.join(', ')}]`, 'a matrix');
  }
  const map = orthogonalMap ?? (shape[0] === shape[1] ? 'matrixExp' : 'householder');
  checkChoice('orthogonal', 'orthogonalMap', map, ['matrixExp', 'cayley', 'householder']);
  return registerParametrization(module, name, new Orthogonal(shape, map, useTrivialization));
}
