/** Slices of stacks, at a place of their first axis that the program finds out: how loops read and write. */
import type { Value } from './emitter.js';
import { range } from './shape.js';
import type { StableHlo } from './stablehlo.js';

/** The slice of a stack at a place of its first axis. */
export function sliceAt(hlo: StableHlo, stack: Value, place: Value): Value {
  const shape = stack.shape.slice(1);
  const slice = hlo.dynamicSlice(stack, startAt(hlo, place, shape.length), [1, ...shape]);
  return hlo.reshape(slice, shape);
}

/** The stack with the slice at a place replaced. */
export function putAt(hlo: StableHlo, stack: Value, value: Value, place: Value): Value {
  const window = hlo.reshape(value, [1, ...value.shape]);
  return hlo.dynamicUpdateSlice(stack, window, startAt(hlo, place, value.shape.length));
}

function startAt(hlo: StableHlo, place: Value, rank: number): Value[] {
  return [place, ...range(0, rank).map(() => hlo.constant(0, 'i32'))];
}
