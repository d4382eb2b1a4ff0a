/** What losses as modules have in common. */
import type { Tensor } from '../../tensor/index.js';
import { Module } from '../module.js';

/** The options that are tensors: PyTorch keeps them as buffers, in the state dict too. */
interface Weights {
  readonly weight?: Tensor;
  readonly posWeight?: Tensor;
}

/** A module that computes a loss by its options. `Arguments` are what it is called with. */
export abstract class Loss<
  Options extends object,
  Arguments extends unknown[] = [input: Tensor, target: Tensor],
> extends Module<Arguments> {
  constructor(readonly options: Options = {} as Options) {
    super();
    const { weight, posWeight }: Weights = options;
    if (weight) this.registerBuffer('weight', weight);
    if (posWeight) this.registerBuffer('posWeight', posWeight, { key: 'pos_weight' });
  }
}
