/** The operations of StableHLO that make or move elements, with their shape rules. */
import type { ElementType } from './element-type.js';
import { ElementwiseOps } from './elementwise-ops.js';
import { typeOf, type Value } from './emitter.js';
import { at, type Shape, sameShape, sizeOf, withDimension } from './shape.js';
import { tensorType } from './text.js';

/** Start, limit and stride of a slice along one axis. */
export interface Span {
  readonly start: number;
  readonly limit: number;
  readonly stride?: number;
}

/** Padding along one axis: before, after, between the elements. Negative edges crop. */
export interface Padding {
  readonly low: number;
  readonly high: number;
  readonly interior?: number;
}

export class ArrayOps extends ElementwiseOps {
  /** The discrete Fourier transform of the last axis. */
  fourier(direction: 'FFT' | 'IFFT', x: Value): Value {
    const length = at(x.shape, x.shape.length - 1);
    return this.emit(
      `stablehlo.fft ${x.name}, type = ${direction}, length = [${length}] : (${typeOf(x)}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** The same value, an axis of which is shared out among devices; XLA's partitioner decides on the rest. */
  spread(x: Value, axis: number, devices: readonly number[]): Value {
    const { length } = this.shareAmong(devices);
    const tiles = withDimension(
      x.shape.map(() => 1),
      axis,
      length,
    );
    return this.emit(
      `stablehlo.custom_call @Sharding(${x.name}) {mhlo.sharding = "{devices=[${tiles}]<=[${length}]}"} : ` +
        `(${typeOf(x)}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  iota(type: ElementType, shape: Shape, axis: number): Value {
    return this.emit(`stablehlo.iota dim = ${axis} : ${tensorType(type, shape)}`, type, shape);
  }

  reshape(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new Error(`Cannot reshape [${x.shape}] to [${shape}].`);
    }
    return this.emit(
      `stablehlo.reshape ${x.name} : (${typeOf(x)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  slice(x: Value, spans: readonly Span[]): Value {
    const whole = spans.every(
      ({ start, limit, stride = 1 }, i) => start === 0 && limit === x.shape[i] && stride === 1,
    );
    if (whole) return x;
    const shape = spans.map(({ start, limit, stride = 1 }) => Math.ceil((limit - start) / stride));
    const text = spans.map(({ start, limit, stride = 1 }) => `${start}:${limit}:${stride}`);
    const result = tensorType(x.type, shape);
    return this.emit(
      `stablehlo.slice ${x.name} [${text.join(', ')}] : (${typeOf(x)}) -> ${result}`,
      x.type,
      shape,
    );
  }

  /** A slice along one axis, all of the others. */
  sliceAxis(x: Value, axis: number, span: Span): Value {
    return this.slice(
      x,
      x.shape.map((limit, i) => (i === axis ? span : { start: 0, limit })),
    );
  }

  pad(x: Value, padding: readonly Padding[], value = 0): Value {
    if (padding.every(({ low, high, interior = 0 }) => !low && !high && !interior)) return x;
    const shape = padding.map(
      ({ low, high, interior = 0 }, i) =>
        low + high + at(x.shape, i) + Math.max(0, at(x.shape, i) - 1) * interior,
    );
    const list = (pick: (one: Padding) => number) => padding.map(pick).join(', ');
    const fill = this.constant(value, x.type);
    return this.emit(
      `stablehlo.pad ${x.name}, ${fill.name}, low = [${list((p) => p.low)}], high = [${list((p) => p.high)}], ` +
        `interior = [${list((p) => p.interior ?? 0)}] : (${typeOf(x)}, ${typeOf(fill)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  concatenate(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (!first) throw new Error('Nothing to concatenate.');
    if (values.length === 1) return first;
    const total = values.reduce((sum, value) => sum + at(value.shape, axis), 0);
    const shape = withDimension(first.shape, axis, total);
    const names = values.map((value) => value.name).join(', ');
    const types = values.map(typeOf).join(', ');
    return this.emit(
      `stablehlo.concatenate ${names}, dim = ${axis} : (${types}) -> ${tensorType(first.type, shape)}`,
      first.type,
      shape,
    );
  }

  reverse(x: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return x;
    return this.emit(
      `stablehlo.reverse ${x.name}, dims = [${axes.join(', ')}] : ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** A window of the given size from `starts` (int32 scalars). */
  dynamicSlice(x: Value, starts: readonly Value[], sizes: readonly number[]): Value {
    const names = [x, ...starts].map((value) => value.name).join(', ');
    const types = [x, ...starts].map(typeOf).join(', ');
    return this.emit(
      `stablehlo.dynamic_slice ${names}, sizes = [${sizes.join(', ')}] : (${types}) -> ${tensorType(x.type, sizes)}`,
      x.type,
      sizes,
    );
  }

  /** `x` with the window at `starts` replaced by `update`. */
  dynamicUpdateSlice(x: Value, update: Value, starts: readonly Value[]): Value {
    const operands = [x, update, ...starts];
    return this.emit(
      `stablehlo.dynamic_update_slice ${operands.map((value) => value.name).join(', ')} : ` +
        `(${operands.map(typeOf).join(', ')}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** The same values, of which nothing is computed before all of them are there. */
  barrier(values: readonly Value[]): Value[] {
    const types = values.map(typeOf).join(', ');
    return this.emitMany(
      `stablehlo.optimization_barrier ${values.map(({ name }) => name).join(', ')} : ${types}`,
      values,
    );
  }
}
