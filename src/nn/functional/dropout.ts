/** Dropout. */
import { defaultGenerator, stepRandom } from '../../random/index.js';
import { asOneOperation, OptionError, Tensor } from '../../tensor/index.js';

export interface DropoutOptions {
  /** The probability that an element becomes 0. Default 0.5. */
  p?: number;
  training?: boolean;
}

/**
 * Sets elements to 0 by chance and scales the others by 1 / (1 - p). PyTorch:
 * `torch.nn.functional.dropout`; its masks are drawn as on PyTorch's CPU.
 * @throws OptionError when `p` is not from 0 to 1.
 */
export function dropout(x: Tensor, { p = 0.5, training = true }: DropoutOptions = {}): Tensor {
  checkProbability('dropout', p);
  if (!training || p === 0) return x;
  return asOneOperation(() => {
    const fill = () => {
      const mask = defaultGenerator.bernoulli(x.numel(), 1 - p);
      return p === 1 ? mask : mask.map((kept) => kept / (1 - p));
    };
    const mask = stepRandom({ shape: [...x.shape], dtype: 'float32', fill });
    return x.mul(Tensor.fromTfjs(mask, 'dropout'));
  });
}

export function checkProbability(owner: string, p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new OptionError(owner, 'p', p, 'a probability from 0 to 1');
}
