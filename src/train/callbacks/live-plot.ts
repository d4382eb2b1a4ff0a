/** Draws the loss curve while a run goes on, as one display that moves. */
import { type LiveFigure, live, lossCurve } from '../../plots/index.js';
import type { Callback } from './callback.js';

/** A callback that draws the loss curve while a run goes on. */
export function livePlot(): Callback {
  let chart: LiveFigure | undefined;
  let steps = 0;
  const append = (loss: number) => chart?.append({ x: ++steps, y: loss });
  return {
    onStart(run) {
      steps = 0;
      chart = live(lossCurve([]));
      run.history.stepLosses.forEach(append);
    },
    onSteps(_run, losses) {
      losses.forEach(append);
    },
    onEnd() {
      chart?.done();
    },
  };
}
