/**
 * Cells whose data lies on the device in the shape of their tensor. A reshaped tensor shares the data of
 * the one that it came from, but a program takes each argument in one shape only.
 */
import { engine } from '@tensorflow/tfjs-core';
import type { XlaBackend } from '../backend/backend.js';
import { sameShape } from '../graph/shape.js';
import type { Cell } from './types.js';

/** Gives each such cell data of its own; to be called before a flush. */
export function giveOwnShape(backend: XlaBackend, cells: Iterable<Cell>): void {
  for (const cell of cells) {
    const tensor = cell.get();
    if (sameShape(backend.dataNode(tensor).shape, tensor.shape)) continue;
    const info = backend.info(backend.nodeOf(tensor));
    cell.set(engine().makeTensorFromTensorInfo(info, backend));
  }
}
