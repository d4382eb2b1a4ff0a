/**
 * Broadcasts and transposes, and what is moved before them: operations on single elements are written before the
 * transposes of their operands. So transposes meet, and those that undo each other, as of a picture between layers that
 * have channels last, are never computed.
 */
import type { ElementType } from './element-type.js';
import { Emitter, typeOf, type Value } from './emitter.js';
import { at, type Shape, sameShape } from './shape.js';
import { tensorType } from './text.js';

/** A transpose: its axis `i` is axis `permutation[i]` of `from`. */
interface Transpose {
  readonly from: Value;
  readonly permutation: readonly number[];
}

export class Arrangement extends Emitter {
  /** The transposes that were written, by name. */
  readonly #transposes = new Map<string, Transpose>();
  /** The broadcasts that were written, by name: axis `i` of `from` is put at `axes[i]`. */
  readonly #broadcasts = new Map<string, { from: Value; axes: readonly number[] }>();

  /** The constants of one number that were written, by name. */
  readonly #uniform = new Map<string, number>();

  override constant(values: number | ArrayLike<number>, type: ElementType, shape?: Shape): Value {
    const value = super.constant(values, type, shape);
    if (typeof values === 'number') this.#uniform.set(value.name, values);
    return value;
  }

  /** Broadcasts by NumPy's rules: axes are matched from the last. */
  broadcastTo(x: Value, shape: Shape): Value {
    const offset = shape.length - x.shape.length;
    return this.broadcastAlong(
      x,
      shape,
      x.shape.map((_, i) => i + offset),
    );
  }

  /** Broadcasts with axis `i` of `x` put at `axes[i]`. */
  broadcastAlong(x: Value, shape: Shape, axes: readonly number[]): Value {
    if (sameShape(x.shape, shape) && axes.every((axis, i) => axis === i)) return x;
    const result = tensorType(x.type, shape);
    const value = this.emit(
      `stablehlo.broadcast_in_dim ${x.name}, dims = [${axes.join(', ')}] : (${typeOf(x)}) -> ${result}`,
      x.type,
      shape,
    );
    this.#broadcasts.set(value.name, { from: x, axes });
    return value;
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    const inner = this.#transposes.get(x.name);
    if (inner) {
      const both = permutation.map((axis) => at(inner.permutation, axis));
      return this.transpose(inner.from, both);
    }
    if (permutation.every((axis, i) => axis === i)) return x;
    const shape = permutation.map((axis) => at(x.shape, axis));
    const result = tensorType(x.type, shape);
    const value = this.emit(
      `stablehlo.transpose ${x.name}, dims = [${permutation.join(', ')}] : (${typeOf(x)}) -> ${result}`,
      x.type,
      shape,
    );
    this.#transposes.set(value.name, { from: x, permutation });
    return value;
  }

  /** How `x` was transposed, if it was. */
  protected transposeOf(x: Value): Transpose | undefined {
    return this.#transposes.get(x.name);
  }

  /** The operation on what the operands were transposed from, transposed; undefined if they weren't, or not alike. */
  protected beforeTranspose(
    operands: readonly (Value | number)[],
    write: (from: readonly (Value | number)[]) => Value | undefined,
  ): Value | undefined {
    const first = operands.find((one) => typeof one !== 'number' && this.#transposes.has(one.name));
    const transpose = typeof first === 'object' ? this.#transposes.get(first.name) : undefined;
    if (!transpose) return undefined;
    const from: (Value | number)[] = [];
    for (const operand of operands) {
      const before = typeof operand === 'number' ? operand : this.#before(operand, transpose);
      if (before === undefined) return undefined;
      from.push(before);
    }
    const result = write(from);
    return result && this.transpose(result, transpose.permutation);
  }

  /**
   * What becomes `x` when it is transposed so, where there is such a value: another transpose, a broadcast, or one number
   * for all elements.
   */
  #before(x: Value, { from, permutation }: Transpose): Value | undefined {
    const number = this.#uniform.get(x.name);
    if (number !== undefined) return this.constant(number, x.type, from.shape);
    const transpose = this.#transposes.get(x.name);
    if (transpose)
      return sameShape(transpose.permutation, permutation) ? transpose.from : undefined;
    const broadcast = this.#broadcasts.get(x.name);
    if (!broadcast) return undefined;
    const axes = broadcast.axes.map((axis) => at(permutation, axis));
    return this.broadcastAlong(broadcast.from, from.shape, axes);
  }
}
