/**
 * Signals to the process, heard by the worker thread: main may be busy for ever.
 *
 * Node gives a worker's `process` no signals, though its event loop takes them; so this goes to the
 * binding behind `process.on('SIGINT')`. Where a Node should lack it, main alone hears them.
 */
import { constants } from 'node:os';
import { isRecord } from '../wire/json.js';

/** Calls back for each signal of that name. */
export function onSignal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP', heard: () => void): void {
  const Signal = signalClass();
  if (!Signal) return;
  const signal: unknown = Reflect.construct(Signal, []);
  if (!isRecord(signal) || typeof signal.start !== 'function') return;
  signal.onsignal = heard;
  signal.start(constants.signals[name]);
}

function signalClass(): (new () => unknown) | undefined {
  const binding: unknown = Reflect.get(process, 'binding');
  if (typeof binding !== 'function') return undefined;
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const { Signal } = binding.call(process, 'signal_wrap');
    return typeof Signal === 'function' ? Signal : undefined;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation === true;
  }
}
