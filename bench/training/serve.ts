/** The worker's side of a training contestant in Node: answers `{"steps": n}` (see worker.ts). */
import { createInterface } from 'node:readline';
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
export async function serve(trainer: Trainer): Promise<void> {
  const say = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ ready: { version: trainer.version, threads: trainer.threads } });
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps }: { steps: number } = JSON.parse(line);
    const turn = await trainer.run(steps);
    const losses = Array.from(turn.losses);
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    say({ answer: { steps: turn.steps, milliseconds: turn.milliseconds, loss } });
  }
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
