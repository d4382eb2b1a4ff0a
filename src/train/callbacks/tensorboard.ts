/** Writes a run's losses and metrics for TensorBoard. */
import { SummaryWriter } from '../records/summary-writer.js';
import type { Callback } from './callback.js';

/**
 * A callback that writes a run's losses and metrics for TensorBoard.
 * @param logDir a folder for this run, as `runs/adam-1e-3`; look at them by `tensorboard --logdir runs`
 */
export function tensorboard(logDir: string): Callback {
  let writer: SummaryWriter | undefined;
  return {
    onStart() {
      writer = new SummaryWriter(logDir);
    },
    onSteps({ history: { stepLosses } }, losses) {
      const first = stepLosses.length - losses.length;
      const points = Array.from(losses, (value, i) => ({
        tag: 'loss/step',
        value,
        step: first + i + 1,
      }));
      writer?.addPoints(points);
    },
    onEpochEnd(_run, { epoch, ...figures }) {
      const points = Object.entries(figures).flatMap(([name, value]) =>
        value === undefined ? [] : [{ tag: `epoch/${name}`, value, step: epoch }],
      );
      writer?.addPoints(points);
    },
  };
}
