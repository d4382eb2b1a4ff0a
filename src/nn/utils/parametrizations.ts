/** Parametrizations of weights. PyTorch: `torch.nn.utils.parametrizations`. */
import { noGrad, randn, type Tensor } from '../../tensor/index.js';
import { normalize } from '../functional/normalization.js';
import { Module } from '../module.js';
import {
  type AnyModule,
  type SpectralNormOptions,
  spectralNormOf,
  type WeightNormOptions,
  weightNormOf,
} from './normed-weight.js';
import { registerParametrization } from './parametrize.js';

export type { SpectralNormOptions, WeightNormOptions } from './normed-weight.js';
export { type OrthogonalMap, type OrthogonalOptions, orthogonal } from './orthogonal.js';

/**
 * Learns a weight's length and direction by themselves. PyTorch: `weight_norm`; see
 * {@link https://arxiv.org/abs/1602.07868 | Salimans & Kingma 2016}.
 * @throws OptionError when the module has no such parameter.
 */
export function weightNorm<M extends AnyModule>(module: M, options: WeightNormOptions = {}): M {
  const { name, norm } = weightNormOf(module, options);
  return registerParametrization(module, name, norm);
}

/** Divides a weight by its largest singular value, which power iteration follows. */
class SpectralNorm extends Module {
  declare readonly _u: Tensor;
  declare readonly _v: Tensor;

  constructor(
    weight: Tensor,
    readonly dim: number,
    readonly iterations: number,
    readonly eps: number,
  ) {
    super();
    if (weight.ndim === 1) return;
    noGrad(() => {
      const matrix = this.#matrix(weight);
      const [rows, columns] = matrix.shape;
      const start = (size: number) => normalize(randn([size]), { dim: 0, eps });
      this.registerBuffer('_u', start(rows));
      this.registerBuffer('_v', start(columns));
      this.#iterate(matrix, 15);
    });
  }

  forward(weight: Tensor): Tensor {
    if (weight.ndim === 1) return normalize(weight, { dim: 0, eps: this.eps });
    const matrix = this.#matrix(weight);
    if (this.training) noGrad(() => this.#iterate(matrix, this.iterations));
    // Copies: another pass changes the buffers before this one's gradients are computed.
    const [u, v] = noGrad(() => [this._u.clone(), this._v.clone()]);
    return weight.div(u.dot(matrix.matmul(v)));
  }

  rightInverse(weight: Tensor): Tensor {
    return weight;
  }

  #matrix(weight: Tensor): Tensor {
    const order = weight.shape.map((_, i) => i).filter((i) => i !== this.dim);
    return weight.permute([this.dim, ...order]).flatten(1);
  }

  #iterate(matrix: Tensor, times: number): void {
    const { eps } = this;
    const transposed = matrix.transpose(0, 1);
    for (let i = 0; i < times; i++) {
      this._u.copy_(normalize(matrix.matmul(this._v), { dim: 0, eps }));
      this._v.copy_(normalize(transposed.matmul(this._u), { dim: 0, eps }));
    }
  }
}

/**
 * Keeps the largest singular value of a weight at 1. PyTorch: `spectral_norm`; see
 * {@link https://arxiv.org/abs/1802.05957 | Miyato et al. 2018}.
 * @throws OptionError when the module has no such parameter.
 */
export function spectralNorm<M extends AnyModule>(module: M, options: SpectralNormOptions = {}): M {
  const { name, weight, dim, nPowerIterations, eps } = spectralNormOf(module, options);
  return registerParametrization(
    module,
    name,
    new SpectralNorm(weight, dim, nPowerIterations, eps),
  );
}
