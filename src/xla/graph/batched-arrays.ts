/**
 * Writes operations for a whole batch where their caller writes them for one element: what moves elements about.
 *
 * A batched value has an axis more, in front, which its caller doesn't see. A value that is the same for all elements
 * stays as it is until it meets a batched one. The rest of the operations is in batched.ts.
 */
import type { Padding, Span } from './array-ops.js';
import type { ElementType } from './element-type.js';
import type {
  BinaryName,
  Comparison,
  CompositeName,
  PartName,
  UnaryName,
} from './elementwise-ops.js';
import type { Value } from './emitter.js';
import type { Made } from './listing.js';
import { range, type Shape } from './shape.js';
import { StableHlo } from './stablehlo.js';

let batches = 0;

export class BatchedArrays extends StableHlo {
  /** What batched values really are, by the names that their callers see. */
  readonly #whole = new Map<string, Value>();
  /** Tells the names of batched values from those of the target, which may be batches themselves. */
  readonly #suffix = `@${batches++}`;

  constructor(
    /** Where operations are written. */
    protected readonly target: StableHlo,
    /** The number of elements in the batch. */
    protected readonly size: number,
  ) {
    super(target.platform);
  }

  /** One element of a value whose first axis is the batch's. */
  element(whole: Value): Value {
    const name = whole.name + this.#suffix;
    this.#whole.set(name, whole);
    return { name, type: whole.type, shape: whole.shape.slice(1) };
  }

  isBatched(value: Value | number): boolean {
    return typeof value !== 'number' && this.#whole.has(value.name);
  }

  /** The value as the target knows it, with the batch's axis if it has one. */
  protected raw(value: Value): Value {
    return this.#whole.get(value.name) ?? value;
  }

  /** The value with the batch's axis: repeated, if it is the same for all. */
  whole(value: Value): Value {
    const known = this.#whole.get(value.name);
    if (known) return known;
    const axes = range(1, value.shape.length + 1);
    return this.target.broadcastAlong(value, [this.size, ...value.shape], axes);
  }

  /** The operands of one operation, all with the batch's axis or all without. */
  protected together(values: readonly Value[], write: (raw: Value[]) => Value): Value {
    if (!values.some((value) => this.isBatched(value))) return write([...values]);
    return this.element(write(values.map((value) => this.whole(value))));
  }

  /** An operation on one value; `write` is told how far its axes are shifted. */
  protected one(x: Value, write: (raw: Value, shift: 0 | 1) => Value): Value {
    return this.isBatched(x) ? this.element(write(this.raw(x), 1)) : write(x, 0);
  }

  override writeFor(made: Made, inputs: readonly Value[], write: () => Value): Value {
    let element: Value | undefined;
    const raw = inputs.map((input) => this.raw(input));
    const whole = this.target.writeFor(made, raw, () => {
      element = write();
      return this.raw(element);
    });
    return element ?? whole;
  }

  override emit(): Value {
    throw new Error('An operation was written past the batch.');
  }

  override region(
    parameters: readonly Omit<Value, 'name'>[],
    body: (values: Value[]) => readonly Value[],
  ): string {
    return this.target.region(parameters, body);
  }

  override constant(values: number | ArrayLike<number>, type: ElementType, shape?: Shape): Value {
    return this.target.constant(values, type, shape);
  }

  override iota(type: ElementType, shape: Shape, axis: number): Value {
    return this.target.iota(type, shape, axis);
  }

  override unary(name: UnaryName, x: Value): Value {
    return this.one(x, (raw) => this.target.unary(name, raw));
  }

  override composite(name: CompositeName, x: Value): Value {
    return this.one(x, (raw) => this.target.composite(name, raw));
  }

  override part(name: PartName, x: Value): Value {
    return this.one(x, (raw) => this.target.part(name, raw));
  }

  override complex(real: Value, imaginary: Value): Value {
    return this.together([real, imaginary], ([a, b]) => this.target.complex(a, b));
  }

  override fourier(direction: 'FFT' | 'IFFT', x: Value): Value {
    return this.one(x, (raw) => this.target.fourier(direction, raw));
  }

  override spread(x: Value, axis: number, devices: readonly number[]): Value {
    return this.one(x, (raw, shift) => this.target.spread(raw, axis + shift, devices));
  }

  override convert(x: Value, type: ElementType): Value {
    return this.one(x, (raw) => this.target.convert(raw, type));
  }

  override binary(name: BinaryName, left: Value | number, right: Value | number): Value {
    const operands = this.#operands(left, right);
    return this.together(operands, ([a, b]) => this.target.binary(name, a, b));
  }

  override compare(direction: Comparison, left: Value | number, right: Value | number): Value {
    const operands = this.#operands(left, right);
    return this.together(operands, ([a, b]) => this.target.compare(direction, a, b));
  }

  override select(condition: Value, left: Value | number, right: Value | number): Value {
    const [a, b] = this.#operands(left, right);
    const test = this.broadcastTo(condition, a.shape);
    return this.together([test, a, b], ([c, x, y]) => this.target.select(c, x, y));
  }

  override broadcastAlong(x: Value, shape: Shape, axes: readonly number[]): Value {
    return this.one(x, (raw, shift) =>
      shift === 0
        ? this.target.broadcastAlong(raw, shape, axes)
        : this.target.broadcastAlong(raw, [this.size, ...shape], [0, ...shifted(axes)]),
    );
  }

  override reshape(x: Value, shape: Shape): Value {
    return this.one(x, (raw, shift) =>
      this.target.reshape(raw, shift === 0 ? shape : [this.size, ...shape]),
    );
  }

  override transpose(x: Value, permutation: readonly number[]): Value {
    return this.one(x, (raw, shift) =>
      this.target.transpose(raw, shift === 0 ? permutation : [0, ...shifted(permutation)]),
    );
  }

  override slice(x: Value, spans: readonly Span[]): Value {
    return this.one(x, (raw, shift) =>
      this.target.slice(raw, shift === 0 ? spans : [{ start: 0, limit: this.size }, ...spans]),
    );
  }

  override pad(x: Value, padding: readonly Padding[], value?: number): Value {
    return this.one(x, (raw, shift) =>
      this.target.pad(raw, shift === 0 ? padding : [{ low: 0, high: 0 }, ...padding], value),
    );
  }

  override concatenate(values: readonly Value[], axis: number): Value {
    const shift = values.some((value) => this.isBatched(value)) ? 1 : 0;
    return this.together(values, (raw) => this.target.concatenate(raw, axis + shift));
  }

  override reverse(x: Value, axes: readonly number[]): Value {
    return this.one(x, (raw, shift) =>
      this.target.reverse(raw, shift === 0 ? axes : shifted(axes)),
    );
  }

  override dynamicSlice(x: Value, starts: readonly Value[], sizes: readonly number[]): Value {
    this.#assertSame(starts);
    return this.one(x, (raw, shift) =>
      shift === 0
        ? this.target.dynamicSlice(raw, starts, sizes)
        : this.target.dynamicSlice(raw, [this.#zero(), ...starts], [this.size, ...sizes]),
    );
  }

  override dynamicUpdateSlice(x: Value, update: Value, starts: readonly Value[]): Value {
    this.#assertSame(starts);
    const isBatched = this.isBatched(x) || this.isBatched(update);
    const all = isBatched ? [this.#zero(), ...starts] : starts;
    return this.together([x, update], ([a, b]) => this.target.dynamicUpdateSlice(a, b, all));
  }

  #zero(): Value {
    return this.target.constant(0, 'i32');
  }

  /** Only loops slice where a value says, by their counter. */
  #assertSame(starts: readonly Value[]): void {
    if (starts.some((start) => this.isBatched(start))) {
      throw new Error('A batch is sliced at the same place for all of its elements.');
    }
  }

  #operands(left: Value | number, right: Value | number): [Value, Value] {
    if (typeof left !== 'number') {
      if (typeof right !== 'number') return [left, right];
      return [left, this.constant(right, left.type, left.shape)];
    }
    if (typeof right === 'number') throw new Error('An operation needs at least one tensor.');
    return [this.constant(left, right.type, right.shape), right];
  }
}

export function shifted(axes: readonly number[]): number[] {
  return axes.map((axis) => axis + 1);
}
