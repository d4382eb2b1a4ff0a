/** Pictures `[batch, height, width, channels]` seen through moving coordinates: crops, rotations, projections. */
import {
  backend_util,
  type CropAndResizeAttrs,
  type RotateWithOffsetAttrs,
  type TransformAttrs,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Op } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { cast, fill, type KernelTable } from './kernel.js';

/** Places on pictures, each of shape `[batch, outHeight, outWidth]`: which picture, and where. */
interface Places {
  /** int32 */
  readonly picture: Value;
  /** float32, in pixels */
  readonly y: Value;
  readonly x: Value;
}

const floor = (hlo: StableHlo, x: Value) => hlo.unary('floor', x);
/** As JavaScript's `Math.round`: halves go up. */
const round = (hlo: StableHlo, x: Value) => floor(hlo, hlo.add(x, 0.5));

/** The pixels at whole coordinates; `outside`, of the result's shape, where there are none. */
function pixels(hlo: StableHlo, image: Value, { picture, y, x }: Places, outside: Value): Value {
  const [, height, width] = image.shape;
  const inside = [
    hlo.compare('GE', y, 0),
    hlo.compare('LT', y, height),
    hlo.compare('GE', x, 0),
    hlo.compare('LT', x, width),
  ].reduce((a, b) => hlo.and(a, b));
  const column = (value: Value) => hlo.reshape(value, [...value.shape, 1]);
  const address = [picture, hlo.convert(y, 'i32'), hlo.convert(x, 'i32')].map(column);
  const found = hlo.gather(image, hlo.concatenate(address, 3));
  return hlo.select(hlo.broadcastAlong(inside, found.shape, [0, 1, 2]), found, outside);
}

/** Between four pixels, by their distance. */
function bilinear(hlo: StableHlo, image: Value, places: Places, outside: Value): Value {
  const { picture, y, x } = places;
  const [top, left] = [floor(hlo, y), floor(hlo, x)];
  const [bottom, right] = [hlo.add(top, 1), hlo.add(left, 1)];
  const mix = (near: Value, far: Value, share: Value) => {
    const wide = hlo.broadcastAlong(share, near.shape, [0, 1, 2]);
    const rest = hlo.subtract(1, wide);
    // A share of nothing takes nothing, also of what is not finite.
    const part = (value: Value, by: Value) =>
      hlo.select(hlo.compare('EQ', by, 0), 0, hlo.multiply(value, by));
    return hlo.add(part(near, rest), part(far, wide));
  };
  const at = (row: Value, column: Value) =>
    pixels(hlo, image, { picture, y: row, x: column }, outside);
  const across = hlo.subtract(x, left);
  const upper = mix(at(top, left), at(top, right), across);
  const lower = mix(at(bottom, left), at(bottom, right), across);
  return mix(upper, lower, hlo.subtract(y, top));
}

function sample(
  hlo: StableHlo,
  image: Value,
  places: Places,
  outside: Value,
  method: 'bilinear' | 'nearest',
): Value {
  if (method === 'bilinear') return bilinear(hlo, image, places, outside);
  const { picture, y, x } = places;
  return pixels(hlo, image, { picture, y: round(hlo, y), x: round(hlo, x) }, outside);
}

/** One number for each first index, spread over `[count, height, width]`. */
const perPicture = (hlo: StableHlo, list: Value, shape: readonly number[]) =>
  hlo.broadcastAlong(hlo.reshape(list, [list.shape[0]]), shape, [0]);

const crop: Op<{ method: 'bilinear' | 'nearest'; outside: number }> = {
  name: 'cropAndResize',
  lower: (hlo, [image, boxes, pictures], { method, outside }, { shape }) => {
    const [batch, height, width] = image.shape;
    const grid = shape.slice(0, 3);
    const edge = (i: number) =>
      perPicture(hlo, hlo.sliceAxis(boxes, 1, { start: i, limit: i + 1 }), grid);
    const [y1, x1, y2, x2] = [0, 1, 2, 3].map(edge);
    const along = (start: Value, end: Value, length: number, axis: number) => {
      const steps = grid[axis] - 1;
      const middle = hlo.multiply(hlo.add(start, end), (length - 1) / 2);
      if (steps === 0) return middle;
      // Multiplied before it is divided, so that the last place is exactly the end.
      const way = hlo.multiply(hlo.subtract(end, start), length - 1);
      const part = hlo.divide(hlo.multiply(hlo.iota('f32', grid, axis), way), steps);
      return hlo.add(hlo.multiply(start, length - 1), part);
    };
    const y = along(y1, y2, height, 1);
    const x = along(x1, x2, width, 2);
    const picture = perPicture(hlo, pictures, grid);
    const filling = hlo.constant(outside, 'f32', shape);
    const values = sample(hlo, image, { picture, y, x }, filling, method);
    const onPicture = [
      hlo.compare('GE', y, 0),
      hlo.compare('LE', y, height - 1),
      hlo.compare('GE', x, 0),
      hlo.compare('LE', x, width - 1),
    ].reduce((a, b) => hlo.and(a, b));
    const seen = hlo.select(hlo.broadcastAlong(onPicture, shape, [0, 1, 2]), values, filling);
    const known = hlo.and(hlo.compare('GE', picture, 0), hlo.compare('LT', picture, batch));
    return hlo.select(hlo.broadcastAlong(known, shape, [0, 1, 2]), seen, 0);
  },
};

interface Rotation {
  readonly radians: number;
  /** In pixels, `[x, y]`. */
  readonly center: readonly [number, number];
  /** A number for each channel. */
  readonly outside: readonly number[];
}

const rotate: Op<Rotation> = {
  name: 'rotateWithOffset',
  lower: (hlo, [image], { radians, center, outside }, { type, shape }) => {
    const grid = shape.slice(0, 3);
    const [centerX, centerY] = center;
    const x = hlo.subtract(hlo.iota('f32', grid, 2), centerX);
    const y = hlo.subtract(hlo.iota('f32', grid, 1), centerY);
    const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
    const places = {
      picture: hlo.iota('i32', grid, 0),
      x: hlo.add(hlo.subtract(hlo.multiply(x, cosine), hlo.multiply(y, sine)), centerX),
      y: hlo.add(hlo.add(hlo.multiply(x, sine), hlo.multiply(y, cosine)), centerY),
    };
    const colours = hlo.constant(outside, type, [outside.length]);
    const filling = hlo.broadcastAlong(colours, shape, [3]);
    return sample(hlo, image, places, filling, 'nearest');
  },
};

type FillMode = TransformAttrs['fillMode'];

/** A coordinate beyond the picture's edge brought back, as TensorFlow does it. */
function mapped(hlo: StableHlo, place: Value, length: number, mode: FillMode): Value {
  if (mode === 'constant') return place;
  const clamped = (value: Value) => hlo.minimum(hlo.maximum(value, 0), length - 1);
  if (mode === 'nearest') return clamped(place);
  if (length <= 1) return hlo.constant(0, 'f32', place.shape);
  const below = hlo.compare('LT', place, 0);
  const above = hlo.compare('GT', place, length - 1);
  const whole = (value: Value, by: number) => {
    const quotient = hlo.divide(value, by);
    return hlo.select(
      hlo.compare('LT', quotient, 0),
      hlo.unary('ceil', quotient),
      floor(hlo, quotient),
    );
  };
  const negated = hlo.unary('negate', place);
  if (mode === 'wrap') {
    const up = hlo.multiply(hlo.add(whole(negated, length - 1), 1), length);
    const down = hlo.multiply(whole(place, length - 1), length);
    const low = hlo.select(below, hlo.add(place, up), place);
    return clamped(hlo.select(above, hlo.subtract(place, down), low));
  }
  const period = 2 * length;
  const lifted = hlo.add(place, hlo.multiply(whole(negated, period), period));
  const folded = hlo.select(
    hlo.compare('LT', lifted, -length),
    hlo.add(lifted, period),
    hlo.subtract(-1, lifted),
  );
  const reduced = hlo.subtract(place, hlo.multiply(whole(place, period), period));
  const back = hlo.select(
    hlo.compare('GE', reduced, length),
    hlo.subtract(period - 1, reduced),
    reduced,
  );
  return clamped(hlo.select(above, back, hlo.select(below, folded, place)));
}

interface Projection {
  readonly method: 'bilinear' | 'nearest';
  readonly mode: FillMode;
  readonly outside: number;
}

const project: Op<Projection> = {
  name: 'transform',
  lower: (hlo, [image, transforms], { method, mode, outside }, { shape }) => {
    const [batch, height, width] = image.shape;
    const grid = shape.slice(0, 3);
    const all = hlo.broadcastTo(transforms, [batch, 8]);
    const coefficient = (i: number) =>
      perPicture(hlo, hlo.sliceAxis(all, 1, { start: i, limit: i + 1 }), grid);
    const outX = hlo.iota('f32', grid, 2);
    const outY = hlo.iota('f32', grid, 1);
    const linear = (first: number) =>
      hlo.add(hlo.multiply(coefficient(first), outX), hlo.multiply(coefficient(first + 1), outY));
    const scale = hlo.add(linear(6), 1);
    const inX = hlo.divide(hlo.add(linear(0), coefficient(2)), scale);
    const inY = hlo.divide(hlo.add(linear(3), coefficient(5)), scale);
    const places = {
      picture: hlo.iota('i32', grid, 0),
      y: mapped(hlo, inY, height, mode),
      x: mapped(hlo, inX, width, mode),
    };
    const filling = hlo.constant(outside, 'f32', shape);
    const values = sample(hlo, image, places, filling, method);
    const infinite = hlo.broadcastAlong(hlo.compare('EQ', scale, 0), shape, [0, 1, 2]);
    return hlo.select(infinite, filling, values);
  },
};

export const resamplingKernels: KernelTable = {
  CropAndResize: ({ image, boxes, boxInd }, attrs: CropAndResizeAttrs) => {
    const { cropSize, method, extrapolationValue: outside } = attrs;
    const shape = [boxes.shape[0], ...cropSize, image.shape[3]];
    if (sizeOf(shape) === 0) return fill(0, 'f32', shape);
    return apply(crop, [cast(image, 'f32'), boxes, boxInd], { method, outside }, 'f32', shape);
  },
  RotateWithOffset: ({ image }, { radians, fillValue, center }: RotateWithOffsetAttrs) => {
    const [, height, width, channels] = image.shape;
    const outside = Array.from({ length: channels }, (_, channel) => {
      if (typeof fillValue === 'number') return fillValue;
      return channel === 3 ? 255 : fillValue[channel];
    });
    const attrs = { radians, center: backend_util.getImageCenter(center, height, width), outside };
    return apply(rotate, [image], attrs, image.type, image.shape);
  },
  Transform: ({ image, transforms }, attrs: TransformAttrs) => {
    const { interpolation: method, fillMode: mode, fillValue: outside, outputShape } = attrs;
    const [batch, height, width, channels] = image.shape;
    const shape = [batch, ...(outputShape ?? [height, width]), channels];

    const values = apply(
      project,
      [cast(image, 'f32'), transforms],
      { method, mode, outside },
      'f32',
      shape,
    );
    return cast(values, image.type);
  },
};
