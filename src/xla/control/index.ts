/** Recorded functions as operations of the graph: call, branch, loop, batch. All on TensorFlow.js's tensors. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { XlaBackend } from '../backend/backend.js';
import { assertOneDevice } from '../backend/one-device.js';
import type { Node, TensorType } from '../graph/node.js';
import type { Subgraph } from '../graph/subgraph.js';
import { batchNodes, callNodes, condNodes, heldCallNodes, whileNodes } from './calls.js';
import { type ScanShape, scanNodes } from './scan.js';
import { asParameters, asTensors } from './traced-function.js';

export { Recordings } from './recordings.js';
export type { ScanShape } from './scan.js';
export {
  type FunctionTrace,
  isSameValue,
  type MakeParameter,
  TracedFunction,
  traceFunctions,
} from './traced-function.js';

/** A recorded function, with what now stands for that which it captured. */
export interface Captured {
  readonly subgraph: Subgraph;
  readonly captured: readonly Tensor[];
}

/** What the function gives for these arguments. */
export function call(
  backend: XlaBackend,
  { subgraph, captured }: Captured,
  args: readonly Tensor[],
): Tensor[] {
  return run(backend, subgraph.parameters, [...args, ...captured], (inputs) =>
    callNodes(subgraph, inputs),
  );
}

/** As {@link call}, but nothing of it is computed before all arguments are there. */
export function heldCall(
  backend: XlaBackend,
  { subgraph, captured }: Captured,
  args: readonly Tensor[],
): Tensor[] {
  return run(backend, subgraph.parameters, [...args, ...captured], (inputs) =>
    heldCallNodes(subgraph, args.length, inputs),
  );
}

/**
 * @param args the first carried values, then the stacks of slices
 * @returns the last carried values, then the stacks of results
 */
export function scan(
  backend: XlaBackend,
  { subgraph, captured }: Captured,
  shape: ScanShape,
  args: readonly Tensor[],
): Tensor[] {
  const { carried, sliced, length } = shape;
  const types = subgraph.parameters.map(({ type, shape: one }, i) => ({
    type,
    shape: i >= carried && i < carried + sliced ? [length, ...one] : one,
  }));
  return run(backend, types, [...args, ...captured], (inputs) =>
    scanNodes(subgraph, shape, inputs),
  );
}

/** What one of two functions gives for the arguments. */
export function cond(
  backend: XlaBackend,
  predicate: Tensor,
  whenTrue: Captured,
  whenFalse: Captured,
  args: readonly Tensor[],
): Tensor[] {
  const types: TensorType[] = [
    { type: 'i1', shape: [] },
    ...whenTrue.subgraph.parameters,
    ...whenFalse.subgraph.parameters,
  ];
  const inputs = [predicate, ...args, ...whenTrue.captured, ...args, ...whenFalse.captured];
  return run(backend, types, inputs, (nodes) =>
    condNodes(whenTrue.subgraph, whenFalse.subgraph, nodes),
  );
}

/** Repeats `body` on the carried values while `condition` gives true for them. */
export function whileLoop(
  backend: XlaBackend,
  condition: Captured,
  body: Captured,
  carried: readonly Tensor[],
): Tensor[] {
  const types = [
    ...condition.subgraph.parameters,
    ...body.subgraph.parameters.slice(carried.length),
  ];
  const inputs = [...carried, ...condition.captured, ...body.captured];
  return run(backend, types, inputs, (nodes) =>
    whileNodes(condition.subgraph, body.subgraph, carried.length, nodes),
  );
}

/**
 * The function for each element of a batch.
 * @param mapped which arguments have the axis of the batch, in front
 */
export function batch(
  backend: XlaBackend,
  { subgraph, captured }: Captured,
  size: number,
  mapped: readonly boolean[],
  args: readonly Tensor[],
): Tensor[] {
  const types = subgraph.parameters.map(({ type, shape }, i) => ({
    type,
    shape: mapped[i] ? [size, ...shape] : shape,
  }));
  return run(backend, types, [...args, ...captured], (inputs) =>
    batchNodes(subgraph, size, [...mapped, ...captured.map(() => false)], inputs),
  );
}

function run(
  backend: XlaBackend,
  types: readonly TensorType[],
  inputs: readonly Tensor[],
  apply: (nodes: Node[]) => Node[],
): Tensor[] {
  backend.executor.boundPending();
  const nodes = asParameters(backend, types, inputs);
  assertOneDevice('a recorded function', nodes, backend.executor.compiler.nameOf);
  return asTensors(backend, apply(nodes));
}
