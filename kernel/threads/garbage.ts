/** Collecting garbage on the main thread, at once, also from on top of code that runs. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** What the heap holds after this is what variables hold. The inspector's own command waits for the event loop. */
export function collectGarbage(): void {
  collect ??= collector();
  collect();
}

function collector(): () => void {
  // Contexts made from now on have the function.
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return gc;
}
