/**
 * One epoch of training, as the loop that a person would write: each step's loss is read at once.
 * The general way: any model, any dataset, any backend.
 */
import type { DataLoader } from '../data/index.js';
import type { TrainStep } from './step.js';

/** Runs an epoch in pieces; gives the step losses of each. */
export type Epoch = () => AsyncGenerator<Float32Array, void, void>;

/** The longest that a piece keeps the event loop waiting, in milliseconds. */
export const PIECE_MILLISECONDS = 150;

export function stepByStep(loader: DataLoader, step: TrainStep): Epoch {
  return async function* () {
    let losses: number[] = [];
    let start = performance.now();
    for (const [inputs, targets] of loader) {
      losses.push(step(inputs, targets).item());
      if (performance.now() - start < PIECE_MILLISECONDS) continue;
      yield Float32Array.from(losses);
      losses = [];
      await turnOfTheEventLoop();
      start = performance.now();
    }
    if (losses.length > 0) yield Float32Array.from(losses);
  };
}

export function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
