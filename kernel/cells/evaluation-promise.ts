/**
 * The promise of a cell's evaluation, taken as it is made and held until it is settled.
 *
 * What it gives is taken from it itself. The inspector's answer has a copy, as JSON: of a long text, or of an error with a
 * long message, that takes seconds and several times its memory.
 *
 * From version 12 on, V8's inspector answers an evaluation whose promise was collected, and does so in the midst of the
 * collection, where Node's session can't run JavaScript: the process aborts. A cell that was interrupted at an await, or
 * ended behind one, leaves such a promise.
 */
import { promiseHooks } from 'node:v8';
import { isRecord } from '../wire/json.js';

/** Where V8's REPL mode has the value in what the promise gives: an object, since the value may be a promise itself. */
const VALUE = '.repl_result';

interface Settled {
  /** The value is the cell's. */
  fulfilled(value: unknown): void;
  rejected(reason: unknown): void;
}

/** Taken now: cells may replace it. */
const { then } = Promise.prototype;
const held = new Set<Promise<unknown>>();

/** Takes the promise that is made next, which is the evaluation's; what is returned lets it go. */
export function takeNextPromise({ fulfilled, rejected }: Settled): () => void {
  let promise: Promise<unknown> | undefined;
  const stop = promiseHooks.onInit((made) => {
    stop();
    promise = made;
    held.add(made);
    // Now, so that this comes before what the inspector does, which then finds no value to copy.
    then.call(made, (given: unknown) => fulfilled(valueTakenFrom(given)), rejected);
  });
  return () => {
    stop();
    if (promise) held.delete(promise);
  };
}

function valueTakenFrom(given: unknown): unknown {
  if (!isRecord(given)) return undefined;
  const value = given[VALUE];
  given[VALUE] = undefined;
  return value;
}
