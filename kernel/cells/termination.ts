/**
 * Ending the JavaScript that the main thread runs, from on top of it.
 *
 * Termination unwinds JavaScript without running `finally`, so Node's stack of asynchronous
 * contexts keeps the entries of what was unwound, and Node aborts the process when it next finds
 * them. So that stack is cleared in the inspector's answer to the command, which comes when all is
 * unwound and before Node looks. Node has the code for it in its handler of uncaught exceptions.
 */
import { executionAsyncResource } from 'node:async_hooks';
import type { Session } from 'node:inspector';
import { TERMINATION_URL, type Termination } from '../link/messages.js';
import { repairImmediates } from './immediates.js';
import { isUnbroken, tellUnwound } from './unbroken.js';

interface FatalHandler {
  _fatalException?: (error: Error, fromPromise: boolean) => boolean;
}

/**
 * Those of Node's own files that may end anywhere. Others, half-way through a queue of timers or
 * ticks, would leave it broken for ever.
 */
const STATELESS =
  /^node:(internal\/)?(assert|buffer|child_process|crypto|errors|fs|path|url|util|validators|zlib)\b/;

/**
 * Terminates the code below the inspector's call of this function. An idle main thread is left
 * alone: V8 would keep the order and end whatever runs next, the next cell or a timer. So is the
 * kernel's own code, Node's, and other code that must not stop half-way, unless it is `forced`.
 *
 * @param kernel the URL of the kernel's folder
 * @param unwound called when the code has been unwound
 */
export function terminateBelow(
  session: Session,
  kernel: string,
  forced: boolean,
  unwound: () => void,
): Termination {
  const below = filesBelow();
  if (below.length === 0) return 'idle';
  const called = below.findIndex((file) => !file.startsWith('node:') && !file.startsWith(kernel));
  const isSafe = called >= 0 && below.slice(0, called).every((file) => STATELESS.test(file));
  if ((!isSafe || isUnbroken()) && !forced) return 'kernel';
  const resource = executionAsyncResource();
  session.post('Runtime.terminateExecution', (error) => {
    // An earlier order has not come through yet.
    if (error) return;
    clearAsyncContexts();
    repairImmediates(resource);
    tellUnwound();
    unwound();
  });
  // Nothing may be called from here on, or the termination would hit this call and end there.
  return 'ended';
}

/** Forgets the asynchronous contexts of code that was unwound. */
function clearAsyncContexts(): void {
  const { _fatalException: clear }: FatalHandler = process as FatalHandler;
  if (!clear || process.hasUncaughtExceptionCaptureCallback()) return;
  process.setUncaughtExceptionCaptureCallback(() => {});
  try {
    clear.call(process, new Error('unwound'), false);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}

/** How many frames are looked at: more than Node puts on top of the code that calls it. */
const DEPTH = 100;

/** The files of the frames that the inspector's call interrupted, innermost first. */
function filesBelow(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = DEPTH;
  Error.prepareStackTrace = (_error, frames) =>
    frames.map((frame) => frame.getScriptNameOrSourceURL() ?? '');
  Error.captureStackTrace(holder);
  const files = Array.isArray(holder.stack) ? holder.stack.map(String) : [];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return files.slice(files.lastIndexOf(TERMINATION_URL) + 1);
}
