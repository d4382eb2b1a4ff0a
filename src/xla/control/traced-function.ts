/** Functions of tensors, recorded: called once to see what they compute, with nothing computed. */
import { type DataType, dispose, engine, type Tensor } from '@tensorflow/tfjs-core';
import type { XlaBackend } from '../backend/backend.js';
import { DeviceTypeError } from '../backend/errors.js';
import { elementType, isDeviceDataType } from '../graph/element-type.js';
import { Node, nodeCount, type TensorType } from '../graph/node.js';
import { sameShape } from '../graph/shape.js';
import { cut, type Subgraph } from '../graph/subgraph.js';
import { reshape } from '../kernels/kernel.js';

/** What a function computes, as its tracer has it in hands. */
export interface FunctionTrace {
  /** Made by the tracer's `parameter`, in order. */
  readonly parameters: readonly Tensor[];
  readonly results: readonly Tensor[];
}

export type MakeParameter = (shape: readonly number[], dtype: DataType) => Tensor;

/** A recorded function. It holds what it captured until it is disposed. */
export class TracedFunction {
  constructor(
    /** Takes the parameters, then what was captured. */
    readonly subgraph: Subgraph,
    readonly captured: readonly Tensor[],
  ) {}

  dispose(): void {
    dispose([...this.captured]);
  }
}

/**
 * Runs `trace`, which calls functions with parameters that have no values.
 * @throws CaptureError when a value is read on the way.
 */
export function traceFunctions(
  backend: XlaBackend,
  trace: (parameter: MakeParameter) => readonly FunctionTrace[],
): TracedFunction[] {
  const newest = nodeCount();
  const nodes = new Map<Tensor, Node>();
  const parameter: MakeParameter = (shape, dtype) => {
    if (!isDeviceDataType(dtype)) throw new DeviceTypeError(dtype);
    const node = new Node({ kind: 'placeholder' }, elementType(dtype), shape);
    const tensor = backend.tensor(node);
    nodes.set(tensor, node);
    return tensor;
  };
  const cuts = backend.executor.trace(() =>
    trace(parameter).map(({ parameters, results }) =>
      cut(
        parameters.map((one) => nodes.get(one) ?? backend.nodeOf(one)),
        results.map((one) => backend.nodeOf(one)),
        newest,
      ),
    ),
  );
  // Only now, for what is acquired while a trace is under way is part of it.
  return cuts.map(({ subgraph, captured }) => {
    const held = captured.map((node) => backend.hold(node));
    return new TracedFunction(subgraph, held);
  });
}

/** The nodes for a function's parameters, in the types and shapes that it takes. */
export function asParameters(
  backend: XlaBackend,
  types: readonly TensorType[],
  tensors: readonly Tensor[],
): Node[] {
  return tensors.map((tensor, i) => {
    const { type, shape } = types[i];
    const data = backend.dataNode(tensor);
    if (data.type === type && sameShape(data.shape, shape)) return data;
    const node = backend.nodeOf(tensor);
    return sameShape(node.shape, shape) ? node : reshape(node, shape);
  });
}

/** New tensors for nodes that were just made. */
export function asTensors(backend: XlaBackend, nodes: readonly Node[]): Tensor[] {
  return nodes.map((node) => engine().makeTensorFromTensorInfo(backend.info(node), backend));
}

/** Whether two tensors are the same without a look at the device: one node, or equal numbers of the host. */
export function isSameValue(backend: XlaBackend, a: Tensor, b: Tensor): boolean {
  const [left, right] = [backend.dataNode(a), backend.dataNode(b)];
  if (left === right) return true;
  if (left.content.kind !== 'literal' || right.content.kind !== 'literal') return false;
  return left.type === right.type && Object.is(left.content.value, right.content.value);
}
