/** The operations of StableHLO that sum products: of matrices, and of pictures with filters. */
import { typeOf, type Value } from './emitter.js';
import { ReductionOps } from './reduction-ops.js';
import { at, type Shape, sameShape, sizeOf } from './shape.js';
import { tensorType } from './text.js';

/** Which axes of two operands a product runs over. */
export interface DotAxes {
  readonly batch?: readonly [readonly number[], readonly number[]];
  readonly contract: readonly [readonly number[], readonly number[]];
}

/** How a filter moves over pictures. */
export interface ConvolutionNumbers {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly filterDilations: readonly number[];
}

/** A matrix of a product as it lies in memory, and which axis of it is summed over. */
interface Factor {
  readonly matrix: Value;
  readonly axis: number;
}

export class ProductOps extends ReductionOps {
  /** The shapes of the matrices that {@link turnGradients} was told of. */
  readonly #turned: Shape[] = [];

  /** Has gradients of matrices of a shape computed transposed from now on: for matrices that are kept transposed. */
  turnGradients(shape: Shape): void {
    this.#turned.push(shape);
  }

  /** The sum of products over the contracted axes: batch axes first, then what is left of `a`, then of `b`. */
  dot(a: Value, b: Value, axes: DotAxes): Value {
    const factors = this.platform === 'cpu' ? this.#factors(a, b, axes) : undefined;
    if (!factors) return this.#dot(a, b, axes);
    const [left, right] = factors;
    const isTurned =
      isGradient(left, right) &&
      this.#turned.some((shape) => sameShape(shape, [lengthOf(left), lengthOf(right)]));
    return isTurned
      ? this.transpose(this.#quicker(right, left), [1, 0])
      : this.#quicker(left, right);
  }

  /** What a product of two matrices is made of, as it lies in memory; undefined if the product is another. */
  #factors(a: Value, b: Value, { batch, contract }: DotAxes): [Factor, Factor] | undefined {
    const [left, right] = contract;
    const isOfMatrices = a.shape.length === 2 && b.shape.length === 2 && !batch?.[0].length;
    if (!isOfMatrices || left.length !== 1) return undefined;
    return [this.#asItLies(a, at(left, 0)), this.#asItLies(b, at(right, 0))];
  }

  #asItLies(matrix: Value, axis: number): Factor {
    const transpose = this.transposeOf(matrix);
    return transpose ? { matrix: transpose.from, axis: 1 - axis } : { matrix, axis };
  }

  /**
   * The product, by the order of its factors that a CPU is quicker with. The barriers keep XLA from joining the product
   * and its transpose to one in the other order.
   */
  #quicker(left: Factor, right: Factor): Value {
    const product = (a: Factor, b: Factor) =>
      this.#dot(a.matrix, b.matrix, { contract: [[a.axis], [b.axis]] });
    if (!isQuickerTurned(left, right)) return product(left, right);
    const [turned] = this.barrier([product(right, left)]);
    const [result] = this.barrier([this.transpose(turned, [1, 0])]);
    return result;
  }

  #dot(a: Value, b: Value, { batch = [[], []], contract }: DotAxes): Value {
    const free = (x: Value, side: 0 | 1) =>
      x.shape.filter((_, i) => !batch[side].includes(i) && !contract[side].includes(i));
    const shape = [...batch[0].map((axis) => at(a.shape, axis)), ...free(a, 0), ...free(b, 1)];
    const batching = batch[0].length ? `batching_dims = [${batch[0]}] x [${batch[1]}], ` : '';
    return this.emit(
      `stablehlo.dot_general ${a.name}, ${b.name}, ${batching}contracting_dims = [${contract[0]}] x ` +
        `[${contract[1]}]${this.#isExact ? '' : ', precision = [HIGHEST, HIGHEST]'} : (${typeOf(a)}, ${typeOf(b)}) -> ${tensorType(a.type, shape)}`,
      a.type,
      shape,
      2 * sizeOf(shape) * sizeOf(contract[0].map((axis) => at(a.shape, axis))),
    );
  }

  /** Pictures `[batch, height, width, in]`, filters `[height, width, in, out]`: what XLA has fast code for on a CPU. */
  convolution(x: Value, filter: Value, numbers: ConvolutionNumbers, shape: Shape): Value {
    const { strides, padding, filterDilations } = numbers;
    return this.emit(
      `stablehlo.convolution(${x.name}, ${filter.name}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [${strides}], ` +
        `pad = [${padding.map(([low, high]) => `[${low}, ${high}]`).join(', ')}], rhs_dilate = [${filterDilations}]} ` +
        `{batch_group_count = 1 : i64, feature_group_count = 1 : i64` +
        `${this.#isExact ? '' : `, precision_config = [${HIGHEST}, ${HIGHEST}]`}} : ` +
        `(${typeOf(x)}, ${typeOf(filter)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
      2 * sizeOf(shape) * sizeOf(filter.shape.slice(0, -1)),
    );
  }

  /** Whether products of float32 are exact without being asked: GPUs would take numbers of 10 bits, as TF32. */
  get #isExact(): boolean {
    return this.platform === 'cpu';
  }
}

/** How much of a matrix is left by a product. */
const lengthOf = ({ matrix, axis }: Factor) => at(matrix.shape, 1 - axis);

/** Whether a product of matrices sums over the rows of both, as the gradient of a layer's weights over a batch. */
const isGradient = (left: Factor, right: Factor) => left.axis === 0 && right.axis === 0;

/**
 * Whether a CPU computes the transpose of a product quicker. XLA copies both factors into panels first, the second one
 * number by number where it is summed over its rows, as a layer's weights `[out, in]` are. For few samples that takes longer than
 * the product: with weights of 1024 x 1024 and 64 samples six times as long. So the smaller factor comes second; and
 * tall gradients are computed as wide ones.
 */
function isQuickerTurned(left: Factor, right: Factor): boolean {
  const [rows, columns] = [lengthOf(left), lengthOf(right)];
  if (isGradient(left, right)) return rows >= 2 * columns;
  const isVector = rows === 1 || columns === 1;
  if (isVector || right.axis === 0) return false;
  return left.axis === 0 || sizeOf(right.matrix.shape) > sizeOf(left.matrix.shape) + rows * columns;
}

const HIGHEST = '#stablehlo<precision HIGHEST>';
