/** Subgraphs as single operations: called, chosen between, repeated while a condition holds, mapped over a batch. */
import { BatchedHlo } from '../graph/batched.js';
import { applyBundle } from '../graph/bundle.js';
import type { Value } from '../graph/emitter.js';
import type { Node, TensorType } from '../graph/node.js';
import type { StableHlo } from '../graph/stablehlo.js';
import type { Subgraph } from '../graph/subgraph.js';

/** What a subgraph gives for these inputs. */
export function callNodes(body: Subgraph, inputs: readonly Node[]): Node[] {
  return applyBundle(
    {
      signature: `call ${body.key}`,
      results: body.results,
      lower: (hlo, values) => body.emit(hlo, values),
    },
    inputs,
  );
}

/**
 * As {@link callNodes}, but of the first `held` inputs none is used before all of them are there: so what is computed
 * again for the way back isn't kept from the way there.
 */
export function heldCallNodes(body: Subgraph, held: number, inputs: readonly Node[]): Node[] {
  const lower = (hlo: StableHlo, values: readonly Value[]) => {
    const first = values.slice(0, held);
    return body.emit(hlo, [...(held > 0 ? hlo.barrier(first) : []), ...values.slice(held)]);
  };
  return applyBundle(
    { signature: `held ${held} ${body.key}`, results: body.results, lower },
    inputs,
  );
}

/**
 * One of two subgraphs, by a truth value.
 * @param inputs the truth value, the parameters of the first, the parameters of the second
 */
export function condNodes(
  whenTrue: Subgraph,
  whenFalse: Subgraph,
  inputs: readonly Node[],
): Node[] {
  const split = 1 + whenTrue.parameters.length;
  const lower = (hlo: StableHlo, values: readonly Value[]) =>
    hlo.conditional(
      values[0],
      () => whenTrue.emit(hlo, values.slice(1, split)),
      () => whenFalse.emit(hlo, values.slice(split)),
      whenTrue.results,
    );
  const signature = `cond ${whenTrue.key} ${whenFalse.key}`;
  return applyBundle({ signature, results: whenTrue.results, lower }, inputs);
}

/**
 * Repeats `body` while `condition` holds.
 * @param carried how many values are carried; what comes after them among the parameters stays
 * @param inputs the first carried values, what `condition` captured, what `body` captured
 */
export function whileNodes(
  condition: Subgraph,
  body: Subgraph,
  carried: number,
  inputs: readonly Node[],
): Node[] {
  const split = condition.parameters.length;
  const lower = (hlo: StableHlo, values: readonly Value[]) =>
    hlo.while(
      values.slice(0, carried),
      (state) => condition.emit(hlo, [...state, ...values.slice(carried, split)])[0],
      (state) => body.emit(hlo, [...state, ...values.slice(split)]),
    );
  const signature = `while ${carried} ${condition.key} ${body.key}`;
  return applyBundle({ signature, results: body.results, lower }, inputs);
}

/**
 * A subgraph for each element of a batch.
 * @param mapped which parameters have the axis of the batch, in front
 */
export function batchNodes(
  body: Subgraph,
  size: number,
  mapped: readonly boolean[],
  inputs: readonly Node[],
): Node[] {
  const lower = (hlo: StableHlo, values: readonly Value[]) => {
    const batch = new BatchedHlo(hlo, size);
    const elements = values.map((value, i) => (mapped[i] ? batch.element(value) : value));
    return body.emit(batch, elements).map((result) => batch.whole(result));
  };
  const results = body.results.map(
    ({ type, shape }): TensorType => ({ type, shape: [size, ...shape] }),
  );
  const signature = `batch ${size} ${mapped.map(Number).join('')} ${body.key}`;
  return applyBundle({ signature, results, lower }, inputs);
}
