/**
 * Node's queue of immediates, after the callback of one was terminated.
 *
 * `processImmediate` takes the queue, marks each immediate as done, runs it, and steps to the next one in a `finally`,
 * which a termination skips. What comes of that: https://github.com/nodejs/node/blob/v20.x/lib/internal/timers.js
 */

/** The fields of an `Immediate` by which Node keeps its queue. */
interface QueuedImmediate {
  _destroyed: boolean;
  _onImmediate: unknown;
  _argv?: unknown;
  _idleNext: object | null;
  _idlePrev: object | null;
}

/**
 * Has Node run those behind the immediate that was terminated. If that was the first of its turn, Node has forgotten
 * the rest, and counts them for ever, so that the process never sleeps again. Otherwise Node keeps them, behind one
 * that is done, at which it throws a TypeError for ever: so that becomes one that does nothing.
 */
export function repairImmediates(terminated: object): void {
  if (!isImmediate(terminated) || !terminated._destroyed) return;
  // Its callback had returned before the termination came, and Node has stepped on.
  if (typeof terminated._onImmediate !== 'function') return;
  const rest = isImmediate(terminated._idleNext) ? terminated._idleNext : undefined;
  let isForgotten = true;
  terminated._destroyed = false;
  terminated._argv = undefined;
  terminated._onImmediate = () => {
    isForgotten = false;
    countOneMore();
  };
  // Node runs what it keeps before what is queued now.
  setImmediate(() => {
    if (!isForgotten) return;
    terminated._destroyed = true;
    // One that is done, Node would never step over in the midst of a queue.
    if (rest && !rest._destroyed) queue(rest);
  });
}

/** Node has now counted that immediate off twice; so one is counted in that never runs. */
function countOneMore(): void {
  const [first, between, last] = [nothing, nothing, nothing].map((callback) =>
    setImmediate(callback),
  );
  // Node was kept awake by that immediate once only.
  between?.unref();
  link(first, last);
}

/** Queues immediates again that Node has counted in. */
function queue(begin: QueuedImmediate): void {
  const [first, last] = [setImmediate(nothing), setImmediate(nothing)];
  let end = begin;
  while (isImmediate(end._idleNext)) end = end._idleNext;
  link(first, begin);
  link(end, last);
}

function link(one: unknown, next: unknown): void {
  if (!isImmediate(one) || !isImmediate(next)) return;
  one._idleNext = next;
  next._idlePrev = one;
}

function nothing(): void {}

function isImmediate(value: unknown): value is QueuedImmediate {
  return typeof value === 'object' && value !== null && '_onImmediate' in value;
}
