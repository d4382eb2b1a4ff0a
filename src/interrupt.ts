/**
 * Interrupting a cell from the notebook ends code that awaits in the cell itself, but not an
 * asynchronous loop inside the library: such a loop asks here, between its pieces.
 */
import { currentNotebook } from './current-notebook.js';

/** @throws the signal's reason when the person at the notebook has interrupted the running cell. */
export function throwIfInterrupted(): void {
  currentNotebook()?.signal?.throwIfAborted();
}

/**
 * Calls back when the running cell or handler is interrupted: now, where it has been already.
 *
 * @returns takes the wish back
 */
export function onInterrupt(interrupted: () => void): () => void {
  const signal = currentNotebook()?.signal;
  if (signal?.aborted) interrupted();
  else signal?.addEventListener('abort', interrupted, { once: true });
  return () => signal?.removeEventListener('abort', interrupted);
}

/**
 * Runs what an interrupt must not end half-way: between taking the memory of a network's weights and putting the new ones in
 * their places, say. The cell ends when it is through. Outside of a notebook it just runs.
 */
export function withoutInterrupt<Result>(run: () => Result): Result {
  const notebook = currentNotebook();
  return notebook?.withoutInterrupt ? notebook.withoutInterrupt(run) : run();
}

/** Calls back each time that code was ended without its `finally`, as an interrupt ends a cell that loops. */
export function onUnwound(callback: () => void): void {
  currentNotebook()?.onUnwound?.(callback);
}
