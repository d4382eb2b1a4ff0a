/** Attention. See Vaswani et al. 2017. */
import {
  asOneOperation,
  checkOptionNames,
  optionsByPlace,
  type Placed,
  type Tensor,
  tensor,
  where,
} from '../../tensor/index.js';
import { dropout } from './dropout.js';

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /** Truth values: what may be attended to; or numbers to add to scores. Broadcasts to `[..., L, S]`. */
  attnMask?: Tensor;
  /** Default 0. */
  dropoutP?: number;
  /** Whether what comes later may not be attended to. Default false. */
  isCausal?: boolean;
  /** What scores are multiplied with. Default 1 / sqrt(E). */
  scale?: number;
  /** Whether several query heads share a key head. Default false. */
  enableGqa?: boolean;
}

/** 0 where row i may attend to column j <= i, minus infinity elsewhere, `[length, source]`. */
export function causalMask(length: number, source = length): Tensor {
  const values = Float32Array.from({ length: length * source }, (_, i) =>
    i % source <= Math.floor(i / source) ? 0 : -Infinity,
  );
  return tensor(values, [length, source]);
}

/** Truth values as numbers to add: 0 where true, minus infinity elsewhere. */
export const additive = (mask: Tensor): Tensor =>
  mask.dtype === 'bool' ? where(mask, 0, tensor(-Infinity)) : mask;

/**
 * softmax(Q K^T scale + mask), `[..., L, S]`. A row that may attend to nothing is NaN, as in PyTorch's
 * `MultiheadAttention` that gives its weights, or zeros, as everywhere else there.
 */
export function attentionWeights(
  query: Tensor,
  key: Tensor,
  options: AttentionOptions,
  emptyRows: 'zeros' | 'NaN' = 'zeros',
): Tensor {
  const {
    attnMask,
    isCausal = false,
    scale = 1 / Math.sqrt(query.shape[query.ndim - 1]),
  } = options;
  const scores = query.mul(scale).matmul(key.transpose(-1, -2));
  const [length, source] = scores.shape.slice(-2);
  const causal = isCausal ? scores.add(causalMask(length, source)) : scores;
  if (!attnMask) return causal.softmax(-1);
  const masked = causal.add(additive(attnMask));
  if (emptyRows === 'NaN') return masked.softmax(-1);
  const isOpen = (attnMask.dtype === 'bool' ? attnMask : attnMask.ne(-Infinity)).any(-1, {
    keepdim: true,
  });
  return where(isOpen, where(isOpen, masked, 0).softmax(-1), 0);
}

/**
 * Q `[..., L, E]`, K `[..., S, E]`, V `[..., S, Ev]` to `[..., L, Ev]`.
 * PyTorch: `torch.nn.functional.scaled_dot_product_attention`.
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  ...given: Placed<AttentionOptions, ['attnMask', 'dropoutP', 'isCausal']>
): Tensor {
  const options = optionsByPlace<AttentionOptions>('scaledDotProductAttention', given, [
    'attnMask',
    'dropoutP',
    'isCausal',
  ]);
  checkOptionNames('scaledDotProductAttention', options, {
    attnMask: true,
    dropoutP: true,
    isCausal: true,
    scale: true,
    enableGqa: true,
  });
  return asOneOperation(() => {
    const repeats = options.enableGqa ? query.shape[query.ndim - 3] / key.shape[key.ndim - 3] : 1;
    const [k, v] = [key, value].map((x) => (repeats === 1 ? x : x.repeatInterleave(repeats, -3)));
    const weights = attentionWeights(query, k, options);
    return dropout(weights, { p: options.dropoutP ?? 0 }).matmul(v);
  });
}
