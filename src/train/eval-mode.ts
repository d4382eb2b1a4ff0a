/** Running a model without training it. */
import type { Module } from '../nn/index.js';
import { noGrad } from '../tensor/index.js';

/** Runs `body` with the model in eval mode and without gradients, then puts the mode back. */
export function inEvalMode<T>(net: Module, body: () => T): T {
  const wasTraining = net.training;
  net.eval();
  try {
    return noGrad(body);
  } finally {
    net.train(wasTraining);
  }
}

/** As {@link inEvalMode}, for what takes its time and lets others have their turns. */
export async function inEvalModeAsync<T>(net: Module, body: () => Promise<T>): Promise<T> {
  const wasTraining = net.training;
  net.eval();
  try {
    return await noGrad(body);
  } finally {
    net.train(wasTraining);
  }
}
