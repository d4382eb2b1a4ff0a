/** Which argument's memory each result of a program may take, so that parameters are updated in place. */
import type { Value } from './emitter.js';
import { sameShape } from './shape.js';

/** A result that could take the memory of an argument that it is computed from in so many steps. */
interface Update {
  readonly argument: string;
  readonly result: number;
  readonly steps: number;
}

/**
 * Pairs arguments with results of the same type and shape: argument's name -> index of the result. A result takes
 * the nearest argument that it is computed from element by element: its own old value, if it is an update.
 * Any other pair would make XLA copy the argument first, where it is still read after the result is written.
 *
 * @param operandsOf what a value is computed from
 */
export function donations(
  results: readonly Value[],
  donors: ReadonlySet<string>,
  operandsOf: (value: Value) => readonly Value[],
): Map<string, number> {
  const updates = results.flatMap((value, result) => updatesOf(value, result, donors, operandsOf));
  updates.sort((a, b) => a.steps - b.steps);
  const pairs = new Map<string, number>();
  const updating = new Set<number>();
  for (const { argument, result } of updates) {
    if (pairs.has(argument) || updating.has(result)) continue;
    pairs.set(argument, result);
    updating.add(result);
  }
  return pairs;
}

function updatesOf(
  value: Value,
  result: number,
  donors: ReadonlySet<string>,
  operandsOf: (value: Value) => readonly Value[],
): Update[] {
  const steps = new Map([[value.name, 0]]);
  const queue = [value];
  for (const current of queue) {
    const next = (steps.get(current.name) ?? 0) + 1;
    for (const operand of operandsOf(current)) {
      if (steps.has(operand.name) || !matches(operand, value)) continue;
      steps.set(operand.name, next);
      queue.push(operand);
    }
  }
  return [...steps]
    .filter(([name]) => donors.has(name))
    .map(([argument, count]) => ({ argument, result, steps: count }));
}

function matches(a: Value, b: Value): boolean {
  return a.type === b.type && sameShape(a.shape, b.shape);
}
