/**
 * Ending the JavaScript that the main thread runs, from on top of it.
 *
 * Termination unwinds JavaScript without running `finally`, so Node's stack of asynchronous
 * contexts keeps the entries of what was unwound, and Node aborts the process when it next finds
 * them. So that stack is cleared in the inspector's answer to the command, which comes when all is
 * unwound and before Node looks. Node has the code for it in its handler of uncaught exceptions.
 */
import type { Session } from 'node:inspector';

interface FatalHandler {
  _fatalException?: (error: Error, fromPromise: boolean) => boolean;
}

/**
 * Terminates the code below the inspector's call of this function. An idle main thread is left
 * alone: V8 would keep the order and end whatever runs next, the next cell or a timer.
 *
 * @returns whether there was something to end
 */
export function terminateBelow(session: Session): boolean {
  if (!isRunning()) return false;
  session.post('Runtime.terminateExecution', clearAsyncContexts);
  // Nothing may be called from here on, or the termination would hit this call and end there.
  return true;
}

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

/** Whether the inspector's call interrupted other JavaScript. */
function isRunning(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = OWN_FRAMES + 1;
  Error.prepareStackTrace = (_error, frames) => frames.length;
  Error.captureStackTrace(holder, terminateBelow);
  const frames = holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return typeof frames !== 'number' || frames > OWN_FRAMES;
}

/** The expression that the inspector evaluates, and the function that it calls. */
const OWN_FRAMES = 2;
