/** Making tensors larger at their edges. PyTorch: `torch.nn.functional.pad`. */
import {
  asOneOperation,
  OptionError,
  optionsByPlace,
  type Placed,
  runKernel,
  ShapeError,
  type Tensor,
  tensor,
  withDefaults,
} from '../../tensor/index.js';

/** What stands beyond the edge: a value, the elements mirrored, the last one, or those of the other end. */
export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** Options of {@link pad}. */
export interface PadOptions {
  /** Default `'constant'`. */
  mode?: PadMode;
  /** For `'constant'`. Default 0. */
  value?: number;
}

/**
 * Pads the last dimensions.
 * @param padding for the last dimension how much before and behind, then for the one before it, and so on;
 *   negative numbers cut off
 * @throws ShapeError when there are too few dimensions or elements.
 */
export function pad(
  x: Tensor,
  padding: readonly number[],
  ...given: Placed<PadOptions, ['mode', 'value']>
): Tensor {
  const options = optionsByPlace<PadOptions>('pad', given, ['mode', 'value']);
  const { mode, value } = withDefaults('pad', options, { mode: 'constant', value: 0 });
  if (padding.length % 2 !== 0 || padding.length > 2 * x.ndim) {
    throw new OptionError(
      'pad',
      'padding',
      `[${padding.join(', ')}]`,
      `pairs of numbers, at most ${x.ndim} for a tensor of as many dimensions`,
    );
  }
  return asOneOperation(() => {
    if (mode === 'constant') return padConstant(x, padding, value);
    let result = x;
    for (let i = 0; i < padding.length / 2; i++) {
      const [before, behind] = [padding[2 * i], padding[2 * i + 1]];
      const dim = x.ndim - 1 - i;
      if (before === 0 && behind === 0) continue;
      const places = edgePlaces(mode, x.shape, dim, before, behind);
      result = result.indexSelect(dim, tensor(Int32Array.from(places)));
    }
    return result;
  });
}

/** The elements that stand where a padded dimension has none of its own. */
function edgePlaces(
  mode: Exclude<PadMode, 'constant'>,
  shape: readonly number[],
  dim: number,
  before: number,
  behind: number,
): number[] {
  const size = shape[dim];
  const most = mode === 'reflect' ? size - 1 : mode === 'circular' ? size : Number.MAX_SAFE_INTEGER;
  if (Math.max(before, behind) > most) {
    throw new ShapeError(
      'pad',
      [shape],
      `pad: '${mode}' can add at most ${most} elements to dimension ${dim} of shape ` +
        `[${shape.join(', ')}]; ${before} and ${behind} were asked for.`,
    );
  }
  // What negative numbers cut off is not there for the other end of a circle either.
  const [start, kept] = [Math.max(-before, 0), size + Math.min(before, 0) + Math.min(behind, 0)];
  return Array.from({ length: size + before + behind }, (_, i) => {
    const at = i - before;
    switch (mode) {
      case 'replicate':
        return Math.min(Math.max(at, 0), size - 1);
      case 'circular':
        return start + ((((at - start) % kept) + kept) % kept);
      case 'reflect':
        return at < 0 ? -at : at < size ? at : 2 * (size - 1) - at;
      default:
        return mode satisfies never;
    }
  });
}

function padConstant(x: Tensor, padding: readonly number[], value: number): Tensor {
  const pairs = x.shape.map((_, dim): [number, number] => {
    const at = 2 * (x.ndim - 1 - dim);
    return at < padding.length ? [padding[at], padding[at + 1]] : [0, 0];
  });
  let cut = x;
  pairs.forEach(([before, behind], dim) => {
    if (before >= 0 && behind >= 0) return;
    const start = Math.max(-before, 0);
    cut = cut.narrow(dim, start, x.shape[dim] - start - Math.max(-behind, 0));
  });
  const paddings = pairs.map((pair) => pair.map((size) => Math.max(size, 0)));
  if (paddings.flat().every((size) => size === 0)) return cut;
  return runKernel(
    'PadV2',
    'pad',
    { x: cut },
    { paddings, constantValue: x.dtype === 'bool' ? Number(value !== 0) : value },
  );
}
