/**
 * Iterations: memory scopes of loops over data. What a person makes in one is freed when it ends, if it
 * is large and nobody said `keep`; what is small stays, so that `losses.push(loss)` works.
 */

import { addIdle, trimMuchIdle } from './idle.js';
import type { Storage } from './storage.js';

/** A pass of a loop body. Iterations nest, and interleave where two loaders are read in turn. */
export interface Iteration {
  /** Frees what was made since the iteration was opened and is large. */
  end(): void;
  /** Frees nothing, for a loop that was left by `break`: what it made may still be used. */
  leave(): void;
  /** Frees all that was made, small or large, save what is pinned: for a step that was only recorded. */
  discard(): void;
}

const open: OpenIteration[] = [];

class OpenIteration {
  readonly storages = new Set<Storage>();

  /** @param onStep called when an optimizer takes a step in it */
  constructor(readonly onStep: (() => void) | undefined) {}

  end(): void {
    if (!this.#close()) return;
    for (const storage of this.storages) {
      if (storage.isPinned) continue;
      if (storage.isLarge || storage.internal) storage.release('iteration');
      else addIdle(storage);
    }
    this.storages.clear();
    if (open.length === 0) for (const drain of whenQuiet) drain();
    trimMuchIdle();
  }

  leave(): void {
    if (!this.#close()) return;
    for (const storage of this.storages) addIdle(storage);
    this.storages.clear();
    if (open.length === 0) for (const drain of whenQuiet) drain();
  }

  discard(): void {
    if (!this.#close()) return;
    for (const storage of this.storages) if (!storage.isPinned) storage.release('iteration');
    this.storages.clear();
  }

  #close(): boolean {
    const at = open.indexOf(this);
    if (at < 0) return false;
    open.splice(at, 1);
    abandoned.unregister(this);
    return true;
  }
}

/** Run when no iteration is open. */
const whenQuiet: (() => void)[] = [];

export function onQuiet(drain: () => void): void {
  whenQuiet.push(drain);
}

/** Iterations whose loop was interrupted from outside: nobody is left to end them. */
const abandoned = new FinalizationRegistry<OpenIteration>((iteration) => iteration.leave());

/**
 * Opens the memory scope of one pass of a loop body.
 * @param onStep called when an optimizer takes a step in it
 */
export function openIteration(onStep?: () => void): Iteration {
  if (open.length === 0) for (const drain of whenQuiet) drain();
  const iteration = new OpenIteration(onStep);
  open.push(iteration);
  const handle: Iteration = {
    end: () => iteration.end(),
    leave: () => iteration.leave(),
    discard: () => iteration.discard(),
  };
  abandoned.register(handle, iteration, iteration);
  return handle;
}

/** An optimizer takes a step. */
export function noteStep(): void {
  open.at(-1)?.onStep?.();
}

export function isIterationOpen(): boolean {
  return open.length > 0;
}

/** Puts a storage under the innermost iteration, or among the idle ones where none is open. */
export function watch(storage: Storage): void {
  const innermost = open.at(-1);
  if (innermost) innermost.storages.add(storage);
  else addIdle(storage);
}

/** Whether an iteration that is still open watches the storage. */
export function isWatched(storage: Storage): boolean {
  return open.some((iteration) => iteration.storages.has(storage));
}
