/** The worker's side of a training contestant in Node: answers `{"steps": n}` (see worker.ts). */
import { serve as serveRequests } from '../serve.js';
import { STEPS_PER_EPOCH } from './workload.js';

/** What a contestant did on one request. */
export interface Turn {
  /** As many as were asked for, or more where only whole epochs can be run. */
  readonly steps: number;
  readonly milliseconds: number;
  /** The loss of each step, or only of those that were read. */
  readonly losses: ArrayLike<number>;
}

export interface Trainer {
  readonly version: string;
  readonly threads: number;
  run(steps: number): Promise<Turn>;
}

/** Says ready, then runs what it is asked until its input ends. */
export function serve({ version, threads, run }: Trainer): Promise<void> {
  return serveRequests({ version, threads }, async (request) => {
    const { steps, milliseconds, losses } = await run((request as { steps: number }).steps);
    const sum = Array.from(losses).reduce((total, loss) => total + loss, 0);
    return { steps, milliseconds, loss: sum / losses.length };
  });
}

/** Times `step(batch)` over the digits in order, going round: a contestant whose every step is a call. */
export function stepwise(step: (batch: number) => number): (steps: number) => Promise<Turn> {
  let next = 0;
  return async (steps) => {
    const losses = new Float32Array(steps);
    const start = performance.now();
    for (let i = 0; i < steps; i++) {
      losses[i] = step(next);
      next = (next + 1) % STEPS_PER_EPOCH;
    }
    return { steps, milliseconds: performance.now() - start, losses };
  };
}
