/** Tells callbacks what happens. None of them can end a training by failing. */
import type { Run } from '../run.js';
import type { Callback } from './callback.js';

export class Callbacks {
  readonly #callbacks: Callback[];

  constructor(callbacks: readonly Callback[]) {
    this.#callbacks = [...callbacks];
  }

  /** @throws what a callback throws: nothing is trained yet, so nothing is lost. */
  async start(run: Run): Promise<void> {
    for (const callback of this.#callbacks) await callback.onStart?.(run);
  }

  /** Tells all; one that throws is said, with its error, and told nothing more. */
  async tell(event: (callback: Callback) => void | Promise<void>): Promise<void> {
    for (const callback of [...this.#callbacks]) {
      try {
        await event(callback);
      } catch (error) {
        this.#callbacks.splice(this.#callbacks.indexOf(callback), 1);
        console.error(
          'fit: a callback failed and is left out from now on; training goes on.',
          error,
        );
      }
    }
  }
}
