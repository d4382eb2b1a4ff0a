/**
 * Code of a cell that ends the process: `process.exit`, `process.abort`, and `process.kill` of the kernel itself. The
 * process ends as it was told to, once everything that cells have shown is out, the cell has its reply, and the
 * clients know.
 */
import { constants } from 'node:os';
import { failureOf } from '../cells/failure.js';
import { currentCell } from '../context/cell.js';
import type { Output } from '../display/output.js';
import { Slot } from '../link/messages.js';
import type { CellEnd } from '../requests/interpreter.js';

/** What `process.exit` calls when the listeners of 'exit' have run. It is there for packages to replace. */
const REALLY_EXIT = 'reallyExit';
/** How long the sockets' thread may take to tell all, in milliseconds. */
const PATIENCE = 5000;
/** How long ZeroMQ's own thread gets for what it was handed, where the process ends without its farewell, in milliseconds. */
const FAREWELL = 100;

/** A cell has ended the kernel. */
class KernelEnded extends Error {
  override name = 'KernelEnded';
}

/** Signals that end no process by themselves, or that Node or the sockets' thread take. */
const HARMLESS: ReadonlySet<string> = new Set([
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGPIPE',
  'SIGUSR1',
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGWINCH',
]);

/**
 * Holds what ends the process until the clients know.
 *
 * @param disconnect closes this thread's inspector, for which Node would wait
 * @returns ends the process at once
 */
export function departInOrder(
  output: Output,
  shared: Int32Array,
  disconnect: () => void,
): (code: number) => never {
  // Taken now: cells may replace them.
  const { abort, exit, kill } = process;
  const reallyExit: unknown = Reflect.get(process, REALLY_EXIT);
  const depart = (how: string, isFailure: boolean): void => {
    const reason = `${how} ended the kernel, and its variables with it.`;
    const cell = currentCell()?.job.id;
    output.post({ type: 'departing', cell, reason, end: lastEnd(reason, isFailure) });
    Atomics.wait(shared, Slot.Told, 0, PATIENCE);
    disconnect();
  };
  Reflect.set(process, REALLY_EXIT, (code = 0) => {
    depart(`process.exit(${code})`, Boolean(code));
    if (typeof reallyExit === 'function') reallyExit.call(process, code);
  });
  const departAtOnce = (how: string): void => {
    depart(how, true);
    Atomics.wait(shared, Slot.Told, 1, FAREWELL);
  };
  process.abort = () => {
    departAtOnce('process.abort()');
    return abort.call(process);
  };
  process.kill = (pid, signal) => {
    const name = signalName(signal ?? 'SIGTERM');
    const isSelf = pid === process.pid || pid === 0;
    if (isSelf && name && !HARMLESS.has(name) && process.listenerCount(name) === 0) {
      departAtOnce(`process.kill(process.pid, '${name}')`);
    }
    return kill.call(process, pid, signal);
  };
  return (code) => {
    Reflect.set(process, REALLY_EXIT, reallyExit);
    return exit.call(process, code);
  };
}

/** How the running cell ends: an exit with code 0 is no failure. */
function lastEnd(reason: string, isFailure: boolean): CellEnd {
  if (!isFailure) return { status: 'ok', userExpressions: {}, departs: true };
  const { code = '', count = 0 } = currentCell()?.job ?? {};
  return { status: 'error', ...failureOf(new KernelEnded(reason), code, count) };
}

function signalName(signal: string | number): NodeJS.Signals | undefined {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  return names.find((name) => name === signal || constants.signals[name] === signal);
}
