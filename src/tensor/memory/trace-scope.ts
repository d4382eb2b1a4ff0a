/** The memory scope of a function that is recorded: what it makes has no values and is gone when it ends. */
import { outsideFrame } from './forward-frame.js';
import { openIteration } from './iteration.js';

/** Runs `trace` with nothing that it makes left behind, save what is pinned. */
export function inTraceScope<T>(trace: () => T): T {
  return outsideFrame(() => {
    const iteration = openIteration();
    try {
      return trace();
    } finally {
      iteration.discard();
    }
  });
}
