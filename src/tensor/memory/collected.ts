/**
 * Frees the storages of tensors that the garbage collector found. Only between iterations: what is
 * pending on a lazy device must not change with the collector's mood, or programs would differ.
 */

import { removeIdle } from './idle.js';
import { isIterationOpen, onQuiet } from './iteration.js';
import { onRelease, type Storage } from './storage.js';

const collected: Storage[] = [];

const registry = new FinalizationRegistry<Storage>((storage) => {
  collected.push(storage);
  if (!isIterationOpen()) drain();
});

/** From now on, `storage` is freed when the last tensor that shows it is collected. */
export function freeWithTensor(tensor: object, storage: Storage): void {
  registry.register(tensor, storage, storage);
}

// V8's quick collections, those of young objects, take what is registered for alive, and all that it leads to.
onRelease((storage) => registry.unregister(storage));

function drain(): void {
  for (const storage of collected.splice(0)) {
    storage.holders--;
    if (storage.holders > 0) continue;
    removeIdle(storage);
    storage.release('disposed');
  }
}

onQuiet(drain);
