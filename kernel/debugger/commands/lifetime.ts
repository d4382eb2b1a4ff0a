/** Beginning and ending to debug, and what a front end must know for it. */
import { stringField } from '../../wire/json.js';
import { HASH_SEED, PATH_PREFIX, PATH_SUFFIX } from '../cell-path.js';
import { EXCEPTION_FILTERS } from '../exceptions.js';
import { THREAD } from '../pauses.js';
import type { Command } from './command.js';

/** What the debugger can do, as `initialize` says it. */
const CAPABILITIES = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsModulesRequest: true,
  supportsExceptionInfoRequest: true,
  supportsBreakpointLocationsRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsTerminateRequest: true,
  exceptionBreakpointFilters: EXCEPTION_FILTERS,
};

/** Jupyter's: whether the debugger runs, its breakpoints, and how paths are made of cells. */
export const debugInfo: Command = (_parameters, { isStarted, breakpoints, pauses }) => ({
  isStarted,
  hashMethod: 'Murmur2',
  hashSeed: HASH_SEED,
  tmpFilePrefix: PATH_PREFIX,
  tmpFileSuffix: PATH_SUFFIX,
  breakpoints: breakpoints.all(),
  stoppedThreads: pauses.isPaused ? [THREAD] : [],
  richRendering: true,
  exceptionPaths: [],
  copyToGlobals: true,
});

export const initialize: Command = async (parameters, session) => {
  session.isLab = stringField(parameters, 'clientID') === 'jupyterlab';
  await session.start();
  return CAPABILITIES;
};

export const attach: Command = (_parameters, session) => {
  session.tell({ event: 'initialized', body: {} });
  return {};
};

export const configurationDone: Command = () => ({});

export const disconnect: Command = async ({ terminateDebuggee }, session) => {
  // In this order: let go, a paused cell would run on.
  if (terminateDebuggee === true) await session.surroundings.interrupt();
  await session.stop();
  session.tell({ event: 'terminated', body: {} });
  return {};
};

/** Ends the cell that runs; the kernel and its variables stay. */
export const terminate: Command = (parameters, session) =>
  disconnect({ ...parameters, terminateDebuggee: true }, session);
