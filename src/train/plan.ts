/** How the steps of a run are taken: many in one program where that is possible, else one by one. */
import * as tf from '@tensorflow/tfjs-core';
import { isAnomalyEnabled } from '../anomaly/index.js';
import type { DataLoader } from '../data/index.js';
import type { Module } from '../nn/index.js';
import { CaptureError } from '../xla/index.js';
import { compileEpoch } from './compiled.js';
import { type Epoch, stepByStep } from './epoch.js';
import type { FitOptions } from './fit-options.js';
import type { Mode } from './history.js';
import type { Share } from './share-batches.js';
import { type TrainStep, trainStep } from './step.js';

export interface Plan {
  readonly epoch: Epoch;
  readonly mode: Mode;
  dispose(): void;
}

/** What is planned. */
export interface Planned {
  readonly net: Module;
  readonly loader: DataLoader;
  readonly options: FitOptions;
  readonly share: Share;
  /** Steps the scheduler, where it goes by batches. */
  readonly schedule: { step(): void } | undefined;
}

/** Plans a run; `mode` has the reason where steps are taken one by one. */
export function plan({ net, loader, options, share, schedule }: Planned): Plan {
  const { optimizer, averaged, gradScaler, accumulate = 1 } = options;
  const stepOf = (scheduler: Planned['schedule']): TrainStep => {
    const step = trainStep(net, { ...options, scheduler });
    return (inputs, targets, isLast) => step(share(inputs), share(targets), isLast);
  };
  const oneByOne = (why: string): Plan => ({
    epoch: stepByStep('fit', loader, stepOf(schedule), accumulate),
    mode: { kind: 'step by step', why },
    dispose() {},
  });
  if (tf.getBackend() !== 'xla') return oneByOne(`the backend is '${tf.getBackend()}', not 'xla'`);
  if (isAnomalyEnabled()) return oneByOne('anomalies are looked for');
  if (accumulate > 1) return oneByOne(`gradients are accumulated over ${accumulate} batches`);
  if (optimizer.needsClosure)
    return oneByOne('the optimizer computes the loss several times a step');
  const data = loader.resident();
  if (data === undefined) return oneByOne('the dataset does not lie on the device as a whole');
  try {
    const step = stepOf(undefined);
    const state = [net, optimizer, averaged, gradScaler].flatMap((one) => one?.cells() ?? []);
    const compiled = compileEpoch({ data, step, optimizer, state, schedule });
    return { ...compiled, mode: { kind: 'compiled' } };
  } catch (error) {
    if (error instanceof CaptureError) return oneByOne(error.message);
    throw error;
  }
}
