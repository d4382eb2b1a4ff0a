/** Functions that make tensors; those that draw them are in random.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { onHost } from '../host-memory.js';
import type { DeviceLabel, NamedDevice } from './device-names.js';
import { checkedDtype, type Dtype, dtypeOfArray } from './dtype.js';
import { DtypeError, OptionError, ShapeError, shown } from './errors.js';
import { noteBounds } from './index-bounds.js';
import { flattened, type NestedInput } from './nested.js';
import { checkTensor } from './operands.js';
import { checkWhole, isOptions as isPlain, withDefaults } from './options.js';
import { onAskedDevice } from './placement.js';
import { checkSizes, resolvedShape, type ShapeThen, shapeThen, show } from './shapes.js';
import { Tensor } from './tensor.js';

/** What a tensor is made with, as `{ requiresGrad: true }`. */
export interface TensorOptions {
  /** The type of its numbers. Default: what the function gives by itself. */
  dtype?: Dtype;
  /** Whether it is to have a gradient. Default false. */
  requiresGrad?: boolean;
  /** The device to put it on, as `x.device`. Default: none, so that it goes with whatever it meets. */
  device?: DeviceLabel | NamedDevice | undefined;
}

/** A type of numbers alone, or all options. */
export type DtypeOrOptions = Dtype | TensorOptions;

function made(
  operation: string,
  given: DtypeOrOptions | undefined,
  make: (dtype: Dtype | undefined) => Tensor,
): Tensor {
  const isDtype = typeof given === 'string' || given === undefined;
  const options = withDefaults(operation, isDtype ? { dtype: given } : given, {
    dtype: undefined,
    requiresGrad: false,
    device: undefined,
  });
  const { dtype, requiresGrad, device } = options;
  const result = onAskedDevice(operation, make(dtype && checkedDtype(operation, dtype)), device);
  return requiresGrad ? result.requiresGrad_() : result;
}

/**
 * A tensor of these values. Numbers are float32 unless `dtype` says otherwise, integers of typed arrays
 * int32, truth values bool. PyTorch: `torch.tensor`.
 *
 * @param shape by default that of the nested arrays; one size may be -1
 * @throws ShapeError when nested arrays differ in length, or the values don't fill the shape.
 */
export function tensor(
  values: NestedInput,
  shape?: readonly number[],
  dtype?: DtypeOrOptions,
): Tensor;
export function tensor(values: NestedInput, options: DtypeOrOptions): Tensor;
export function tensor(
  values: NestedInput,
  shapeOrOptions?: readonly number[] | DtypeOrOptions,
  more?: DtypeOrOptions,
): Tensor {
  const [shape, options] = isOptions(shapeOrOptions)
    ? [undefined, shapeOrOptions]
    : [shapeOrOptions, more];
  return made('tensor', options, (dtype) => {
    const from = fromValues(values, dtype);
    const sizes = shape === undefined ? from.shape : resolvedShape('tensor', from.shape, shape);
    const result = Tensor.fromTfjs(tf.tensor(from.values, sizes, from.dtype), 'tensor');
    noteBounds(result, from.values);
    return result;
  });
}

/**
 * A tensor as it is, in another type where that is asked for; of other values a tensor, as `tensor` makes it. The shape is
 * theirs. PyTorch: `torch.as_tensor`.
 */
export function asTensor(values: Tensor | NestedInput, dtype?: Dtype): Tensor {
  if (!(values instanceof Tensor)) return tensor(values, undefined, dtype);
  return dtype === undefined ? values : values.to(dtype);
}

const isOptions = (
  given: readonly number[] | DtypeOrOptions | undefined,
): given is DtypeOrOptions =>
  typeof given === 'string' ||
  (typeof given === 'object' && given !== null && !Array.isArray(given));

interface Values {
  values: tf.TypedArray;
  shape: number[];
  dtype: Dtype;
}

function fromValues(input: NestedInput, dtype: Dtype | undefined): Values {
  if (isTypedArray(input)) {
    if (input instanceof BigInt64Array || input instanceof BigUint64Array) {
      throw new DtypeError(
        'tensor',
        'the values are integers of 64 bits, which there are not here. Int32Array.from(values, Number) makes them int32.',
      );
    }
    return {
      values: converted(input, dtype ?? dtypeOfArray(input)),
      shape: [input.length],
      dtype: dtype ?? dtypeOfArray(input),
    };
  }
  const { values, shape } = flattened(input);
  const bad = values.findIndex((value) => typeof value !== 'number' && typeof value !== 'boolean');
  if (bad >= 0) {
    throw new DtypeError(
      'tensor',
      `the values must be numbers or truth values, got ${shown(values[bad])}.`,
    );
  }
  const isBool = values.length > 0 && values.every((value) => typeof value === 'boolean');
  const type = dtype ?? (isBool ? 'bool' : 'float32');
  return { values: converted(values.map(Number), type), shape, dtype: type };
}

function converted(values: ArrayLike<number>, dtype: Dtype): tf.TypedArray {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'bool':
      return Uint8Array.from(values, (value) => (value ? 1 : 0));
    default:
      return dtype satisfies never;
  }
}

function isTypedArray(input: NestedInput): input is tf.TypedArray {
  return ArrayBuffer.isView(input);
}

/** @throws ShapeError when it is no list, or a size is not a whole number of 0 or more. */
export function checkedShape(operation: string, shape: readonly number[]): number[] {
  checkSizes(operation, shape);
  if (shape.every((size) => Number.isInteger(size) && size >= 0)) return [...shape];
  throw new ShapeError(
    operation,
    [shape],
    `${operation}: ${show(shape)} is no shape; sizes are whole numbers of 0 or more.`,
  );
}

/** PyTorch: `torch.full`. @throws OptionError without a value. */
export function full(
  shape: readonly number[],
  value: number,
  dtype: DtypeOrOptions = 'float32',
): Tensor {
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    throw new OptionError('full', 'value', value, 'a number');
  }
  return filled('full', shape, value, dtype);
}

function filled(
  operation: string,
  shape: readonly number[],
  value: number,
  given: DtypeOrOptions | undefined,
): Tensor {
  const checked = checkedShape(operation, shape);
  return made(operation, given, (dtype = 'float32') =>
    Tensor.fromTfjs(
      tf.fill(checked, dtype === 'bool' ? Number(Number(value) !== 0) : value, dtype),
      operation,
    ),
  );
}

/** `zeros([2, 3])` or `zeros(2, 3)`, float32 unless a type or `{ dtype, requiresGrad }` follows. PyTorch: `torch.zeros`. */
export function zeros(shape: readonly number[], dtype?: DtypeOrOptions): Tensor;
export function zeros(...sizes: readonly number[]): Tensor;
export function zeros(
  ...sizesThenMore: readonly [...sizes: number[], dtype: DtypeOrOptions]
): Tensor;
export function zeros(...given: ShapeThen<DtypeOrOptions>): Tensor {
  const [shape, dtype] = shapeThen('zeros', given);
  return filled('zeros', shape, 0, dtype);
}

/** `ones([2, 3])` or `ones(2, 3)`, float32 unless a type or `{ dtype, requiresGrad }` follows. PyTorch: `torch.ones`. */
export function ones(shape: readonly number[], dtype?: DtypeOrOptions): Tensor;
export function ones(...sizes: readonly number[]): Tensor;
export function ones(
  ...sizesThenMore: readonly [...sizes: number[], dtype: DtypeOrOptions]
): Tensor;
export function ones(...given: ShapeThen<DtypeOrOptions>): Tensor {
  const [shape, dtype] = shapeThen('ones', given);
  return filled('ones', shape, 1, dtype);
}

/**
 * A tensor to be filled: zeros, since nothing here is without a value. `empty([2, 3])` or `empty(2, 3)`. PyTorch:
 * `torch.empty`.
 */
export function empty(shape: readonly number[], dtype?: DtypeOrOptions): Tensor;
export function empty(...sizes: readonly number[]): Tensor;
export function empty(
  ...sizesThenMore: readonly [...sizes: number[], dtype: DtypeOrOptions]
): Tensor;
export function empty(...given: ShapeThen<DtypeOrOptions>): Tensor {
  const [shape, dtype] = shapeThen('empty', given);
  return filled('empty', shape, 0, dtype);
}

/** Zeros, in the shape and type of `like`, as `empty` gives them. */
export function emptyLike(like: Tensor, options: DtypeOrOptions = {}): Tensor {
  checkTensor('emptyLike', like);
  return filled('emptyLike', like.shape, 0, { dtype: like.dtype, ...asOptions(options) });
}

/** Zeros, in the shape and type of `like`. */
export function zerosLike(like: Tensor, options: DtypeOrOptions = {}): Tensor {
  checkTensor('zerosLike', like);
  return filled('zerosLike', like.shape, 0, { dtype: like.dtype, ...asOptions(options) });
}

/** Ones, in the shape and type of `like`. */
export function onesLike(like: Tensor, options: DtypeOrOptions = {}): Tensor {
  checkTensor('onesLike', like);
  return filled('onesLike', like.shape, 1, { dtype: like.dtype, ...asOptions(options) });
}

/** One value, in the shape and type of `like`. */
export function fullLike(like: Tensor, value: number, options: DtypeOrOptions = {}): Tensor {
  checkTensor('fullLike', like);
  return filled('fullLike', like.shape, value, { dtype: like.dtype, ...asOptions(options) });
}

const asOptions = (given: DtypeOrOptions): TensorOptions =>
  typeof given === 'string' ? { dtype: given } : given;

/** A type of numbers alone, or all options of {@link arange}. */
export type RangeOptions = Dtype | (TensorOptions & { step?: number });

const isRangeOptions = (given: unknown): given is RangeOptions =>
  typeof given === 'string' || isPlain(given);

/**
 * Numbers from `start` up to `end`, which is left out; int32 where start and step are whole. `arange(4)`,
 * `arange(0, 10, 2)`, `arange(0, 10, { step: 2, dtype: 'float32' })`. PyTorch: `torch.arange`.
 * @throws DtypeError when `end` can't be reached.
 */
export function arange(
  start: number,
  end?: number | RangeOptions,
  step?: number | RangeOptions,
  dtype?: RangeOptions,
): Tensor {
  const places = [end, step, dtype];
  const given = places.find(isRangeOptions) ?? {};
  const { step: named = 1, ...options } = typeof given === 'string' ? { dtype: given } : given;
  const [last, by = named] = places.map((one) => (isRangeOptions(one) ? undefined : one));
  const [from, to] = last === undefined ? [0, start] : [start, last];
  const wrong = [from, to, by].findIndex((one) => !Number.isFinite(one));
  if (wrong >= 0) {
    throw new DtypeError(
      'arange',
      `bounds and step must be numbers, got ${shown([from, to, by][wrong])}.`,
    );
  }
  if (by === 0 || (to - from) / by < 0) {
    throw new DtypeError('arange', `${to} can't be reached from ${from} by steps of ${by}.`);
  }
  const length = Math.ceil((to - from) / by);
  // Of whole numbers PyTorch cuts where it starts and how far it goes.
  const cut = options.dtype === 'int32' ? Math.trunc : (bound: number) => bound;
  const values = onHost('arange', length, () =>
    Array.from({ length }, (_, i) => cut(from) + i * cut(by)),
  );
  const whole = [from, to, by].every(Number.isInteger);
  return tensor(values, [length], { dtype: whole ? 'int32' : 'float32', ...options });
}

/** `steps` numbers from `start` to `end`, both included. PyTorch: `torch.linspace`. */
export function linspace(
  start: number,
  end: number,
  steps: number,
  options: DtypeOrOptions = {},
): Tensor {
  checkWhole('linspace', 'steps', steps, 0);
  const values = asOptions(options).dtype === 'int32' ? wholeLinspaceValues : linspaceValues;
  return tensor(
    onHost('linspace', steps, () => values(start, end, steps)),
    [steps],
    options,
  );
}

/**
 * The numbers of `linspace`, rounded where PyTorch rounds them.
 * @param isFused whether products are rounded only when they are added
 */
export function linspaceValues(
  start: number,
  end: number,
  steps: number,
  isFused = true,
): Float32Array {
  const [first, last] = [Math.fround(start), Math.fround(end)];
  const step = steps > 1 ? Math.fround(Math.fround(last - first) / (steps - 1)) : 0;
  const times = (i: number) => (isFused ? i * step : Math.fround(i * step));
  return Float32Array.from({ length: steps }, spaced(first, last, steps, times));
}

/** From both ends, so that the last number is exactly that. @param times how far so many steps go */
function spaced(first: number, last: number, steps: number, times: (i: number) => number) {
  const half = steps === 1 ? 1 : Math.floor(steps / 2);
  return (_: unknown, i: number) => (i < half ? first + times(i) : last - times(steps - 1 - i));
}

/** The same of whole numbers, whose ends PyTorch cuts, and then computes in float64. */
function wholeLinspaceValues(start: number, end: number, steps: number): Int32Array {
  const [first, last] = [Math.trunc(start), Math.trunc(end)];
  const step = steps > 1 ? (last - first) / (steps - 1) : 0;
  return Int32Array.from(
    { length: steps },
    spaced(first, last, steps, (i) => i * step),
  );
}

/** Ones on the diagonal: `eye(3)`, `eye(3, 4)`, `eye(3, 'int32')`. PyTorch: `torch.eye`. */
export function eye(
  rows: number,
  columnsOrOptions: number | DtypeOrOptions = rows,
  more: DtypeOrOptions = {},
): Tensor {
  const [columns, options] =
    typeof columnsOrOptions === 'number' ? [columnsOrOptions, more] : [rows, columnsOrOptions];
  checkWhole('eye', 'rows', rows, 0);
  checkWhole('eye', 'columns', columns, 0);
  const values = onHost('eye', rows * columns, () => new Float32Array(rows * columns));
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return tensor(values, [rows, columns], options);
}
