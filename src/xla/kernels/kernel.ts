/** What a kernel is: a pure function from nodes and attributes to nodes. Registering them is the backend's. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { type ElementType, isHalf } from '../graph/element-type.js';
import type { Value } from '../graph/emitter.js';
import { apply, NONE, type Node, type Op, type TensorType } from '../graph/node.js';
import type { Shape } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** The inputs of a kernel by the names TensorFlow.js gives them; a list of inputs has '0', '1' ... */
export type Inputs = Readonly<Record<string, Node>>;

export type Kernel<A> = (inputs: Inputs, attrs: A) => Node | Node[];

/** Kernels by the names of TensorFlow.js. `never`: each declares the attributes that it is called with. */
export type KernelTable = Readonly<Record<string, Kernel<never>>>;

/** How to write an operation without attributes. */
export type Lowering = (hlo: StableHlo, inputs: readonly Value[], out: TensorType) => Value;

/** An operation without attributes. */
export function operation(name: string, lower: Lowering): Op<Record<string, never>> {
  return { name, lower: (hlo, inputs, _attrs, out) => lower(hlo, inputs, out) };
}

/** A node as TensorFlow.js's shape rules take it: they declare a tensor and read its shape alone. */
export function asInfo({ shape }: Node): Tensor {
  return { shape: [...shape], rank: shape.length } as Tensor;
}

const castOp = operation('cast', (hlo, [x], { type }) => hlo.convert(x, type));
const reshapeOp = operation('reshape', (hlo, [x], { shape }) => hlo.reshape(x, shape));
const broadcastOp = operation('broadcast', (hlo, [x], { shape }) => hlo.broadcastTo(x, shape));
const fillOp: Op<{ value: number }> = {
  name: 'fill',
  lower: (hlo, _inputs, { value }, { type, shape }) => hlo.constant(value, type, shape),
};

/** `x` with its elements converted; `x` itself where nothing changes. */
export function cast(x: Node, type: ElementType): Node {
  return x.type === type ? x : apply(castOp, [x], NONE, type, x.shape);
}

/** `x` in float32 where it is of half precision. */
export function widened(x: Node): Node {
  return isHalf(x.type) ? cast(x, 'f32') : x;
}

export function reshape(x: Node, shape: Shape): Node {
  return apply(reshapeOp, [x], NONE, x.type, shape);
}

export function broadcast(x: Node, shape: Shape): Node {
  return apply(broadcastOp, [x], NONE, x.type, shape);
}

/** A tensor of one number. */
export function fill(value: number, type: ElementType, shape: Shape): Node {
  // JSON has no word for what is not finite; the signature must tell these apart.
  if (!Number.isFinite(value)) return apply(notFinite(value), [], NONE, type, shape);
  return apply(fillOp, [], { value }, type, shape);
}

function notFinite(value: number) {
  return operation(`fill ${value}`, (hlo, _inputs, { type, shape }) =>
    hlo.constant(value, type, shape),
  );
}
