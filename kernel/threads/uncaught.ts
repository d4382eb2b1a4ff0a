/** What nobody has caught, and signals: heard whatever cells do to the listeners of `process`. */
import type { EventEmitter } from 'node:events';
import { textOfThrown } from '../cells/failure.js';
import { currentCell } from '../context/cell.js';
import type { Output } from '../display/output.js';

/** What a timer or a promise throws is said at its cell, and ends nothing. */
export function reportUncaught(output: Output): void {
  const report = (kind: string) => (error: unknown) => {
    const cell = currentCell();
    if (!cell?.isInterrupted) output.stream('stderr', `${kind}: ${textOfThrown(error)}\n`);
  };
  listenForGood('uncaughtException', report('Uncaught'));
  listenForGood('unhandledRejection', report('Unhandled rejection'));
  catchOfListeners(report('Uncaught'));
}

/**
 * Node ends the process where a listener for what nobody has caught throws itself. Those of packages that emscripten has
 * made throw on whatever they get; ours has said it by then.
 */
function catchOfListeners(report: (error: unknown) => void): void {
  const process_: EventEmitter = process;
  const { emit } = process_;
  process_.emit = (event, ...values) => {
    const emitted = () => Reflect.apply(emit, process_, [event, ...values]);
    if (event !== 'uncaughtException' && event !== 'unhandledRejection') return emitted();
    try {
      return emitted();
    } catch (error) {
      if (error !== values[0]) report(error);
      return true;
    }
  };
}

/** Code that removes all listeners, as test runners do, must not have the next error or signal end the kernel. */
export function listenForGood(event: string, listener: (error: unknown) => void): void {
  const process_: EventEmitter = process;
  const keep = (name: unknown, removed: unknown) => {
    if (name === event && removed === listener) process_.on(event, listener);
  };
  const { removeAllListeners } = process_;
  process_.on(event, listener).on('removeListener', keep);
  // Of all events at once, it forgets as well what has been added meanwhile.
  process_.removeAllListeners = (...events) => {
    Reflect.apply(removeAllListeners, process_, events);
    if (!process_.listeners('removeListener').includes(keep)) process_.on('removeListener', keep);
    if (!process_.listeners(event).includes(listener)) process_.on(event, listener);
    return process_;
  };
}
