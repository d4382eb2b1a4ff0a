/**
 * Signals to the process, heard by the worker thread: main may be busy for ever.
 *
 * Node gives a worker's `process` no signals, though its event loop takes them; so this goes to the
 * binding behind `process.on('SIGINT')`, which Node lets a worker have that is started with `EXPOSED`.
 * Where a Node should lack it, main alone hears them.
 */
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { isRecord } from '../wire/json.js';

/** The option of a worker that hears signals. */
export const EXPOSED = '--expose-internals';

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
  try {
    const { internalBinding } = createRequire(import.meta.url)('internal/test/binding');
    const { Signal } = internalBinding('signal_wrap');
    return typeof Signal === 'function' ? Signal : undefined;
  } catch {
    return undefined;
  }
}
