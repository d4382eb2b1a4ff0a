/** What losses as modules have in common. */
import { checkOptionNames, type OptionNames, type Tensor } from '../../tensor/index.js';
import { checkChoice } from '../layer-options.js';
import { Module } from '../module.js';

/** KLDivLoss alone has batchmean. */
const REDUCTIONS: readonly string[] = ['mean', 'sum', 'none', 'batchmean'];

/** What is looked at here. The options that are tensors PyTorch keeps as buffers, in the state dict too. */
interface Checked {
  readonly reduction?: string;
  readonly weight?: Tensor;
  readonly posWeight?: Tensor;
}

/** A module that computes a loss by its options. `Arguments` are what it is called with. */
export abstract class Loss<
  Options extends object,
  Arguments extends unknown[] = [input: Tensor, target: Tensor],
> extends Module<Arguments> {
  /** @param names all options that the loss has */
  constructor(
    readonly options: Options,
    names: OptionNames<Options>,
  ) {
    super();
    checkOptionNames(this.constructor.name, options, names);
    const { weight, posWeight, reduction }: Checked = options;
    if (reduction !== undefined) {
      checkChoice(this.constructor.name, 'reduction', reduction, REDUCTIONS);
    }
    if (weight) this.registerBuffer('weight', weight);
    if (posWeight) this.registerBuffer('posWeight', posWeight, { key: 'pos_weight' });
  }
}
