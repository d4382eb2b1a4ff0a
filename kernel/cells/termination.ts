/**
 * Makes the main thread ready for V8's termination of what it runs.
 *
 * Termination unwinds JavaScript without running `finally`, so Node's stack of asynchronous
 * contexts keeps the entries of what was unwound, and Node aborts the process when it next finds
 * them. Node itself clears that stack when it handles an uncaught exception; there is no other way.
 */

interface FatalHandler {
  _fatalException?: (error: Error, fromPromise: boolean) => boolean;
}

/**
 * Called on the main thread, on top of whatever it runs, just before a termination. Returns when
 * `queued` says so, so that the code below goes no step further.
 */
export function prepareTermination(queued: () => void): void {
  const { _fatalException: clearContexts }: FatalHandler = process as FatalHandler;
  if (clearContexts && !process.hasUncaughtExceptionCaptureCallback()) {
    process.setUncaughtExceptionCaptureCallback(() => {});
    try {
      clearContexts.call(process, new Error('unwound'), false);
    } finally {
      process.setUncaughtExceptionCaptureCallback(null);
    }
  }
  queued();
}

/** Whether the inspector's call of this function interrupted other JavaScript. */
export function isRunning(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = 2;
  Error.prepareStackTrace = (_error, frames) => frames.length;
  Error.captureStackTrace(holder, isRunning);
  const frames = holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const OWN = 1; // the expression that the inspector evaluates
  return typeof frames !== 'number' || frames > OWN;
}
