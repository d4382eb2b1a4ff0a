/** Integrals by the trapezoidal rule. */
import { OptionError } from './errors.js';
import { asOneOperation } from './kernel.js';
import { checkTensor } from './operands.js';
import { isOptions, withDefaults } from './options.js';
import { wrapDim } from './shapes.js';
import type { Tensor } from './tensor.js';

/** Options of {@link trapezoid} and {@link cumulativeTrapezoid}. */
export interface TrapezoidOptions {
  /** How far apart points are, where they have no places. Default 1. */
  dx?: number;
  /** Along which dimension. Default the last. */
  dim?: number;
}

/** The area between each two neighbours. */
function areas(
  operation: string,
  y: Tensor,
  xOrOptions: Tensor | TrapezoidOptions | undefined,
  more: TrapezoidOptions,
): { parts: Tensor; axis: number } {
  checkTensor(operation, y, 'what is integrated');
  const isPlain = xOrOptions === undefined || isOptions(xOrOptions);
  const given = isPlain ? { ...(xOrOptions as TrapezoidOptions | undefined), ...more } : more;
  const { dx, dim } = withDefaults(operation, given, { dx: 1, dim: -1 });
  const axis = wrapDim(operation, dim, y.ndim);
  const size = (y.shape[axis] ?? 1) - 1;
  if (size < 0 || y.ndim === 0) {
    throw new OptionError(operation, 'y', 'no points', 'of one point or more along the dimension');
  }
  const heights = y
    .narrow(axis, 0, size)
    .add(y.narrow(axis, 1, size))
    .mul(0.5);
  if (isPlain) return { parts: heights.mul(dx), axis };
  checkTensor(operation, xOrOptions, 'the list of places');
  const widths = xOrOptions.ndim === 1 ? xOrOptions.diff() : xOrOptions.diff(1, axis);
  const behind = y.ndim - 1 - axis;
  const placed =
    xOrOptions.ndim === 1 ? widths.reshape([-1, ...Array<number>(behind).fill(1)]) : widths;
  return { parts: heights.mul(placed), axis };
}

/**
 * The integral along a dimension, which is dropped, of values that are `dx` apart or at the places `x`: `[n]`, or in the shape
 * of `y`. PyTorch: `torch.trapezoid`.
 * @throws OptionError where there is no point.
 */
export function trapezoid(y: Tensor, options?: TrapezoidOptions): Tensor;
export function trapezoid(y: Tensor, x: Tensor, options?: { dim?: number }): Tensor;
export function trapezoid(
  y: Tensor,
  xOrOptions?: Tensor | TrapezoidOptions,
  options: TrapezoidOptions = {},
): Tensor {
  return asOneOperation(() => {
    const { parts, axis } = areas('trapezoid', y, xOrOptions, options);
    return parts.sum(axis);
  });
}

/** As `trapezoid`. */
export const trapz = trapezoid;

/**
 * As `trapezoid`, up to each point after the first: the dimension has one less. `x` is `[n]`, or in the shape of `y`. PyTorch:
 * `torch.cumulative_trapezoid`.
 * @throws OptionError where there is no point.
 */
export function cumulativeTrapezoid(y: Tensor, options?: TrapezoidOptions): Tensor;
export function cumulativeTrapezoid(y: Tensor, x: Tensor, options?: { dim?: number }): Tensor;
export function cumulativeTrapezoid(
  y: Tensor,
  xOrOptions?: Tensor | TrapezoidOptions,
  options: TrapezoidOptions = {},
): Tensor {
  return asOneOperation(() => {
    const { parts, axis } = areas('cumulativeTrapezoid', y, xOrOptions, options);
    return parts.cumsum(axis);
  });
}
