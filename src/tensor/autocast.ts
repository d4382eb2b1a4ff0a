/** The precision in which products are computed. Follows promises, so async code may use it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { OptionError } from './errors.js';
import { checkedBody } from './options.js';

/** `float32` is the usual one; the others take half the bytes. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

const PRECISIONS: readonly string[] = ['float32', 'bfloat16', 'float16'] satisfies Precision[];

const mode = new AsyncLocalStorage<Precision>();

/**
 * Runs `body` in mixed precision: matrix products and convolutions (`linear`, `matmul`, attention, recurrent layers)
 * compute with numbers of 16 bits, which graphics cards multiply several times faster, and give such numbers; moving
 * them, `relu` and max pooling leave them so. All else computes in float32: sums, exponentials, normalization, softmax,
 * losses. Parameters stay in float32, and so do their gradients. `'float32'` turns it off inside of another one.
 *
 *     const loss = autocast('bfloat16', () => criterion(net(images), labels));
 *     loss.backward();  // outside: each gradient is computed in the precision of its operation
 *
 * With `'float16'` small gradients vanish: scale the loss by an `amp.GradScaler`. Tensors say that they are float32,
 * whatever their precision on the device. On other backends than XLA all is float32. PyTorch: `torch.autocast`.
 *
 * @throws OptionError when there is no such precision.
 */
export function autocast<T>(precision: Precision, body: () => T): T {
  return mode.run(checkedPrecision('autocast', precision), checkedBody('autocast', body));
}

/** The precision of products just now. PyTorch: `torch.get_autocast_dtype`. */
export function autocastPrecision(): Precision {
  return mode.getStore() ?? 'float32';
}

/** @throws OptionError when it is none. */
export function checkedPrecision(owner: string, precision: Precision): Precision {
  if (PRECISIONS.includes(precision)) return precision;
  throw new OptionError(owner, 'the precision', precision, "'bfloat16', 'float16' or 'float32'");
}
