/** Dropout: elements or whole channels become 0 by chance. Masks are drawn as on PyTorch's CPU. */
import { defaultGenerator, stepRandom } from '../../random/index.js';
import {
  asOneOperation,
  inMemoryOrder,
  memoryOrder,
  noteOrder,
  OptionError,
  optionsByPlace,
  ShapeError,
  sizeOf,
  Tensor,
  withDefaults,
} from '../../tensor/index.js';

/** Options of {@link dropout} and its kin. */
export interface DropoutOptions {
  /** The probability that an element (or channel) is dropped. Default 0.5. */
  p?: number;
  /** Whether anything is dropped. Default true. */
  training?: boolean;
}

/** The options, or the probability alone by its place. */
export type GivenDropout = number | DropoutOptions;

/** Whether it is training, behind the probability: by its place or by its name. */
export type GivenTraining = boolean | Pick<DropoutOptions, 'training'>;

function optionsOf(
  owner: string,
  given: GivenDropout,
  training: GivenTraining | undefined,
  defaults: Required<DropoutOptions>,
): Required<DropoutOptions> {
  const places = training === undefined ? [given] : [given, training];
  const options = optionsByPlace<DropoutOptions>(owner, places, ['p', 'training']);
  const all = withDefaults(owner, options, defaults);
  checkProbability(owner, all.p);
  return all;
}

/** Ones where something is kept, zeros elsewhere, divided by `scale`. */
function maskOf(shape: readonly number[], p: number, scale: number): Tensor {
  const size = sizeOf(shape);
  const fill = () => {
    const mask = defaultGenerator.bernoulli(size, 1 - p);
    return scale === 0 || scale === 1 ? mask : mask.map((kept) => kept / scale);
  };
  return Tensor.fromTfjs(stepRandom({ shape: [...shape], dtype: 'float32', fill }), 'dropout');
}

/** An operation with a mask that is drawn for each element in the order of its memory, in which the result lies too. */
function elementwise(x: Tensor, apply: (mask: Tensor) => Tensor, p: number, scale: number): Tensor {
  const dropped = asOneOperation(() => apply(inMemoryOrder(x, (shape) => maskOf(shape, p, scale))));
  return noteOrder(dropped, memoryOrder(x));
}

/** One number for each channel: `[batch, channels, 1, ...]`. */
function channelShape(owner: string, x: Tensor): number[] {
  if (x.ndim >= 2) return x.shape.map((size, i) => (i < 2 ? size : 1));
  throw new ShapeError(
    owner,
    [x.shape],
    `${owner} drops channels, so it needs [batch, channels, ...]; got [${x.shape.join(', ')}].`,
  );
}

/**
 * Sets elements to 0 by chance and scales the others by 1 / (1 - p). For any shape. PyTorch:
 * `torch.nn.functional.dropout`.
 * @param options `p` and `training`; or `p`, and `training` behind it, as `0.5, false` or `0.5, { training: false }`
 * @throws OptionError when `p` is not from 0 to 1.
 */
export function dropout(x: Tensor, options: GivenDropout = {}, training?: GivenTraining): Tensor {
  const { p, ...mode } = optionsOf('dropout', options, training, { p: 0.5, training: true });
  if (!mode.training || p === 0) return x;
  return elementwise(x, (mask) => x.mul(mask), p, 1 - p);
}

/** Drops whole channels of the given number of dimensions; one more is a batch of them. */
function featureDropout(owner: string, spatial: number) {
  return (x: Tensor, options: GivenDropout = {}, training?: GivenTraining): Tensor => {
    const { p, ...mode } = optionsOf(owner, options, training, { p: 0.5, training: true });
    if (!mode.training || p === 0) return x;
    // Without a batch the first dimension is the channels; of images PyTorch takes three for a batch of series.
    const single = x.ndim === spatial + 1 && spatial !== 2;
    return asOneOperation(() => {
      const batch = single ? x.unsqueeze(0) : x;
      const dropped = batch.mul(maskOf(channelShape(owner, batch), p, 1 - p));
      return single ? dropped.squeeze(0) : dropped;
    });
  };
}

/** Drops channels of `[batch, channels, length]`. */
export const dropout1d = featureDropout('dropout1d', 1);
/** Drops channels of `[batch, channels, height, width]`. */
export const dropout2d = featureDropout('dropout2d', 2);
/** Drops channels of `[batch, channels, depth, height, width]`. */
export const dropout3d = featureDropout('dropout3d', 3);

/** Alpha dropout drops only where it is told that it is training, as in PyTorch. */
const UNLESS_TOLD = { p: 0.5, training: false };

/** What SELU gives for very small inputs is minus this. */
const FLOOR = 1.7580993408473766;

function alpha(
  owner: string,
  x: Tensor,
  { p, training }: Required<DropoutOptions>,
  perChannel: boolean,
): Tensor {
  if (!training || p === 0) return x;
  if (p === 1) return x.mul(0);
  const scale = 1 / Math.sqrt((FLOOR * FLOOR * p + 1) * (1 - p));
  const apply = (kept: Tensor) => {
    const shift = kept
      .sub(1)
      .mul(FLOOR * scale)
      .add(FLOOR * scale * p);
    return x.mul(kept.mul(scale)).add(shift);
  };
  if (!perChannel) return elementwise(x, apply, p, 1);
  return asOneOperation(() => apply(maskOf(channelShape(owner, x), p, 1)));
}

/**
 * Dropout that keeps mean and variance of what follows SELU. For any shape. See Klambauer et al. 2017; PyTorch:
 * `alpha_dropout`.
 */
export const alphaDropout = (
  x: Tensor,
  options: GivenDropout = {},
  training?: GivenTraining,
): Tensor =>
  alpha('alphaDropout', x, optionsOf('alphaDropout', options, training, UNLESS_TOLD), false);

/** As `alphaDropout`, by channels. `[batch, channels, ...]`. */
export const featureAlphaDropout = (
  x: Tensor,
  options: GivenDropout = {},
  training?: GivenTraining,
): Tensor => {
  const all = optionsOf('featureAlphaDropout', options, training, UNLESS_TOLD);
  return alpha('featureAlphaDropout', x, all, true);
};

export function checkProbability(owner: string, p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new OptionError(owner, 'p', p, 'a probability from 0 to 1');
}
