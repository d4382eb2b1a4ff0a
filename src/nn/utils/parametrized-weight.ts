/** The parameter that is to be computed from others. */
import { IndexError, OptionError, type Tensor } from '../../tensor/index.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../conv-transpose.js';
import type { Module } from '../module.js';

/** @throws OptionError when the module has no parameter of this name. */
export function weightOf(owner: string, module: Module<never, unknown>, name: string): Tensor {
  const found = module.namedParameters().find(([path]) => path === name);
  if (found) return found[1];
  const names = module.namedParameters().map(([path]) => path);
  throw new OptionError(owner, 'name', `'${name}'`, `one of ${names.join(', ')}`);
}

/** @throws IndexError when the weight has no such dimension. */
export function checkedDim(owner: string, weight: Tensor, dim: number): number {
  if (Number.isInteger(dim) && dim >= -weight.ndim && dim < weight.ndim) {
    return dim < 0 ? dim + weight.ndim : dim;
  }
  throw new IndexError(owner, `dimension ${dim} is out of range for shape [${weight.shape}].`);
}

/** Where a layer's weight has its outputs. */
export function dimOfOutputs(module: Module<never, unknown>): 0 | 1 {
  const transposed = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d];
  return transposed.some((layer) => (module as object) instanceof layer) ? 1 : 0;
}
