/**
 * Who holds compiled programs. One may be held by several, as by the loop that runs it and by those that are known by
 * their text; what nobody holds any more is deleted, which no garbage collection would do.
 */
import type { LoadedExecutable } from '../pjrt/index.js';

export class HeldExecutables {
  readonly #holders = new Map<LoadedExecutable, number>();

  hold(executable: LoadedExecutable): LoadedExecutable {
    this.#holders.set(executable, (this.#holders.get(executable) ?? 0) + 1);
    return executable;
  }

  /** To be called once for each `hold`. Runs in flight are still finished. */
  release(executable: LoadedExecutable): void {
    const others = (this.#holders.get(executable) ?? 1) - 1;
    if (others > 0) {
      this.#holders.set(executable, others);
      return;
    }
    this.#holders.delete(executable);
    executable.delete();
  }
}
