/** Images side by side as one, and as a file. PyTorch: `torchvision.utils`. */
import { encodePng } from '../../formats/png.js';
import { pad } from '../../nn/functional/padding.js';
import {
  cat,
  checkWhole,
  full,
  noGrad,
  OptionError,
  ShapeError,
  stack,
  Tensor,
  withDefaults,
} from '../../tensor/index.js';
import { writeWhole } from '../../whole-file.js';

/** Options of {@link makeGrid} and {@link saveImage}. */
export interface MakeGridOptions {
  /** Images in a row. Default 8. */
  nrow?: number;
  /** Pixels between images and around them. Default 2. */
  padding?: number;
  /** Whether values are moved into 0 to 1. Default false. */
  normalize?: boolean;
  /** The values that become 0 and 1. Default: the least and the greatest. */
  valueRange?: readonly [least: number, greatest: number];
  /** Whether each image has a range of its own. Default false. */
  scaleEach?: boolean;
  /** What lies between images. Default 0. */
  padValue?: number;
}

const DEFAULTS = {
  nrow: 8,
  padding: 2,
  normalize: false,
  valueRange: undefined,
  scaleEach: false,
  padValue: 0,
} as const;

/**
 * Images `[batch, channels, height, width]`, or a list of `[channels, height, width]`, as one image
 * `[channels, height, width]`; grey ones have three channels then. PyTorch: `torchvision.utils.make_grid`.
 * @throws ShapeError for what are no images, OptionError for an option out of range.
 */
export function makeGrid(
  images: Tensor | readonly Tensor[],
  options: MakeGridOptions = {},
): Tensor {
  const { nrow, padding, normalize, valueRange, scaleEach, padValue } = withDefaults(
    'makeGrid',
    options,
    DEFAULTS,
  );
  checkWhole('makeGrid', 'nrow', nrow, 1);
  checkWhole('makeGrid', 'padding', padding, 0);
  return noGrad(() => {
    const batch = inColour(images instanceof Tensor ? images : stack([...images]));
    const scaled = normalize ? inUnitRange(batch, valueRange, scaleEach) : batch;
    const [count, channels, height, width] = scaled.shape;
    if (count === 1) return scaled.squeeze(0);
    const columns = Math.min(nrow, count);
    const rows = Math.ceil(count / columns);
    const cells = pad(scaled, [padding, 0, padding, 0], { value: padValue });
    const [high, wide] = [height + padding, width + padding];
    const rest = rows * columns - count;
    const all = rest === 0 ? cells : cat([cells, full([rest, channels, high, wide], padValue)]);
    const grid = all
      .reshape([rows, columns, channels, high, wide])
      .permute(2, 0, 3, 1, 4)
      .reshape([channels, rows * high, columns * wide]);
    return pad(grid, [0, padding, 0, padding], { value: padValue });
  });
}

/**
 * Writes images as one PNG file, as {@link makeGrid} puts them together; 0 is black and 1 white.
 * PyTorch: `torchvision.utils.save_image`.
 * @param file its path, which ends in `.png`
 * @throws ShapeError for what are no images, OptionError for another kind of file or an option out of range.
 */
export async function saveImage(
  images: Tensor | readonly Tensor[],
  file: string,
  options: MakeGridOptions = {},
): Promise<void> {
  if (!/\.png$/i.test(file)) throw new OptionError('saveImage', 'the file', file, 'a .png');
  const [pixels, shape] = noGrad(() => {
    const grid = makeGrid(images, options);
    const bytes = grid.mul(255).add(0.5).clamp(0, 255).permute(1, 2, 0);
    return [Uint8Array.from(bytes.dataSync()), grid.shape] as const;
  });
  const [, height, width] = shape;
  await writeWhole(file, encodePng({ width, height, channels: 3, pixels }));
}

/** A batch of images with three channels. @throws ShapeError for what are none. */
function inColour(images: Tensor): Tensor {
  const { ndim } = images;
  const batch = ndim === 2 ? images.unsqueeze(0) : images;
  const [all, channels] =
    batch.ndim === 3 ? [batch.unsqueeze(0), batch.shape[0]] : [batch, batch.shape[1]];
  if (all.ndim !== 4 || (channels !== 1 && channels !== 3)) {
    const text =
      `makeGrid: images must be [batch, 1 or 3, height, width], got [${images.shape.join(', ')}]. ` +
      'Pixels as channels last are images.permute(0, 3, 1, 2).';
    throw new ShapeError('makeGrid', [images.shape], text);
  }
  return channels === 1 ? cat([all, all, all], 1) : all;
}

function inUnitRange(
  images: Tensor,
  range: readonly [number, number] | undefined,
  scaleEach: boolean,
): Tensor {
  const dim = scaleEach ? [1, 2, 3] : [0, 1, 2, 3];
  const least = range ? full([1], range[0]) : images.amin(dim, { keepdim: true });
  const greatest = range ? full([1], range[1]) : images.amax(dim, { keepdim: true });
  const span = greatest.sub(least).clamp({ min: 1e-5 });
  return images.maximum(least).minimum(greatest).sub(least).div(span);
}
