/** Calls a loop's step once on the lazy graph, with nothing executed, and keeps what it would compute. */
import { clone, type DataType, dispose, engine, type Tensor } from '@tensorflow/tfjs-core';
import type { XlaBackend } from '../backend/backend.js';
import { elementType, isDeviceDataType } from '../graph/element-type.js';
import { type Linear, linearize } from '../graph/linearize.js';
import { Node } from '../graph/node.js';
import { sameShape } from '../graph/shape.js';
import { LoopError } from './errors.js';
import type { Cell, LoopSpec } from './types.js';

/** A cell as it was when the step was recorded. */
export interface RecordedCell {
  readonly cell: Cell;
  readonly leaf: Node;
  readonly shape: number[];
  /** Its value after the step; undefined where the step leaves it as it is. */
  readonly next: Node | undefined;
}

export interface Recording {
  readonly cells: readonly RecordedCell[];
  readonly slices: readonly Node[];
  readonly results: readonly Node[];
  /** The graph of one step: its outputs are the changed cells, then the results. */
  readonly linear: Linear;
}

/**
 * To be called while the executor records; what is recorded can be lowered only until it stops.
 * @throws LoopError when a cell would change its shape or type from step to step.
 */
export function recordStep(backend: XlaBackend, spec: LoopSpec): Recording {
  const before = spec.state.map((cell) => clone(cell.get()));
  const leaves = distinctLeaves(backend, spec.state, before);
  const placeholders: Tensor[] = [];
  const slices: Node[] = [];
  try {
    const results = spec.step((shape, dtype) => {
      const slice = placeholder(backend, shape, dtype);
      placeholders.push(slice);
      // The step may dispose the tensor when it has used it.
      slices.push(backend.dataNode(slice));
      return slice;
    });
    const cells = spec.state.map((cell, i) => {
      const after = cell.get();
      checkUnchanged(before[i], after);
      const isChanged = backend.dataNode(after) !== leaves[i];
      const next = isChanged ? backend.nodeOf(after) : undefined;
      return { cell, leaf: leaves[i], shape: before[i].shape, next };
    });
    const resultNodes = results.map((tensor) => backend.nodeOf(tensor));
    const changed = cells.flatMap(({ next }) => next ?? []);
    const linear = linearize([...changed, ...resultNodes], () => false);
    dispose([...results, ...placeholders]);
    return { cells, slices, results: resultNodes, linear };
  } finally {
    spec.state.forEach((cell, i) => {
      cell.set(before[i]);
    });
  }
}

/**
 * The node of each cell's value. Cells that begin with the same value, as an average beside what it is the average of,
 * part ways in the loop: each gets a node of its own while the step is recorded.
 */
function distinctLeaves(
  backend: XlaBackend,
  state: readonly Cell[],
  before: readonly Tensor[],
): Node[] {
  const seen = new Set<Node>();
  return before.map((tensor, i) => {
    const node = backend.dataNode(tensor);
    if (!seen.has(node)) {
      seen.add(node);
      return node;
    }
    const own = placeholder(backend, tensor.shape, tensor.dtype);
    const leaf = backend.dataNode(own);
    leaf.device = node.device;
    state[i].set(own);
    return leaf;
  });
}

function placeholder(backend: XlaBackend, shape: readonly number[], dtype: DataType) {
  if (!isDeviceDataType(dtype)) throw new LoopError(`A slice can't be of type ${dtype}.`);
  const node = new Node({ kind: 'placeholder' }, elementType(dtype), shape);
  return engine().makeTensorFromTensorInfo(backend.info(node), backend);
}

function checkUnchanged(before: Tensor, after: Tensor): void {
  if (before.dtype === after.dtype && sameShape(before.shape, after.shape)) return;
  throw new LoopError(
    `A step changed a state of ${before.dtype}[${before.shape}] to ${after.dtype}[${after.shape}]. ` +
      'The state of a loop keeps its shape and type from step to step.',
  );
}
