/**
 * Which device tensors lie on. A tensor belongs to the device that someone put it on, and so does what is computed from
 * it; a tensor that nobody put anywhere is computed wherever it is needed. Devices are told by their place among those
 * of the client.
 */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { XlaBackend } from './backend/backend.js';
import { CaptureError } from './backend/errors.js';
import { apply, Node, type Op } from './graph/node.js';

/** The device that a tensor belongs to; undefined where it belongs to none. */
export function placeOf(backend: XlaBackend, tensor: Tensor): number | undefined {
  return isHere(tensor) ? backend.dataNode(tensor).device : undefined;
}

/** Says that a tensor belongs to a device, without moving it. */
export function setPlace(backend: XlaBackend, tensor: Tensor, device: number | undefined): void {
  if (isHere(tensor)) backend.dataNode(tensor).device = device;
}

/**
 * The values of a tensor on a device, as a new tensor that belongs to it. What is pending is run before.
 * @throws CaptureError while a function is recorded, for what has no values then
 */
export function moveTo(backend: XlaBackend, tensor: Tensor, device: number): Tensor {
  const { executor } = backend;
  const node = backend.dataNode(tensor);
  const isValue = node.content.kind === 'buffer' || node.content.kind === 'literal';
  if (!isValue && node.device === undefined && device === executor.compiler.device) {
    return belongingHere(backend, tensor);
  }
  if (node.content.kind === 'op') executor.flush();
  const { content, type, shape } = node;
  if (content.kind === 'failed') throw content.error;
  if (content.kind !== 'buffer' && content.kind !== 'literal') {
    throw new CaptureError('A tensor was moved to another device');
  }
  const moved =
    content.kind === 'literal'
      ? content
      : ({ kind: 'buffer', buffer: executor.memory.own(content.buffer.copyTo(device)) } as const);
  const copy = new Node(moved, type, shape);
  copy.device = device;
  const info = { ...backend.info(copy), shape: tensor.shape, dtype: tensor.dtype };
  return engine().makeTensorFromTensorInfo(info, backend);
}

const hereOp: Op<object> = { name: 'here', lower: (_hlo, [x]) => x };

/** What is pending, or recorded, belongs to the device on which it would be computed anyway: nothing has to run before. */
function belongingHere(backend: XlaBackend, tensor: Tensor): Tensor {
  const node = backend.nodeOf(tensor);
  const same = apply(hereOp, [node], {}, node.type, node.shape);
  same.device = backend.executor.compiler.device;
  return backend.tensor(same);
}

const spreadOp: Op<{ devices: readonly number[] }> = {
  name: 'spread',
  lower: (hlo, [x], { devices }) => hlo.spread(x, 0, devices),
};

/**
 * The same values, whose first axis is shared out among devices: what is computed from them runs on all of these, each
 * with its part, in one program that means what it means on one device.
 * @param devices the first is the one that the tensor belongs to
 */
export function spread(backend: XlaBackend, tensor: Tensor, devices: readonly number[]): Tensor {
  const node = backend.nodeOf(tensor);
  return backend.tensor(apply(spreadOp, [node], { devices }, node.type, node.shape));
}

/** Strings, and what lies in another backend, have no device. */
function isHere({ dtype }: Tensor): boolean {
  return dtype !== 'string';
}
