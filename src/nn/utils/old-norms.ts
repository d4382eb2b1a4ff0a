/**
 * Norms of weights under the names that PyTorch's older functions give their parts in state dicts: `weight_g`, `weight_orig`.
 * For models and files made by them; `parametrizations` has their successors.
 */
import { noGrad, OptionError, randn, type Tensor } from '../../tensor/index.js';
import { normalize } from '../functional/normalization.js';
import { Parameter } from '../parameter.js';
import {
  type AnyModule,
  type SpectralNormOptions,
  spectralNormOf,
  type WeightNormOptions,
  weightNormOf,
} from './normed-weight.js';

/** Options of {@link weightNorm}. */
export type OldWeightNormOptions = WeightNormOptions;

/** Options of {@link spectralNorm}. */
export type OldSpectralNormOptions = SpectralNormOptions;

/** What a weight is computed from, by the ends of the names: undone by deleting these fields. */
interface Computed {
  readonly kind: 'weightNorm' | 'spectralNorm';
  readonly parts: readonly string[];
}

const computed = new WeakMap<AnyModule, Map<string, Computed>>();

const part = (module: AnyModule, name: string): Tensor => Reflect.get(module, name) as Tensor;

const learnt = (value: Tensor, like: Tensor): Parameter =>
  new Parameter(noGrad(() => value.clone())).requiresGrad_(like.requiresGrad);

/** Not enumerable: the module must not count a computed value as its state. */
function computeAtEachUse(
  module: AnyModule,
  name: string,
  how: Computed,
  compute: () => Tensor,
): void {
  const known = computed.get(module) ?? new Map<string, Computed>();
  computed.set(module, known.set(name, how));
  Object.defineProperty(module, name, { configurable: true, enumerable: false, get: compute });
}

function makeOwnAgain(module: AnyModule, name: string, kind: Computed['kind']): void {
  const how = computed.get(module)?.get(name);
  if (how?.kind !== kind) {
    throw new OptionError(
      module.constructor.name,
      name,
      'a plain parameter',
      `one that nn.utils.${kind} computes`,
    );
  }
  const [first] = how.parts;
  const value = noGrad(() => part(module, name).clone());
  const own = new Parameter(value).requiresGrad_(part(module, first).requiresGrad);
  for (const field of how.parts) Reflect.deleteProperty(module, field);
  computed.get(module)?.delete(name);
  module.registerParameter(name, own);
}

/**
 * Learns a weight's length, `weight_g`, and direction, `weight_v`, by themselves. PyTorch: `torch.nn.utils.weight_norm`; see
 * {@link https://arxiv.org/abs/1602.07868 | Salimans & Kingma 2016}.
 * @throws OptionError when the module has no such parameter.
 */
export function weightNorm<M extends AnyModule>(module: M, options: OldWeightNormOptions = {}): M {
  const { name, weight, norm } = weightNormOf(module, options);
  const [length, direction] = noGrad(() => norm.rightInverse(weight));
  const parts = [`${name}_g`, `${name}_v`];
  module.registerParameter(parts[0], learnt(length, weight));
  module.registerParameter(parts[1], learnt(direction, weight));
  computeAtEachUse(module, name, { kind: 'weightNorm', parts }, () =>
    norm.forward(part(module, parts[0]), part(module, parts[1])),
  );
  return module;
}

/**
 * Makes the weight a parameter of its own again. PyTorch: `torch.nn.utils.remove_weight_norm`.
 * @throws OptionError unless `weightNorm` computes it.
 */
export function removeWeightNorm<M extends AnyModule>(module: M, name = 'weight'): M {
  makeOwnAgain(module, name, 'weightNorm');
  return module;
}

/**
 * Divides a weight, `weight_orig`, by its largest singular value, which power iteration follows at each use in training by the
 * buffers `weight_u` and `weight_v`. PyTorch: `torch.nn.utils.spectral_norm`; see
 * {@link https://arxiv.org/abs/1802.05957 | Miyato et al. 2018}.
 * @throws OptionError when the module has no such parameter.
 */
export function spectralNorm<M extends AnyModule>(
  module: M,
  options: OldSpectralNormOptions = {},
): M {
  const { name, weight, dim: rows, nPowerIterations, eps } = spectralNormOf(module, options);
  const others = weight.shape.map((_, i) => i).filter((i) => i !== rows);
  const matrixOf = (given: Tensor) =>
    given.permute([rows, ...others]).reshape([given.shape[rows], -1]);
  const unit = (vector: Tensor) => normalize(vector, { dim: 0, eps });
  const [original, left, right] = [`${name}_orig`, `${name}_u`, `${name}_v`];
  const height = weight.shape[rows];
  module.registerParameter(original, learnt(weight, weight));
  module.registerBuffer(left, unit(randn([height])));
  module.registerBuffer(right, unit(randn([weight.numel() / height])));
  const how: Computed = { kind: 'spectralNorm', parts: [original, left, right] };
  computeAtEachUse(module, name, how, () => {
    const [given, u, v] = how.parts.map((field) => part(module, field));
    const matrix = matrixOf(given);
    if (module.training) {
      noGrad(() => {
        for (let i = 0; i < nPowerIterations; i++) {
          v.copy_(unit(matrix.mT.matmul(u)));
          u.copy_(unit(matrix.matmul(v)));
        }
      });
    }
    // Copies: another pass changes the buffers before this one's gradients are computed.
    const [fixedU, fixedV] = noGrad(() => [u.clone(), v.clone()]);
    return given.div(fixedU.dot(matrix.matmul(fixedV)));
  });
  return module;
}

/**
 * Makes the weight as it is now a parameter of its own again. PyTorch: `torch.nn.utils.remove_spectral_norm`.
 * @throws OptionError unless `spectralNorm` computes it.
 */
export function removeSpectralNorm<M extends AnyModule>(module: M, name = 'weight'): M {
  const { training } = module;
  // Taking the value must not move it.
  module.eval();
  makeOwnAgain(module, name, 'spectralNorm');
  module.train(training);
  return module;
}
