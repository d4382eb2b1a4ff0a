/** What is computed together must belong to one device; nothing is moved without being asked. */
import type { Node } from '../graph/node.js';
import { DeviceMismatchError } from './errors.js';

/**
 * @param nameOf a device's name, by its place
 * @throws DeviceMismatchError when two nodes belong to different devices
 */
export function assertOneDevice(
  operation: string,
  nodes: Iterable<Node>,
  nameOf: (device: number) => string,
): void {
  let first: Node | undefined;
  for (const node of nodes) {
    if (node.device === undefined) continue;
    first ??= node;
    if (node.device === first.device) continue;
    const tensors = [first, node].flatMap(({ shape, device }) =>
      device === undefined ? [] : [{ shape, device: nameOf(device) }],
    );
    throw new DeviceMismatchError(operation, tensors);
  }
}
