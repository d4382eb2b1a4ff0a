/** How the steps of a run are taken: many in one program where that is possible, else one by one. */
import * as tf from '@tensorflow/tfjs-core';
import type { DataLoader } from '../data/index.js';
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { CaptureError } from '../xla/index.js';
import { compileEpoch } from './compiled.js';
import { type Epoch, stepByStep } from './epoch.js';
import type { Mode } from './history.js';
import type { TrainStep } from './step.js';

export interface Plan {
  readonly epoch: Epoch;
  readonly mode: Mode;
  dispose(): void;
}

/** Plans a run; `mode` has the reason where steps are taken one by one. */
export function plan(net: Module, loader: DataLoader, step: TrainStep, optimizer: Optimizer): Plan {
  const oneByOne = (why: string): Plan => ({
    epoch: stepByStep(loader, step),
    mode: { kind: 'step by step', why },
    dispose() {},
  });
  if (tf.getBackend() !== 'xla') return oneByOne(`the backend is '${tf.getBackend()}', not 'xla'`);
  const data = loader.resident();
  if (data === undefined) return oneByOne('the dataset does not lie on the device as a whole');
  try {
    const state = [...net.cells(), ...optimizer.cells()];
    return { ...compileEpoch(data, step, optimizer, state), mode: { kind: 'compiled' } };
  } catch (error) {
    if (error instanceof CaptureError) return oneByOne(error.message);
    throw error;
  }
}
