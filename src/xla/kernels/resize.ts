/** Resizing pictures `[batch, height, width, channels]`, and the gradients of that. */
import type {
  ResizeBilinearAttrs,
  ResizeBilinearGradAttrs,
  ResizeNearestNeighborAttrs,
  ResizeNearestNeighborGradAttrs,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Op } from '../graph/node.js';
import { range } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { cast, type KernelTable } from './kernel.js';

interface Attrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Where the pixels along one axis of a resized picture come from. */
interface Sources {
  /** The pixel before the place, the one after it, and the share of the latter. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly share: readonly number[];
}

function ratioOf(input: number, output: number, alignCorners: boolean): number {
  return alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
}

function linearSources(input: number, output: number, attrs: Attrs): Sources {
  const ratio = ratioOf(input, output, attrs.alignCorners);
  const places = range(0, output).map((i) =>
    attrs.halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i,
  );
  const low = places.map((place) => Math.max(0, Math.floor(place)));
  const high = places.map((place) => Math.min(input - 1, Math.ceil(place)));
  return { low, high, share: places.map((place, i) => place - low[i]) };
}

function nearestSources(input: number, output: number, attrs: Attrs): number[] {
  const ratio = ratioOf(input, output, attrs.alignCorners);
  const round = attrs.alignCorners ? Math.round : Math.floor;
  return range(0, output).map((i) =>
    Math.min(input - 1, round(attrs.halfPixelCenters ? ratio * (i + 0.5) : ratio * i)),
  );
}

const indices = (hlo: StableHlo, list: readonly number[]) =>
  hlo.constant(list, 'i32', [list.length]);

/** Linear interpolation along one axis. */
function interpolate(hlo: StableHlo, x: Value, axis: number, sources: Sources): Value {
  const low = hlo.take(x, indices(hlo, sources.low), axis);
  const high = hlo.take(x, indices(hlo, sources.high), axis);
  const share = hlo.constant(sources.share, 'f32', [sources.share.length]);
  const wide = hlo.broadcastAlong(share, low.shape, [axis]);
  return hlo.add(low, hlo.multiply(hlo.subtract(high, low), wide));
}

/** The interpolation along one axis as a matrix `[output, input]`; a gradient is a product with it. */
function interpolationMatrix(hlo: StableHlo, { low, high, share }: Sources, input: number): Value {
  const shape = [low.length, input];
  const columns = hlo.iota('i32', shape, 1);
  const weight = (places: readonly number[], weights: readonly number[]) => {
    const here = hlo.compare('EQ', hlo.broadcastAlong(indices(hlo, places), shape, [0]), columns);
    const wide = hlo.broadcastAlong(hlo.constant(weights, 'f32', [weights.length]), shape, [0]);
    return hlo.select(here, wide, 0);
  };
  const lowShare = share.map((part) => 1 - part);
  return hlo.add(weight(low, lowShare), weight(high, share));
}

/** `dy` given back to the pixels that it came from. */
function spreadBack(hlo: StableHlo, dy: Value, rows: Value, columns: Value): Value {
  const byRow = hlo.dot(rows, dy, { contract: [[0], [1]] });
  const byColumn = hlo.dot(columns, byRow, { contract: [[0], [2]] });
  return hlo.transpose(byColumn, [2, 1, 0, 3]);
}

const bilinear: Op<Attrs> = {
  name: 'resizeBilinear',
  lower: (hlo, [x], attrs, { shape }) => {
    const columns = interpolate(hlo, x, 2, linearSources(x.shape[2], shape[2], attrs));
    return interpolate(hlo, columns, 1, linearSources(x.shape[1], shape[1], attrs));
  },
};

const nearest: Op<Attrs> = {
  name: 'resizeNearestNeighbor',
  lower: (hlo, [x], attrs, { shape }) => {
    const rows = hlo.take(x, indices(hlo, nearestSources(x.shape[1], shape[1], attrs)), 1);
    return hlo.take(rows, indices(hlo, nearestSources(x.shape[2], shape[2], attrs)), 2);
  },
};

const bilinearGradient: Op<Attrs> = {
  name: 'resizeBilinear gradient',
  lower: (hlo, [dy], attrs, { shape }) => {
    const [rows, columns] = [1, 2].map((axis) =>
      interpolationMatrix(hlo, linearSources(shape[axis], dy.shape[axis], attrs), shape[axis]),
    );
    return spreadBack(hlo, dy, rows, columns);
  },
};

const nearestGradient: Op<Attrs> = {
  name: 'resizeNearestNeighbor gradient',
  lower: (hlo, [dy], attrs, { shape }) => {
    const [rows, columns] = [1, 2].map((axis) => {
      const low = nearestSources(shape[axis], dy.shape[axis], attrs);
      return interpolationMatrix(hlo, { low, high: low, share: low.map(() => 0) }, shape[axis]);
    });
    return spreadBack(hlo, dy, rows, columns);
  },
};

export const resizeKernels: KernelTable = {
  ResizeBilinear: ({ images }, attrs: ResizeBilinearAttrs) => {
    const { alignCorners, halfPixelCenters, size } = attrs;
    const [batch, , , channels] = images.shape;
    const shape = [batch, ...size, channels];
    const own = { alignCorners, halfPixelCenters };
    return apply(bilinear, [cast(images, 'f32')], own, 'f32', shape);
  },
  ResizeNearestNeighbor: ({ images }, attrs: ResizeNearestNeighborAttrs) => {
    const { alignCorners, halfPixelCenters, size } = attrs;
    const [batch, , , channels] = images.shape;
    const shape = [batch, ...size, channels];
    return apply(nearest, [images], { alignCorners, halfPixelCenters }, images.type, shape);
  },
  // TensorFlow.js doesn't tell the gradients of centres at half pixels.
  ResizeBilinearGrad: ({ images, dy }, { alignCorners }: ResizeBilinearGradAttrs) =>
    apply(bilinearGradient, [dy], { alignCorners, halfPixelCenters: false }, 'f32', images.shape),
  ResizeNearestNeighborGrad: ({ images, dy }, { alignCorners }: ResizeNearestNeighborGradAttrs) =>
    apply(nearestGradient, [dy], { alignCorners, halfPixelCenters: false }, 'f32', images.shape),
};
