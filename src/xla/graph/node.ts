/**
 * The nodes of the graph: a tensor that is to be computed, or one that is given.
 *
 * A node with an operation is pending. Once its program has run it becomes a leaf, in place, so that later
 * nodes find the buffer there. Nodes nobody refers to are never computed. Does no I/O: to make a leaf's buffer
 * or to read it is the backend's business.
 */
import type { DataId } from '@tensorflow/tfjs-core';
import { type Maker, presentMaker } from '../../maker.js';
import type { DeviceBuffer } from '../pjrt/buffer.js';
import type { ElementType } from './element-type.js';
import type { Value } from './emitter.js';
import { TensorSizeError } from './errors.js';
import type { Made } from './listing.js';
import { type Shape, sizeOf } from './shape.js';
import type { StableHlo } from './stablehlo.js';

export interface TensorType {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** An operation. What its lowering writes may depend on its inputs' types, its attributes and `out` alone. */
export interface Op<A extends object> {
  readonly name: string;
  lower(hlo: StableHlo, inputs: readonly Value[], attrs: A, out: TensorType): Value;
}

/** What a node is at present. */
export type Content =
  | {
      readonly kind: 'op';
      /** Name, attributes and result type: equal for equal operations. */
      readonly signature: string;
      readonly inputs: readonly Node[];
      readonly lower: (hlo: StableHlo, inputs: readonly Value[]) => Value;
    }
  /** A number from the host, written into programs until it is seen to change. */
  | { readonly kind: 'literal'; readonly value: number }
  | { readonly kind: 'buffer'; readonly buffer: DeviceBuffer }
  /** An argument of a loop's step while it is recorded. */
  | { readonly kind: 'placeholder' }
  /** What was to be computed and could not be. */
  | { readonly kind: 'failed'; readonly error: Error };

/** XLA counts bytes with 64 bits and ends the process where they overflow; what a program makes of a tensor is larger. */
const MOST_ELEMENTS = 2 ** 50;

let count = 0;

/** How many nodes there have been; the newest node's `id`. */
export function nodeCount(): number {
  return count;
}

export class Node implements TensorType {
  readonly id = ++count;
  /** The `id` of the newest node that takes this one as input. */
  lastConsumer = 0;
  /** Whether a tensor of TensorFlow.js still stands for this node. */
  alive = false;
  /** Who made it, where it is large or that is noted. */
  madeBy: { readonly signature: string | undefined; readonly maker: Maker | undefined } | undefined;
  /** What that tensor's data is called. */
  dataId: DataId | undefined;
  /**
   * The device that someone put it on, or one that it is computed from. Undefined where nobody did: it is then computed
   * wherever it is needed.
   */
  device: number | undefined;
  /** How many compiled loops hold this leaf. */
  retained = 0;
  /** Scratch of {@link linearize}: the position in the program that `mark` names. */
  mark = 0;
  position = 0;

  /** @throws TensorSizeError when it has more elements than can be counted safely. */
  constructor(
    public content: Content,
    readonly type: ElementType,
    readonly shape: Shape,
  ) {
    if (sizeOf(shape) > MOST_ELEMENTS) throw new TensorSizeError(shape);
    if (content.kind !== 'op') return;
    for (const input of content.inputs) {
      input.lastConsumer = this.id;
      this.device ??= input.device;
    }
    const maker = presentMaker();
    if (maker) this.madeBy = { signature: content.signature, maker };
  }
}

/** The name of a node's operation. A signature begins with it. */
export function operationOf({ content, madeBy }: Node): string | undefined {
  const signature = content.kind === 'op' ? content.signature : madeBy?.signature;
  return signature?.split(/[{[:]/, 1)[0];
}

/** A node's operation, and who made it. */
export function madeOf(node: Node): Made {
  return { operation: operationOf(node), maker: node.madeBy?.maker };
}

/** The attributes of an operation that has none. */
export const NONE: Record<string, never> = Object.freeze({});

/** A node that applies `op`. */
export function apply<A extends object>(
  op: Op<A>,
  inputs: readonly Node[],
  attrs: A,
  type: ElementType,
  shape: Shape,
): Node {
  return applier(op, attrs, type, shape)(inputs);
}

/** As {@link apply}, for what is applied again and again: its signature is written once. */
export function applier<A extends object>(
  op: Op<A>,
  attrs: A,
  type: ElementType,
  shape: Shape,
): (inputs: readonly Node[]) => Node {
  const text = attrs === NONE ? '' : JSON.stringify(attrs);
  const signature = `${op.name}${text}:${type}[${shape.join()}]`;
  const out: TensorType = { type, shape };
  const lower = (hlo: StableHlo, values: readonly Value[]) => op.lower(hlo, values, attrs, out);
  return (inputs) => new Node({ kind: 'op', signature, inputs, lower }, type, shape);
}
