/** A loop whose body gets a slice of its inputs and gives a slice of its results. See `jax.lax.scan`. */
import { applyBundle } from '../graph/bundle.js';
import type { Value } from '../graph/emitter.js';
import type { Node, TensorType } from '../graph/node.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { putAt, sliceAt } from '../graph/stack.js';
import type { Subgraph } from '../graph/subgraph.js';

export interface ScanShape {
  readonly length: number;
  /** From the last slice to the first. */
  readonly reverse: boolean;
  /** How many of the body's parameters and results are carried; then come slices, then what stays. */
  readonly carried: number;
  readonly sliced: number;
}

/**
 * @param body `(...carried, ...slices, ...constant) -> (...carried, ...results)`
 * @param inputs the first carried values, the stacks of slices, the constant values
 * @returns the last carried values, then the stacks of results
 */
export function scanNodes(body: Subgraph, shape: ScanShape, inputs: readonly Node[]): Node[] {
  const { length, carried } = shape;
  const results = body.results.map(
    (result, i): TensorType =>
      i < carried ? result : { type: result.type, shape: [length, ...result.shape] },
  );
  const lower = (hlo: StableHlo, values: readonly Value[]) => lowerScan(hlo, body, shape, values);
  const signature = `scan${JSON.stringify(shape)}${body.key}`;
  return applyBundle({ signature, results, lower }, inputs);
}

function lowerScan(
  hlo: StableHlo,
  body: Subgraph,
  { length, reverse, carried, sliced }: ScanShape,
  inputs: readonly Value[],
): readonly Value[] {
  const stacks = inputs.slice(carried, carried + sliced);
  const constant = inputs.slice(carried + sliced);
  const start = [
    hlo.constant(0, 'i32'),
    ...inputs.slice(0, carried),
    ...body.results
      .slice(carried)
      .map(({ type, shape }) => hlo.constant(0, type, [length, ...shape])),
  ];
  const end = hlo.while(
    start,
    ([step]) => hlo.compare('LT', step, length),
    ([step, ...values]) => {
      const place = reverse ? hlo.subtract(length - 1, step) : step;
      const slices = stacks.map((stack) => sliceAt(hlo, stack, place));
      const results = body.emit(hlo, [...values.slice(0, carried), ...slices, ...constant]);
      const written = results
        .slice(carried)
        .map((result, i) => putAt(hlo, values[carried + i], result, place));
      return [hlo.add(step, 1), ...results.slice(0, carried), ...written];
    },
    length,
  );
  return end.slice(1);
}
