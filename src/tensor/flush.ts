/** Tells a lazy engine that a step has ended, so that it runs what is pending. */
import { trimIdle } from './memory/idle.js';

let hook: () => void = () => {};

/** Sets what runs at the end of each step; one hook, the engine's. */
export function onFlush(flush: () => void): void {
  hook = flush;
}

let listener: (() => void) | undefined;

/** Sets what hears of the end of each step before anything is run; one listener, or none. */
export function watchFlush(by: (() => void) | undefined): void {
  listener = by;
}

/** The end of a step. Called by `optimizer.step()`. */
export function flush(): void {
  listener?.();
  hook();
  trimIdle();
}
