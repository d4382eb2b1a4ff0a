/**
 * Storages that no open scope watches: someone may hold them, or no one. The garbage collector tells,
 * but not while a loop runs without a break. So the queue is bounded: what is too much and has not been
 * read for longest moves to the host, where memory is collected as any other. Nobody notices but by time.
 */
import { isRecordingStep } from '../../random/index.js';
import type { Storage } from './storage.js';

const MOST_TENSORS = 512;
const MOST_BYTES = 512 * 1024 * 1024;

const queue = new Set<Storage>();
let bytes = 0;

export function addIdle(storage: Storage): void {
  if (storage.isReleased || queue.has(storage)) return;
  queue.add(storage);
  bytes += storage.bytes;
}

export function removeIdle(storage: Storage): void {
  if (queue.delete(storage)) bytes -= storage.bytes;
}

export function isIdle(storage: Storage): boolean {
  return queue.has(storage);
}

/** Moves what is too much to the host. Reads from the device, so it waits while a step is recorded. */
export function trimIdle(): void {
  if (isRecordingStep()) return;
  let looked = 2 * queue.size;
  for (const storage of queue) {
    if ((queue.size <= MOST_TENSORS && bytes <= MOST_BYTES) || looked-- === 0) return;
    removeIdle(storage);
    if (storage.isReleased || !storage.onDevice) continue;
    if (storage.isPinned || storage.used) {
      storage.used = false;
      addIdle(storage);
    } else {
      storage.moveToHost();
    }
  }
}
