/** What is known of a promise without waiting for it. */
import { inspect, types } from 'node:util';

export type PromiseState = 'pending' | 'fulfilled' | 'rejected';

/** The state of a promise, which only its inspection tells at once; undefined for other values. */
export function stateOf(value: unknown): PromiseState | undefined {
  if (!types.isPromise(value)) return undefined;
  const text = inspect(value, { depth: 0, colors: false, breakLength: Number.POSITIVE_INFINITY });
  const [, state] = /\{\s*<(pending|rejected)>/.exec(text) ?? [];
  return state === 'pending' || state === 'rejected' ? state : 'fulfilled';
}

/** Calls back when a promise is settled, also one whose class has a `then` of its own. */
export function whenSettled(promise: unknown, then: () => void): void {
  Promise.prototype.then.call(promise, then, then);
}
