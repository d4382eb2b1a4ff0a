/**
 * The native halves of buffers that programs have taken. A plugin may block in `PJRT_Buffer_Destroy` until the
 * run that took the buffer is done, and that would make every training step wait; the memory itself has gone
 * over to the run's result, so what is left is small and can be destroyed later, when that run is long over.
 */

/** More runs than a plugin lets be in flight at once (XLA's CPU client: 32). */
const RUNS_KEPT = 64;

export class DonatedHandles {
  /** The handles that each of the last runs took, oldest first. */
  readonly #runs: bigint[][] = [];
  #current: bigint[] = [];
  readonly #destroy: (handle: bigint) => void;

  constructor(destroy: (handle: bigint) => void) {
    this.#destroy = destroy;
  }

  /** Takes over the handle of a buffer that the present run has taken. */
  add(handle: bigint): void {
    this.#current.push(handle);
  }

  /** Destroys what a run took that must be over by now. */
  endRun(): void {
    if (this.#current.length === 0) return;
    this.#runs.push(this.#current);
    this.#current = [];
    if (this.#runs.length > RUNS_KEPT) this.#runs.shift()?.forEach(this.#destroy);
  }

  /** Destroys them all, which may wait for the runs in flight. */
  clear(): void {
    this.endRun();
    this.#runs.splice(0).flat().forEach(this.#destroy);
  }
}
