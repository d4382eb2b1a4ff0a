/** What of memory is behind the tensors in a value. */
import { type Storage, Tensor } from '../tensor/index.js';

/** Adds the storages of all tensors in a result: a tensor, or arrays, maps and objects of tensors, of any class. */
export function addStorages(value: unknown, storages: Set<Storage>, seen?: Set<object>): void {
  if (value instanceof Tensor) storages.add(value.storage);
  else if (typeof value === 'object' && value !== null && !seen?.has(value)) {
    if (ArrayBuffer.isView(value)) return;
    const met = seen ?? new Set();
    met.add(value);
    const items = value instanceof Map ? value.values() : Object.values(value);
    for (const item of items) addStorages(item, storages, met);
  }
}
