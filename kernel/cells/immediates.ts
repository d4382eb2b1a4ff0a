/**
 * Node's queue of immediates, after the callback of one was terminated.
 *
 * `processImmediate` marks an immediate as done, runs it, and steps to the next one in a `finally`,
 * which a termination skips. Then the queue may still begin with one that is done, and Node throws a
 * TypeError at it for ever. https://github.com/nodejs/node/blob/v20.x/lib/internal/timers.js
 */

/** The fields of an `Immediate` by which Node keeps its queue. */
interface QueuedImmediate {
  _destroyed: boolean;
  _onImmediate: unknown;
  _argv?: unknown;
  _idleNext: object | null;
  _idlePrev: object | null;
}

/** Makes the immediate that was terminated one that does nothing, so that Node steps over it. */
export function repairImmediates(terminated: object): void {
  if (!isImmediate(terminated) || !terminated._destroyed) return;
  terminated._destroyed = false;
  terminated._argv = undefined;
  // Called only where the queue does begin with it.
  terminated._onImmediate = countOneMore;
}

/** Node has now counted that immediate off twice; so one is counted in that never runs. */
function countOneMore(): void {
  const [first, , last] = [nothing, nothing, nothing].map((callback) => setImmediate(callback));
  if (!isImmediate(first) || !isImmediate(last)) return;
  first._idleNext = last;
  last._idlePrev = first;
}

function nothing(): void {}

function isImmediate(value: unknown): value is QueuedImmediate {
  return typeof value === 'object' && value !== null && '_onImmediate' in value;
}
