/** Who makes what is computed: noted for each operation while someone wants to see programs beside the code they came from. */
import { Origin } from './origin.js';

/** The code that something was computed for. */
export interface Maker {
  readonly origin: Origin;
  /** Whether it is part of the gradient of what was computed there. */
  readonly isGradient: boolean;
}

/** Finding out where one is takes longer than an operation, so it is done for those who ask alone. */
let areNoted = (process.env.GRADBOOK_DEBUG ?? '').split(',').includes('programs');
let wayBack: Origin | undefined;

/** Who computes now; undefined where that isn't noted. */
export function presentMaker(): Maker | undefined {
  if (!areNoted) return undefined;
  return wayBack
    ? { origin: wayBack, isGradient: true }
    : { origin: new Origin(), isGradient: false };
}

/** Runs what is to be seen beside its code. */
export function notingMakers<T>(run: () => T): T {
  const before = areNoted;
  areNoted = true;
  try {
    return run();
  } finally {
    areNoted = before;
  }
}

/** Computes the gradient of what `origin` computed. */
export function onWayBackTo<T>(origin: Origin | undefined, rule: () => T): T {
  if (!areNoted) return rule();
  const before = wayBack;
  wayBack = origin ?? before;
  try {
    return rule();
  } finally {
    wayBack = before;
  }
}
