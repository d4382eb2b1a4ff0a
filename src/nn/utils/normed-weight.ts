/** What the norms of weights are told, alike for `parametrizations` and for the older functions. */
import { checkWhole, type Tensor, withDefaults } from '../../tensor/index.js';
import type { Module } from '../module.js';
import { WeightNorm } from './length-and-direction.js';
import { checkedDim, dimOfOutputs, weightOf } from './parametrized-weight.js';

/** Any module, whatever it takes and gives. */
export type AnyModule = Module<never, unknown>;

/** Options of `weightNorm`. */
export interface WeightNormOptions {
  /** Which parameter. Default `'weight'`. */
  name?: string;
  /** The dimension whose entries have a length each; null for one length. Default 0. */
  dim?: number | null;
}

/** Options of `spectralNorm`. */
export interface SpectralNormOptions {
  /** Which parameter. Default `'weight'`. */
  name?: string;
  /** Power iterations at each use in training. Default 1. */
  nPowerIterations?: number;
  /** Default 1e-12. */
  eps?: number;
  /** The dimension of outputs. Default 0; 1 for transposed convolutions. */
  dim?: number;
}

/**
 * The weight that is meant, and its norm.
 * @throws OptionError when the module has no such parameter, IndexError when that has no such dimension
 */
export function weightNormOf(
  module: AnyModule,
  options: WeightNormOptions,
): { readonly name: string; readonly weight: Tensor; readonly norm: WeightNorm } {
  const { name, dim } = withDefaults('weightNorm', options, { name: 'weight', dim: 0 });
  const weight = weightOf('weightNorm', module, name);
  const checked = dim === null || dim === -1 ? null : checkedDim('weightNorm', weight, dim);
  return { name, weight, norm: new WeightNorm(checked) };
}

/** How a weight is divided by its largest singular value. */
export interface SpectralNormed {
  readonly name: string;
  readonly weight: Tensor;
  readonly dim: number;
  readonly nPowerIterations: number;
  readonly eps: number;
}

/** @throws OptionError when the module has no such parameter, IndexError when that has no such dimension */
export function spectralNormOf(module: AnyModule, options: SpectralNormOptions): SpectralNormed {
  const { name, nPowerIterations, eps, dim } = withDefaults('spectralNorm', options, {
    name: 'weight',
    nPowerIterations: 1,
    eps: 1e-12,
    dim: undefined,
  });
  checkWhole('spectralNorm', 'nPowerIterations', nPowerIterations, 1);
  const weight = weightOf('spectralNorm', module, name);
  const rows = checkedDim('spectralNorm', weight, dim ?? dimOfOutputs(module));
  return { name, weight, dim: rows, nPowerIterations, eps };
}
