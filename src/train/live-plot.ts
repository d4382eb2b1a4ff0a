/** Draws the loss curve while a run goes on, as one display that moves. */
import { type LiveFigure, live, lossCurve } from '../plots/index.js';
import type { Callback } from './callback.js';

export function livePlot(): Callback {
  let chart: LiveFigure | undefined;
  let steps = 0;
  return {
    onStart() {
      steps = 0;
      chart = live(lossCurve([]));
    },
    onSteps(_run, losses) {
      for (const loss of losses) chart?.append({ x: ++steps, y: loss });
    },
    onEnd() {
      chart?.done();
    },
  };
}
