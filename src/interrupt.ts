/**
 * Interrupting a cell from the notebook ends code that awaits in the cell itself, but not an
 * asynchronous loop inside the library: such a loop asks here, between its pieces.
 */

const NOTEBOOK = Symbol.for('gradbook.notebook');

/** @throws the signal's reason when the person at the notebook has interrupted the running cell. */
export function throwIfInterrupted(): void {
  const notebook: unknown = Reflect.get(globalThis, NOTEBOOK);
  if (typeof notebook !== 'object' || notebook === null || !('signal' in notebook)) return;
  if (notebook.signal instanceof AbortSignal) notebook.signal.throwIfAborted();
}
