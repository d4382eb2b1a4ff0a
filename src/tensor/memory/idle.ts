/**
 * Storages that no open scope watches: someone may hold them, or no one. The garbage collector tells,
 * but not while a loop runs without a break. So the queue is bounded: what is too much and has not been
 * read for longest moves to the host, where memory is collected as any other. Nobody notices but by time.
 */
import { isRecordingStep } from '../../random/index.js';
import type { Storage } from './storage.js';

const MOST_TENSORS = 512;
const MOST_BYTES = 512 * 1024 * 1024;

/** How many more may wait for the end of a step, which trims while the device computes. */
const SLACK = 64;

const queue = new Set<Storage>();
/** Idle ones that were pinned when they were looked at; not looked at again until they are unpinned. */
const pinned = new Set<Storage>();
let bytes = 0;

export function addIdle(storage: Storage): void {
  if (storage.isReleased || queue.has(storage)) return;
  pinned.delete(storage);
  queue.add(storage);
  bytes += storage.bytes;
}

export function removeIdle(storage: Storage): void {
  if (queue.delete(storage)) bytes -= storage.bytes;
  pinned.delete(storage);
}

export function isIdle(storage: Storage): boolean {
  return queue.has(storage) || pinned.has(storage);
}

/** As {@link trimIdle}, when it can't be left to the end of a step. */
export function trimMuchIdle(): void {
  if (queue.size > MOST_TENSORS + SLACK || bytes > MOST_BYTES) trimIdle();
}

/** Moves what is too much to the host. Reads from the device, so it waits while a step is recorded. */
export function trimIdle(): void {
  if (isRecordingStep()) return;
  let looked = 2 * queue.size;
  for (const storage of queue) {
    if ((queue.size <= MOST_TENSORS && bytes <= MOST_BYTES) || looked-- === 0) return;
    removeIdle(storage);
    if (storage.isReleased || !storage.onDevice) continue;
    if (storage.isPinned) pinned.add(storage);
    else if (storage.used) {
      storage.used = false;
      addIdle(storage);
    } else storage.moveToHost();
  }
}
