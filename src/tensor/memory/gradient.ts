/** Gives back a gradient that a parameter no longer shows. */
import { addIdle, isIdle } from './idle.js';
import { isWatched } from './iteration.js';
import type { Storage } from './storage.js';

/**
 * @param seen whether someone may hold the gradient. If so it lives as long as its iteration; what is
 *   small, and what was made outside of any iteration, until it is collected.
 */
export function releaseGradient(storage: Storage, seen: boolean): void {
  storage.unpin();
  if (storage.isPinned) return;
  if (!seen) storage.release('disposed');
  else if (isWatched(storage)) return;
  else if (isIdle(storage)) addIdle(storage);
  else if (storage.isLarge) storage.release('iteration');
  else addIdle(storage);
}
