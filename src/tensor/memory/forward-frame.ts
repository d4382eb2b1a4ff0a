/**
 * Frames: what is made inside a forward pass or a composed operation and does not come out of it is
 * internal. It is freed at the end, save what the graph needs: that lives until `backward` has run.
 */

import { watch } from './iteration.js';
import type { Storage } from './storage.js';

let frame: Storage[] | undefined;
let resetScheduled = false;

/**
 * A frame lasts no longer than the code that runs without a break. Code that is interrupted from outside,
 * as a notebook's cell, is ended without its `finally`: then the frame is forgotten here.
 */
function scheduleReset(): void {
  if (resetScheduled) return;
  resetScheduled = true;
  queueMicrotask(() => {
    resetScheduled = false;
    frame = undefined;
  });
}

/** Notes a new storage: inside a frame its fate is decided at the frame's end, else it is watched. */
export function track(storage: Storage): void {
  if (frame) frame.push(storage);
  else watch(storage);
}

/**
 * Runs `body` as one operation. Only the outermost frame decides.
 * @param escaped the storages that come out, or are stored for later, given the body's result
 */
export function inFrame<T>(body: () => T, escaped: (result: T) => Iterable<Storage>): T {
  if (frame) return body();
  const created: Storage[] = [];
  frame = created;
  scheduleReset();
  let out = new Set<Storage>();
  try {
    const result = body();
    out = new Set(escaped(result));
    return result;
  } finally {
    frame = undefined;
    settle(created, out);
  }
}

/** Runs `body` as if no frame were open: what it makes belongs to the iteration. */
export function outsideFrame<T>(body: () => T): T {
  const outer = frame;
  frame = undefined;
  try {
    return body();
  } finally {
    frame = outer;
  }
}

function settle(created: readonly Storage[], out: ReadonlySet<Storage>): void {
  for (const storage of created) {
    if (storage.isPinned || storage.isReleased) continue;
    if (!out.has(storage)) {
      storage.internal = true;
      if (storage.savedBy === 0) {
        storage.release('forward');
        continue;
      }
    }
    watch(storage);
  }
}
