/** Powers of numbers as rows. PyTorch: `torch.vander`. */
import { ShapeError } from './errors.js';
import { stack } from './joining.js';
import { asOneOperation } from './kernel.js';
import { checkTensor } from './operands.js';
import { checkWhole, withDefaults } from './options.js';
import { show } from './shapes.js';
import type { Tensor } from './tensor.js';

/** Options of {@link vander}. */
export interface VanderOptions {
  /** How many powers. Default: as many as there are numbers. */
  N?: number | undefined;
  /** Whether they rise from 0, or fall to it. Default false. */
  increasing?: boolean;
}

/** The powers 0 to `count` - 1 of `[..., n]`, `[..., n, count]`. */
export function risingPowers(operation: string, x: Tensor, given: number | undefined): Tensor[] {
  checkTensor(operation, x, 'the list of numbers');
  const size = x.shape[x.ndim - 1];
  if (size === undefined) {
    throw new ShapeError(
      operation,
      [x.shape],
      `${operation}: it takes a vector; the shape is ${show(x.shape)}.`,
    );
  }
  const count = given ?? size;
  checkWhole(operation, 'N', count, 0);
  const powers: Tensor[] = [x.newOnes(x.shape)];
  while (powers.length < count) powers.push(powers[powers.length - 1].mul(x));
  return powers.slice(0, count);
}

/**
 * A matrix whose columns are powers of a vector's elements, `[n]` to `[n, N]`. PyTorch: `torch.vander`.
 * @throws ShapeError unless it is a vector.
 */
export function vander(x: Tensor, options: VanderOptions = {}): Tensor {
  const { N, increasing } = withDefaults('vander', options, { N: undefined, increasing: false });
  checkTensor('vander', x, 'the list of numbers');
  if (x.ndim !== 1) {
    throw new ShapeError(
      'vander',
      [x.shape],
      `vander: it takes a vector; the shape is ${show(x.shape)}.`,
    );
  }
  return asOneOperation(() => {
    const powers = risingPowers('vander', x, N);
    if (powers.length === 0) return x.newZeros([x.numel(), 0]);
    return stack(increasing ? powers : powers.toReversed(), 1);
  });
}
