/**
 * Frames: what is made inside a forward pass or a composed operation and does not come out of it is
 * internal. It is freed at the end, save what the graph needs: that lives until `backward` has run.
 */

import { freeWithTensor } from './collected.js';
import { watch } from './iteration.js';
import type { Storage } from './storage.js';

interface Frame {
  readonly storages: Storage[];
  /** Tensors that show them. */
  readonly tensors: { readonly tensor: object; readonly storage: Storage }[];
  /** Those that someone was shown in between, who may have kept them. */
  readonly seen: Set<Storage>;
}

let frame: Frame | undefined;
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
    if (frame) freeCollected(frame);
    frame = undefined;
  });
}

/** Notes a new storage: inside a frame its fate is decided at the frame's end, else it is watched. */
export function track(storage: Storage): void {
  if (frame) frame.storages.push(storage);
  else watch(storage);
}

/**
 * Has `storage` freed when the last tensor that shows it is collected. Inside a frame that is left to its end: most of what is
 * made there is gone by then, and the garbage collector never hears of it.
 */
export function trackTensor(tensor: object, storage: Storage): void {
  if (frame) frame.tensors.push({ tensor, storage });
  else freeWithTensor(tensor, storage);
}

/**
 * Runs `body` as one operation. Only the outermost frame decides.
 * @param escaped the storages that come out, or are stored for later, given the body's result
 */
export function inFrame<T>(body: () => T, escaped: (result: T) => Iterable<Storage>): T {
  if (frame) return body();
  const created: Frame = { storages: [], tensors: [], seen: new Set() };
  frame = created;
  scheduleReset();
  let out = new Set<Storage>();
  try {
    const result = body();
    out = new Set([...escaped(result), ...created.seen]);
    return result;
  } finally {
    frame = undefined;
    settle(created.storages, out);
    freeCollected(created);
  }
}

/**
 * Runs `body`, which is shown values of the open frame and may keep them: neither they nor what it makes are internal.
 */
export function showing<T>(storages: Iterable<Storage>, body: () => T): T {
  for (const storage of storages) frame?.seen.add(storage);
  return outsideFrame(body);
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

function freeCollected({ tensors }: Frame): void {
  for (const { tensor, storage } of tensors) {
    if (!storage.isReleased) freeWithTensor(tensor, storage);
  }
}
