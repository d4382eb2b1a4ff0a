/** Images seen through a grid of places, as spatial transformers need it. */

import { linspaceValues } from '../../tensor/creation.js';
import {
  asOneOperation,
  OptionError,
  ShapeError,
  sizeOf,
  type Tensor,
  tensor,
  where,
  withDefaults,
  zeros,
} from '../../tensor/index.js';
import { checkChoice } from '../layer-options.js';

/** Options of {@link affineGrid}. */
export interface AffineGridOptions {
  /** Whether -1 and 1 are the centres of the outermost pixels, or their edges. Default false: their edges. */
  alignCorners?: boolean;
}

/** From -1 to 1 in the middle of `size` pixels. */
function centres(size: number, alignCorners: boolean): Tensor {
  if (size === 1) return zeros([1]);
  const steps = linspaceValues(-1, 1, size);
  // Rounded as in PyTorch: a map that changes nothing sees the pixels' centres, where a rounding decides which pixel is beside.
  const inside = (step: number) => Math.fround(Math.fround(step * (size - 1)) / size);
  return tensor(alignCorners ? steps : steps.map(inside));
}

/**
 * The places that affine maps `[batch, 2, 3]`, or `[batch, 3, 4]` for volumes, see in an output of `size`, for
 * `gridSample`: `[batch, height, width, 2]`. PyTorch: `torch.nn.functional.affine_grid`.
 *
 * @param size the output's shape, `[batch, channels, height, width]`
 * @throws ShapeError when the maps don't fit the size.
 */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  options: AffineGridOptions = {},
): Tensor {
  const { alignCorners } = withDefaults('affineGrid', options, { alignCorners: false });
  const [batch, , ...spatial] = size;
  const rank = spatial.length;
  if (`${theta.shape}` !== `${[batch, rank, rank + 1]}`) {
    throw new ShapeError(
      'affineGrid',
      [theta.shape, size],
      `affineGrid got maps of shape [${theta.shape.join(', ')}] for a size of [${size.join(', ')}].\n` +
        `  They must be [${batch}, ${rank}, ${rank + 1}].`,
    );
  }
  return asOneOperation(() => {
    const points = sizeOf(spatial);
    const columns = spatial.map((length, d) =>
      centres(length, alignCorners)
        .reshape(spatial.map((_, i) => (i === d ? length : 1)))
        .expand(spatial)
        .reshape([1, 1, points]),
    );
    // Of each place x comes first, y second.
    const places = columns
      .toReversed()
      .reduce(
        (sum, column, d) => sum.add(theta.narrow(2, d, 1).mul(column)),
        theta.narrow(2, rank, 1),
      );
    return places.transpose(1, 2).reshape([batch, ...spatial, rank]);
  });
}

/** Options of {@link gridSample}. */
export interface GridSampleOptions extends AffineGridOptions {
  /** Interpolates between the nearest pixels, by lines or (for images) cubic curves, or takes the nearest. Default `'bilinear'`. */
  mode?: 'bilinear' | 'nearest' | 'bicubic';
  /** What lies outside: zeros, the pixels at the edge, or the image reflected. Default `'zeros'`. */
  paddingMode?: 'zeros' | 'border' | 'reflection';
}

/**
 * Pixels of `[batch, channels, height, width]` at places `[batch, outHeight, outWidth, 2]`, x and y from -1 to 1; the
 * result is `[batch, channels, outHeight, outWidth]`. Volumes have a dimension more. PyTorch:
 * `torch.nn.functional.grid_sample`; see Jaderberg et al. 2015.
 *
 * @throws ShapeError when the grid doesn't fit the input.
 * @throws OptionError for a mode that there is not, as `'bicubic'` for volumes.
 */
export function gridSample(x: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  const { mode, paddingMode, alignCorners } = withDefaults('gridSample', options, {
    mode: 'bilinear',
    paddingMode: 'zeros',
    alignCorners: false,
  });
  checkChoice('gridSample', 'mode', mode, ['bilinear', 'nearest', 'bicubic']);
  checkChoice('gridSample', 'paddingMode', paddingMode, ['zeros', 'border', 'reflection']);
  const [batch, channels, ...spatial] = x.shape;
  const rank = spatial.length;
  const outputs = grid.shape.slice(1, -1);
  if (grid.shape[0] !== batch || outputs.length !== rank || grid.shape[rank + 1] !== rank) {
    throw new ShapeError(
      'gridSample',
      [x.shape, grid.shape],
      `gridSample got an input of shape [${x.shape.join(', ')}] and a grid of shape ` +
        `[${grid.shape.join(', ')}].\n  The grid must be [${batch}, ${'size, '.repeat(rank)}${rank}].`,
    );
  }
  if (mode === 'bicubic' && rank !== 2) {
    throw new OptionError('gridSample', 'mode', "'bicubic'", "'bilinear' or 'nearest' for volumes");
  }
  return asOneOperation(() => {
    const pixels = x.reshape([batch, channels, sizeOf(x.shape.slice(2))]);
    const places = spatial.map((length, d) => {
      const place = grid.select(-1, rank - 1 - d).reshape([batch, sizeOf(grid.shape.slice(1, -1))]);
      const inPixels = alignCorners
        ? place.add(1).mul((length - 1) / 2)
        : place.add(1).mul(length).sub(1).div(2);
      const inImage = (at: Tensor) => padded(at, length, paddingMode, alignCorners);
      if (mode === 'bicubic') return around(inPixels, inImage);
      return mode === 'nearest' ? [nearest(inImage(inPixels))] : beside(inImage(inPixels));
    });
    const corners = combinations(places);
    return corners
      .map((corner) => taken(pixels, corner, spatial))
      .reduce((sum, part) => sum.add(part))
      .reshape([batch, channels, ...outputs]);
  });
}

/** A pixel along one dimension, `[batch, places]`, and its share. */
interface Near {
  readonly place: Tensor;
  readonly share: Tensor | undefined;
}

const nearest = (place: Tensor): Near => ({ place: place.detach().round(), share: undefined });

function beside(place: Tensor): Near[] {
  const before = place.detach().floor();
  const rest = place.sub(before);
  return [
    { place: before, share: rest.neg().add(1) },
    { place: before.add(1), share: rest },
  ];
}

/** How strongly the cubic curve bends, as in PyTorch. Keys 1981. */
const BEND = -0.75;

/** The share of a pixel at a distance of 0 to 1. */
const shareNear = (distance: Tensor): Tensor =>
  distance
    .mul(BEND + 2)
    .sub(BEND + 3)
    .mul(distance.square())
    .add(1);

/** The share of a pixel at a distance of 1 to 2. */
const shareFar = (distance: Tensor): Tensor =>
  distance.sub(5).mul(distance).add(8).mul(distance).sub(4).mul(BEND);

/** The two pixels on each side, each of which is brought into the image by itself. */
function around(place: Tensor, inImage: (place: Tensor) => Tensor): Near[] {
  const before = place.detach().floor();
  const rest = place.sub(before);
  const left = rest.neg().add(1);
  return [shareFar(rest.add(1)), shareNear(rest), shareNear(left), shareFar(left.add(1))].map(
    (share, i) => ({ place: inImage(before.add(i - 1)).round(), share }),
  );
}

/** One of each. */
const combinations = (choices: readonly (readonly Near[])[]): Near[][] =>
  choices.reduce<Near[][]>(
    (all, next) => all.flatMap((one) => next.map((near) => [...one, near])),
    [[]],
  );

/** The pixels at a corner times its share; those outside are 0. */
function taken(pixels: Tensor, corner: readonly Near[], spatial: readonly number[]): Tensor {
  let index = corner[0].place.mul(0);
  let inside = index.add(1);
  let share: Tensor | undefined;
  for (const [d, near] of corner.entries()) {
    const last = spatial[d] - 1;
    index = index.mul(spatial[d]).add(near.place.clamp(0, last));
    inside = inside.mul(near.place.ge(0).logicalAnd(near.place.le(last)).float());
    if (near.share) share = share ? share.mul(near.share) : near.share;
  }
  const [batch, channels] = pixels.shape;
  const places = index.shape[1];
  const values = pixels.gather(2, index.int().unsqueeze(1).expand([batch, channels, places]));
  return values.mul((share ? share.mul(inside) : inside).unsqueeze(1));
}

/** Brings places outside into the image. */
function padded(
  place: Tensor,
  length: number,
  paddingMode: 'zeros' | 'border' | 'reflection',
  alignCorners: boolean,
): Tensor {
  if (paddingMode === 'zeros') return place;
  if (paddingMode === 'border') return place.clamp(0, length - 1);
  const [least, span] = alignCorners ? [0, length - 1] : [-0.5, length];
  if (span === 0) return place.mul(0);
  const distance = place.sub(least).abs();
  const rest = distance.remainder(span);
  const isTurned = distance.detach().div(span).floor().remainder(2).gt(0);
  return where(isTurned, rest.neg().add(span), rest)
    .add(least)
    .clamp(0, length - 1);
}
