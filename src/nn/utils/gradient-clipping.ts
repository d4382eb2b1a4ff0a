/** Limits to gradients. PyTorch: `torch.nn.utils`. */
import * as tf from '@tensorflow/tfjs-core';
import {
  OptionError,
  optionsByPlace,
  type Placed,
  Tensor,
  withDefaults,
} from '../../tensor/index.js';

/** Parameters, or one of them. */
export type Parameters = Iterable<Tensor> | Tensor;

/** Options of {@link clipGradNorm_}. */
export interface NormOptions {
  /** The p of the p-norm; Infinity for the largest entry. Default 2. */
  normType?: number;
  /** Throws where the norm is NaN or infinite, which reads it: the device is waited for. Default false. */
  errorIfNonfinite?: boolean;
}

/** @throws OptionError for what are no tensors, as a module. */
function listOf(owner: string, parameters: Parameters): Tensor[] {
  if (parameters instanceof Tensor) return [parameters];
  const isList = typeof parameters === 'object' && parameters !== null;
  const list: unknown[] = isList ? [...parameters] : [];
  if (isList && list.every((one) => one instanceof Tensor)) return list;
  throw new OptionError(owner, 'parameters', parameters, 'tensors, as net.parameters() gives');
}

/** Those that have a gradient, with it. */
function graded(owner: string, parameters: Parameters): { parameter: Tensor; value: tf.Tensor }[] {
  return listOf(owner, parameters).flatMap((parameter) => {
    const value = parameter.gradValue;
    return value ? [{ parameter, value }] : [];
  });
}

function normOf(owner: string, values: readonly tf.Tensor[], options: NormOptions): tf.Tensor {
  const { normType, errorIfNonfinite } = withDefaults(owner, options, {
    normType: 2,
    errorIfNonfinite: false,
  });
  if (!(normType > 0)) throw new OptionError(owner, 'normType', normType, 'a number above 0');
  const norm = tf.tidy(() => {
    if (normType === Infinity) {
      return [tf.scalar(0), ...values.map((value) => tf.max(tf.abs(value)))].reduce((a, b) =>
        tf.maximum(a, b),
      );
    }
    const powers = values.map((value) =>
      tf.sum(normType === 2 ? tf.square(value) : tf.pow(tf.abs(value), normType)),
    );
    const sum = tf.addN([tf.scalar(0), ...powers]);
    return normType === 2 ? tf.sqrt(sum) : tf.pow(sum, 1 / normType);
  });
  if (errorIfNonfinite && !Number.isFinite(norm.dataSync()[0])) {
    throw new OptionError(
      owner,
      'the norm of the gradients',
      norm.dataSync()[0],
      'finite. Look for NaN in the loss and the inputs, or take a lower learning rate',
    );
  }
  return norm;
}

/** The norm of all tensors together, of one element. PyTorch: `torch.nn.utils.get_total_norm`. */
export function getTotalNorm(tensors: Parameters, options: NormOptions = {}): Tensor {
  const values = listOf('getTotalNorm', tensors).map((tensor) => tensor.tf);
  return Tensor.fromTfjs(normOf('getTotalNorm', values, options), 'getTotalNorm');
}

/**
 * Scales all gradients together, given their norm. Parameters have any shapes, the norm is `[]`. PyTorch:
 * `torch.nn.utils.clip_grads_with_norm_`.
 * @throws OptionError unless `maxNorm` is 0 or more.
 */
export function clipGradsWithNorm_(
  parameters: Parameters,
  maxNorm: number,
  totalNorm: Tensor,
): void {
  if (!(maxNorm >= 0))
    throw new OptionError('clipGradNorm_', 'maxNorm', maxNorm, 'a number of 0 or more');
  const scale = tf.tidy(() => tf.minimum(tf.div(maxNorm, tf.add(totalNorm.tf, 1e-6)), 1));
  for (const { parameter, value } of graded('clipGradsWithNorm_', parameters)) {
    parameter.replaceGrad(tf.mul(value, scale));
  }
  scale.dispose();
}

/**
 * Scales all gradients together so that their norm is at most `maxNorm`.
 * PyTorch: `torch.nn.utils.clip_grad_norm_`.
 *
 * @returns the norm before, of one element
 * @throws OptionError when `maxNorm` is not a number of 0 or more.
 */
export function clipGradNorm_(
  parameters: Parameters,
  ...given: Placed<{ maxNorm: number } & NormOptions, ['maxNorm', 'normType']>
): Tensor {
  const { maxNorm, ...options } = optionsByPlace<{ maxNorm: number } & NormOptions>(
    'clipGradNorm_',
    given,
    ['maxNorm', 'normType'],
  );
  const list = listOf('clipGradNorm_', parameters);
  const values = graded('clipGradNorm_', list).map(({ value }) => value);
  const norm = Tensor.fromTfjs(normOf('clipGradNorm_', values, options), 'clipGradNorm_');
  clipGradsWithNorm_(list, maxNorm, norm);
  return norm;
}

/**
 * Cuts each entry of each gradient at `clipValue` and `-clipValue`. PyTorch: `torch.nn.utils.clip_grad_value_`.
 * @throws OptionError when `clipValue` is not a number of 0 or more.
 */
export function clipGradValue_(parameters: Parameters, clipValue: number): void {
  if (!(clipValue >= 0))
    throw new OptionError('clipGradValue_', 'clipValue', clipValue, 'a number of 0 or more');
  for (const { parameter, value } of graded('clipGradValue_', parameters)) {
    parameter.replaceGrad(tf.clipByValue(value, -clipValue, clipValue));
  }
}
