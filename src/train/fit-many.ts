/** `fitMany`: trains small models side by side in one program. */

import * as tf from '@tensorflow/tfjs-core';
import type { DataLoader, ResidentData } from '../data/index.js';
import { throwIfInterrupted } from '../interrupt.js';
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { recordStepRandom, type StepDraw } from '../random/index.js';
import { checkOptionNames } from '../tensor/index.js';
import { CaptureError } from '../xla/index.js';
import { compileEpoch } from './compiled.js';
import { type Epoch, stepByStep } from './epoch.js';
import { FitError } from './errors.js';
import { checkCriterion, checkLength } from './fit-options.js';
import { type BatchTypes, StackedModels, type Trainee } from './stacked-models.js';
import { type Criterion, trainStep } from './step.js';

/** Options of {@link fitMany}. */
export interface FitManyOptions {
  /** How many epochs all are trained. */
  epochs: number;
  /** One for each model, in their order. */
  optimizers: readonly Optimizer[];
  /** `(outputs, targets) -> loss []`, for all models. */
  criterion: Criterion;
}

/** Models whose steps are taken together, and which they are. */
interface Together {
  readonly numbers: readonly number[];
  readonly epoch: Epoch;
  /** Gives the models what they have learnt. */
  finish(): void;
}

/**
 * Trains several models in place on the same batches, in the same order. Where the engine is XLA and the data lies on
 * the device, models of one structure, whose optimizers differ in learning rates and momenta only, train in one program:
 * for small models that is several times faster than one after another. Each learns what it would learn alone.
 *
 *     const nets = rates.map(() => new Net());
 *     const optimizers = nets.map((net, i) => new optim.SGD(net.parameters(), { lr: rates[i] }));
 *     const losses = await fitMany(nets, loader, { epochs: 2, optimizers, criterion });
 *
 * @returns the mean loss of each epoch, for each model
 * @throws FitError when an option can't be used.
 */
export async function fitMany(
  nets: readonly Module[],
  loader: DataLoader,
  options: FitManyOptions,
): Promise<number[][]> {
  checkOptionNames('fitMany', options, { epochs: true, optimizers: true, criterion: true });
  const { epochs, optimizers, criterion } = options;
  check(nets, loader, options);
  const trainees = nets.map((net, i) => ({ net, optimizer: optimizers[i] }));
  const wereTraining = nets.map((net) => net.training);
  for (const net of nets) net.train();
  const groups = plan(trainees, loader, criterion);
  const means: number[][] = nets.map(() => []);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = loader.epochOrder();
      for (const { numbers, epoch: run } of groups) {
        const sums = numbers.map(() => 0);
        for await (const losses of run({ order, from: 0, pieceEnds: Infinity })) {
          losses.forEach((column, i) => {
            for (const loss of column) sums[i] += loss;
          });
          throwIfInterrupted();
        }
        numbers.forEach((number, i) => {
          means[number].push(sums[i] / loader.length);
        });
      }
    }
  } finally {
    for (const group of groups) group.finish();
    nets.forEach((net, i) => {
      net.train(wereTraining[i]);
    });
  }
  return means;
}

function plan(trainees: readonly Trainee[], loader: DataLoader, criterion: Criterion): Together[] {
  const data = tf.getBackend() === 'xla' ? loader.resident() : undefined;
  if (data === undefined || trainees.some(({ optimizer }) => optimizer.needsClosure)) {
    return oneByOne(trainees, loader, criterion);
  }
  try {
    return stacked(trainees, data, criterion);
  } catch (error) {
    if (error instanceof CaptureError) return oneByOne(trainees, loader, criterion);
    throw error;
  }
}

function stacked(
  trainees: readonly Trainee[],
  data: ResidentData,
  criterion: Criterion,
): Together[] {
  const types = batchTypes(data);
  return StackedModels.group(trainees, criterion, types).map((models) => {
    const { numbers, state, step } = models;
    const optimizer = { paramGroups: [], zeroGrad() {} };
    const compiled = compileEpoch({ data, step, optimizer, state, schedule: undefined });
    return {
      numbers,
      epoch: compiled.epoch,
      finish() {
        models.store();
        models.dispose();
        compiled.dispose();
      },
    };
  });
}

/** What a batch is like. Draws no random number, which would change what the models learn. */
function batchTypes(data: ResidentData): BatchTypes {
  return tf.tidy(() => {
    const rows = tf.zeros([data.batchSize], 'int32');
    const zeros = ({ shape, dtype }: StepDraw) => tf.zeros(shape, dtype);
    const [inputs, targets] = recordStepRandom(zeros, () => data.gather(rows));
    return { inputs: inputs.tf, targets: targets.tf };
  });
}

function oneByOne(
  trainees: readonly Trainee[],
  loader: DataLoader,
  criterion: Criterion,
): Together[] {
  return trainees.map(({ net, optimizer }, i) => ({
    numbers: [i],
    epoch: stepByStep('fitMany', loader, trainStep(net, { criterion, optimizer }), 1),
    finish() {},
  }));
}

function check(
  nets: readonly Module[],
  loader: DataLoader,
  { epochs, optimizers, criterion }: FitManyOptions,
): void {
  if (nets.length === 0) throw new FitError('fitMany: there is no model to train.');
  if (optimizers.length !== nets.length) {
    throw new FitError(
      `fitMany: each model needs an optimizer of its own; there are ${nets.length} models and ${optimizers.length} optimizers.`,
    );
  }
  checkLength('fitMany', loader, epochs);
  checkCriterion('fitMany', criterion);
}
