/**
 * The promise of a cell's evaluation, held until it is settled.
 *
 * From version 12 on, V8's inspector answers an evaluation whose promise was collected, and does so
 * in the midst of the collection, where Node's session can't run JavaScript: the process aborts. A
 * cell that was interrupted at an await, or ended behind one, leaves such a promise.
 */
import { promiseHooks } from 'node:v8';

const held = new Set<Promise<unknown>>();

/** Holds the promise that is made next, which is the evaluation's; what is returned lets it go. */
export function holdNextPromise(): () => void {
  let promise: Promise<unknown> | undefined;
  const stop = promiseHooks.onInit((made) => {
    stop();
    promise = made;
    held.add(made);
  });
  return () => {
    stop();
    if (promise) held.delete(promise);
  };
}
