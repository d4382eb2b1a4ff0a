/** Compares a run with what PyTorch computed. */
import assert from 'node:assert/strict';
import type { GoldenRun } from './golden.js';
import type { Run } from './train.js';

/** The largest of the differences, relative to PyTorch's losses. */
function lossError(run: Run, golden: GoldenRun): number {
  const compared = Math.min(run.stepLoss.length, golden.step_loss.length);
  return Math.max(
    ...golden.step_loss
      .slice(0, compared)
      .map((loss, i) => Math.abs(run.stepLoss[i] - loss) / Math.abs(loss)),
  );
}

export function assertStartsAlike(run: Run, golden: GoldenRun): void {
  assert.deepEqual(run.initial, golden.initial);
  assert.deepEqual(run.firstLabels.slice(0, golden.first_labels.length), golden.first_labels);
}

/** @param tolerance the largest relative difference of a loss */
export function assertLossesAgree(run: Run, golden: GoldenRun, tolerance: number): void {
  const error = lossError(run, golden);
  assert.ok(error <= tolerance, `the losses differ by ${error}, which is more than ${tolerance}`);
}

/** Weights after training, which are small differences of small numbers: absolutely. */
export function assertEndsAlike(run: Run, golden: GoldenRun, tolerance: number): void {
  assert.deepEqual(Object.keys(run.final), Object.keys(golden.final ?? {}));
  for (const [name, values] of Object.entries(golden.final ?? {})) {
    values.forEach((value, i) => {
      const difference = Math.abs(run.final[name][i] - value);
      assert.ok(
        difference <= tolerance,
        `${name}[${i}] is ${run.final[name][i]}, in PyTorch ${value}`,
      );
    });
  }
}
