/** The Kullback-Leibler divergence. */
import { asOneOperation, type Tensor, withDefaults } from '../../../tensor/index.js';
import { warnOfDivergence } from './class-mistakes.js';
import { checkSameShape, type Reduction, reduced } from './reduction.js';

/** Options of {@link klDiv}. */
export interface KLDivOptions {
  /** `'batchmean'` is the divergence itself; the mean is over all elements. Default `'mean'`. */
  reduction?: Reduction | 'batchmean';
  /** The target is logarithms too. Default false. */
  logTarget?: boolean;
}

/**
 * How far log probabilities are from the target's probabilities. Input and target have the same shape. PyTorch:
 * `kl_div`.
 */
export function klDiv(input: Tensor, target: Tensor, options: KLDivOptions = {}): Tensor {
  warnOfDivergence(klDiv, input, target, options.logTarget ?? false);
  return klDivOf(input, target, options);
}

/** As `klDiv`, where the mistakes are said elsewhere. */
export function klDivOf(input: Tensor, target: Tensor, options: KLDivOptions): Tensor {
  const { reduction, logTarget } = withDefaults('klDiv', options, {
    reduction: 'mean',
    logTarget: false,
  });
  checkSameShape('KLDivLoss', input, target);
  return asOneOperation(() => {
    const losses = logTarget
      ? target.exp().mul(target.sub(input))
      : target.xlogy(target).sub(target.mul(input));
    if (reduction === 'batchmean') return losses.sum().div(input.shape[0] ?? 1);
    return reduced(losses, reduction);
  });
}
