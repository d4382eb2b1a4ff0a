/**
 * Waiting for a `PJRT_Event`, by blocking or without. Either way the event is destroyed afterwards and its
 * error, if any, is thrown.
 */
import { ClosedClientError } from './errors.js';
import type { NativeClient, NativeResource } from './native-client.js';
import { yieldCore } from './yield-core.js';

/**
 * A wait of less than this, in milliseconds, is short: the next one is watched for as long, since to sleep and be woken
 * takes as much time as a small program. A longer one sleeps, and leaves its core to the program.
 */
const SHORT_WAIT = 0.2;

/**
 * Blocks until the event has come.
 * @throws PjrtError what the work behind the event failed with
 */
export function awaitEvent(client: NativeClient, event: bigint): void {
  const start = performance.now();
  try {
    if (client.lastWait < SHORT_WAIT) watch(client, event, start + SHORT_WAIT);
    client.structs.event.set('event', event);
    client.api.call('PJRT_Event_Await', client.structs.event);
  } finally {
    client.lastWait = performance.now() - start;
    destroyEvent(client, event);
  }
}

/** The plugin's thread may have been woken on this very core, so it is let go each time. */
function watch(client: NativeClient, event: bigint, end: number): void {
  while (!isReady(client, event) && performance.now() < end) yieldCore();
}

export function destroyEvent(client: NativeClient, event: bigint): void {
  if (event === 0n) return;
  client.structs.event.set('event', event);
  client.api.call('PJRT_Event_Destroy', client.structs.event);
}

/** The least and the longest time between two looks at an event, in milliseconds. */
const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 10;
/** A wait is looked at again after this part of the time that it has lasted. */
const PAUSE_SHARE = 0.1;
/** Within this part of the time that the wait before took, either way, the end is expected. */
const EXPECTED_WITHIN = 0.1;

/**
 * Resolves when the event has come, and leaves the event loop free meanwhile.
 *
 * It looks at the event again and again: while the wait is short each time that the event loop comes round, then with
 * pauses of a tenth of the time waited so far (1 to 10 ms), and each millisecond about when the wait before ended: the
 * runs of a loop take as long as each other. A callback from the plugin's thread would hold that thread
 * until JavaScript is free, and a blocked read on the main thread could then wait for it forever; a thread of libuv's
 * pool would be lost to file reads and would keep the process from exiting until the work is done.
 *
 * @throws PjrtError what the work behind the event failed with
 * @throws ClosedClientError when the client closes meanwhile
 */
export function whenReady(client: NativeClient, event: bigint): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const expected = client.lastAsyncWait;
    let immediate: NodeJS.Immediate | undefined;
    let timer: NodeJS.Timeout | undefined;
    const end = (error?: unknown) => {
      clearImmediate(immediate);
      clearTimeout(timer);
      client.resources.delete(wait);
      destroyEvent(client, event);
      client.lastAsyncWait = performance.now() - start;
      if (error === undefined) resolve();
      else reject(error);
    };
    const wait: NativeResource = {
      releaseOnClose: () => end(new ClosedClientError('A pending read')),
    };
    const lookAgain = (waited: number) => {
      if (waited < SHORT_WAIT) {
        yieldCore();
        immediate = setImmediate(look);
      } else {
        timer = setTimeout(look, pauseAfter(waited, expected));
      }
    };
    const look = () => {
      try {
        if (!isReady(client, event)) {
          lookAgain(performance.now() - start);
          return;
        }
        client.structs.event.set('event', event);
        client.api.call('PJRT_Event_Error', client.structs.event);
        end();
      } catch (error) {
        end(error);
      }
    };
    client.resources.add(wait);
    look();
  });
}

/** How long until the next look, in milliseconds. */
function pauseAfter(waited: number, expected: number): number {
  const margin = expected * EXPECTED_WITHIN;
  if (Math.abs(waited - expected) < margin) return SHORTEST_PAUSE;
  const untilExpected = expected - margin - waited;
  const pause = Math.min(waited * PAUSE_SHARE, LONGEST_PAUSE);
  return Math.max(SHORTEST_PAUSE, untilExpected > 0 ? Math.min(pause, untilExpected) : pause);
}

function isReady(client: NativeClient, event: bigint): boolean {
  const args = client.structs.eventIsReady;
  args.set('event', event);
  args.set('is_ready', 0n);
  client.api.call('PJRT_Event_IsReady', args);
  return args.get('is_ready') !== 0n;
}
