/** How fast a run goes, its pauses left out. */
import type { Run } from '../run.js';

/** Seconds that the recent rate looks back on: the first steps are slow, and `lr` may have changed what goes on. */
const LOOK_BACK = 10;

/** Seconds of training and the steps that were done then. */
interface Point {
  readonly at: number;
  readonly steps: number;
}

/** Steps a second. */
export class StepRate {
  readonly #points: Point[] = [];
  #begun: Point | undefined;

  /** Takes down where the run is. */
  note(run: Run): void {
    const at = performance.now() / 1000 - run.pausedSeconds;
    const point = { at, steps: run.history.stepLosses.length };
    this.#begun ??= point;
    this.#points.push(point);
    // The newest of those that are too old stays: the rate is measured from it.
    while (this.#points.length > 2 && this.#points[1].at < at - LOOK_BACK) this.#points.shift();
  }

  /** Seconds from the first point to the newest. */
  get seconds(): number {
    return this.#newest.at - (this.#begun?.at ?? 0);
  }

  /** Of the last seconds. */
  get recent(): number {
    return between(this.#points[0], this.#newest);
  }

  /** Since the first point. */
  get overall(): number {
    return between(this.#begun, this.#newest);
  }

  get #newest(): Point {
    return this.#points.at(-1) ?? { at: 0, steps: 0 };
  }
}

function between(from: Point | undefined, to: Point): number {
  if (from === undefined) return 0;
  return (to.steps - from.steps) / Math.max(to.at - from.at, 1e-3);
}
