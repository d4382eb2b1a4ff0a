/** The parameter that is to be computed from others. */
import { OptionError, type Tensor } from '../../tensor/index.js';
import type { Module } from '../module.js';

/** @throws OptionError when the module has no parameter of this name. */
export function weightOf(owner: string, module: Module<never, unknown>, name: string): Tensor {
  const found = module.namedParameters().find(([path]) => path === name);
  if (found) return found[1];
  const names = module.namedParameters().map(([path]) => path);
  throw new OptionError(owner, 'name', `'${name}'`, `one of ${names.join(', ')}`);
}
