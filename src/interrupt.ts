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
