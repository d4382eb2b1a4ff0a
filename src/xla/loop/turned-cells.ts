/**
 * Which matrices of a loop's state are carried transposed. A layer's weights are `[out, in]`, so its product with rows
 * `[batch, in]` runs over the last axis of both. On a CPU that takes XLA longer than the product with the transposed
 * weights, which a loop needs to make but once.
 */
import type { Value } from '../graph/emitter.js';
import { type Shape, sameShape, sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** Smaller matrices are not worth it. */
const LEAST_ELEMENTS = 2 ** 14;

/** What is written before the transposes of its operands (arrangement.ts), so that they cancel. */
const ELEMENTWISE =
  /^stablehlo\.(?:abs|add|compare|divide|maximum|minimum|multiply|negate|reduce|select|sign|sqrt|subtract)\b/;

/** Whether a matrix is large enough to be looked at. */
export function mayBeTurned({ type, shape }: Pick<Value, 'type' | 'shape'>): boolean {
  return type === 'f32' && shape.length === 2 && sizeOf(shape) >= LEAST_ELEMENTS;
}

/**
 * Those of the state that are better carried transposed: matrices that products run over the last axis of, and what is only
 * combined with such ones element by element, as their momentum. None that is used in another way: it would be transposed at each step.
 * @param state as a step that was written used it
 */
export function turnedOf(hlo: StableHlo, state: readonly Value[]): Set<Value> {
  const shapes: Shape[] = [];
  const turnable = state.filter((value) => {
    if (!mayBeTurned(value)) return false;
    const inProducts = new RegExp(
      `^stablehlo\\.dot_general (?:${value.name}, [%\\w#]+, contracting_dims = \\[1\\]|` +
        `[%\\w#]+, ${value.name}, contracting_dims = \\[\\d\\] x \\[1\\])`,
    );
    const users = hlo.usersOf(value);
    const products = users.filter((operation) => inProducts.test(operation));
    if (products.length > 0) shapes.push(value.shape);
    return users.every((user) => products.includes(user) || ELEMENTWISE.test(user));
  });
  return new Set(turnable.filter((value) => shapes.some((shape) => sameShape(shape, value.shape))));
}
