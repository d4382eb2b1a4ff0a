/**
 * All that decides how a training goes on from a step: weights, optimizer, random numbers, the epoch's
 * order, what has been measured. Taken from a training and put back into one; files are in
 * checkpoint-file.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradScaler, GradScalerState } from '../../amp/index.js';
import { type DataLoader, EpochOrder } from '../../data/index.js';
import type { Module, StateDict } from '../../nn/index.js';
import type { Optimizer } from '../../optim/index.js';
import { defaultGenerator, type Generator } from '../../random/index.js';
import { onDevice, Tensor, tensor } from '../../tensor/index.js';
import type { Callback } from '../callbacks/callback.js';
import { FitError } from '../errors.js';
import type { History } from '../history.js';
import type { Scheduler } from '../scheduler.js';

/** What a training consists of. */
export interface Training {
  readonly net: Module;
  readonly optimizer: Optimizer;
  readonly loader: DataLoader;
  readonly scheduler: Scheduler | undefined;
  readonly averaged?: Module | undefined;
  readonly gradScaler?: GradScaler | undefined;
  readonly callbacks: readonly Callback[];
  readonly history: History;
}

/** Where a training is: `step` steps of `epoch` are done. */
export interface Position {
  readonly epoch: number;
  readonly step: number;
  /** Which samples the epoch visits, once it has begun. */
  readonly order: EpochOrder | undefined;
  /** Seconds that the epoch has taken so far. */
  readonly seconds: number;
  /** The learning rate that the epoch began with, once it has begun. */
  readonly lr?: number | undefined;
}

/** What is no tensor; goes through JSON. */
export interface Notes {
  readonly version: 2;
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  readonly lr?: number | undefined;
  readonly orderSeed: number;
  readonly data: { readonly samples: number; readonly batchSize: number };
  readonly history: History;
  readonly lrs: readonly number[];
  /** Null where the momentum was never set. */
  readonly momenta?: readonly (number | null)[];
  readonly scheduler: unknown;
  /** The numbers of the optimizer's memory on the host, where it has one; its tensors are among the tensors. */
  readonly memory?: Readonly<Record<string, number>>;
  /** What the scale of the loss has become. */
  readonly gradScaler?: GradScalerState | undefined;
  /** The states of the generators, in base64. */
  readonly random: string;
  readonly loaderRandom: string | null;
}

export interface TrainingState {
  readonly tensors: StateDict;
  readonly notes: Notes;
}

const NET = 'net.';
const OPTIMIZER = 'optimizer.';
const MEMORY = 'memory.';
const AVERAGED = 'averaged.';
const CALLBACK = 'callback.';
const ORDER = 'order';
const ENDS = 'order.ends';

/** Takes the state of a training; the tensors are those of the model itself, to be read at once. */
export function takeState(training: Training, position: Position): TrainingState {
  const { net, optimizer, loader, scheduler, callbacks, history } = training;
  const { epoch, step, order, seconds, lr } = position;
  const cells = optimizer.cells().map((cell, i) => [i, Tensor.fromTfjs(tf.clone(cell.get()))]);
  const memory = Object.entries(optimizer.memory() ?? {});
  return {
    tensors: {
      ...prefixed(NET, net.stateDict()),
      ...prefixed(OPTIMIZER, Object.fromEntries(cells)),
      ...prefixed(MEMORY, Object.fromEntries(memory.filter(isTensor))),
      ...prefixed(AVERAGED, training.averaged?.stateDict()),
      ...Object.assign({}, ...callbacks.map((c, i) => prefixed(`${CALLBACK}${i}.`, c.saved?.()))),
      ...(order && { [ORDER]: int32(order.samples), [ENDS]: int32(order.ends) }),
    },
    notes: {
      version: 2,
      epoch,
      step,
      seconds,
      lr,
      orderSeed: order?.seed ?? 0,
      data: { samples: loader.dataset.length, batchSize: loader.batchSize },
      history,
      lrs: optimizer.paramGroups.map(({ lr }) => lr),
      momenta: optimizer.paramGroups.map((group) => group.numbers().at(1)?.value ?? null),
      scheduler: scheduler?.stateDict?.() ?? null,
      memory: Object.fromEntries(memory.filter(isNumber)),
      gradScaler: training.gradScaler?.stateDict(),
      random: randomState(defaultGenerator),
      loaderRandom: loader.generator ? randomState(loader.generator) : null,
    },
  };
}

/**
 * Puts a state back into a training.
 * @returns where the training was
 * @throws FitError when the state is that of another training; nothing has been changed then.
 */
export function putState(training: Training, { tensors, notes }: TrainingState): Position {
  const { net, optimizer, loader, scheduler, callbacks, history } = training;
  const cells = optimizer.cells();
  const values = Object.values(unprefixed(OPTIMIZER, tensors));
  const fits =
    values.length === cells.length &&
    cells.every((cell, i) => `${cell.get().shape}` === `${values[i].shape}`);
  if (!fits) throw new FitError('Its optimizer is of another kind, or for other parameters.');
  const { samples, batchSize } = notes.data;
  if (samples !== loader.dataset.length || batchSize !== loader.batchSize) {
    throw new FitError(
      `It was trained on ${samples} samples in batches of ${batchSize}; the loader has ` +
        `${loader.dataset.length} in batches of ${loader.batchSize}.`,
    );
  }
  const order = orderOf(tensors, notes);
  net.loadStateDict(unprefixed(NET, tensors));
  training.averaged?.loadStateDict(unprefixed(AVERAGED, tensors));
  optimizer.paramGroups.forEach((group, i) => {
    group.lr = notes.lrs[i] ?? group.lr;
    const momentum = notes.momenta?.[i];
    if (typeof momentum === 'number') group.momentum = momentum;
  });
  cells.forEach((cell, i) => {
    const { shape, dtype } = values[i];
    cell.set(onDevice(values[i].dataSync(), shape, dtype));
  });
  optimizer.loadMemory({ ...unprefixed(MEMORY, tensors), ...notes.memory });
  callbacks.forEach((callback, i) => {
    callback.restore?.(unprefixed(`${CALLBACK}${i}.`, tensors));
  });
  // The model must be the only one to hold its weights, so that steps may write over them.
  for (const name of Object.keys(tensors)) {
    if (!name.startsWith(CALLBACK)) tensors[name].tf.dispose();
  }
  if (notes.gradScaler) training.gradScaler?.loadStateDict(notes.gradScaler);
  scheduler?.loadStateDict?.(notes.scheduler);
  setRandomState(defaultGenerator, notes.random);
  if (loader.generator && notes.loaderRandom) {
    setRandomState(loader.generator, notes.loaderRandom);
  }
  const { mode } = history;
  Object.assign(history, notes.history, { mode, stopped: undefined });
  const { epoch, step, seconds, lr } = notes;
  return { epoch, step, seconds, lr, order };
}

function orderOf(tensors: StateDict, { orderSeed }: Notes): EpochOrder | undefined {
  const { [ORDER]: samples, [ENDS]: ends } = tensors;
  const values = (tensor: Tensor) => Int32Array.from(tensor.dataSync());
  return samples && ends && new EpochOrder(values(samples), values(ends), orderSeed);
}

const isTensor = (entry: [string, unknown]): entry is [string, Tensor] =>
  entry[1] instanceof Tensor;
const isNumber = (entry: [string, unknown]): entry is [string, number] =>
  typeof entry[1] === 'number';

const int32 = (values: Int32Array) => tensor(values, [values.length], 'int32');

const randomState = (generator: Generator) => Buffer.from(generator.getState()).toString('base64');

function setRandomState(generator: Generator, state: string): void {
  generator.setState(Buffer.from(state, 'base64'));
}

function prefixed(prefix: string, state: StateDict = {}): StateDict {
  const entries = Object.entries(state);
  return Object.fromEntries(entries.map(([name, value]) => [prefix + name, value]));
}

function unprefixed(prefix: string, state: StateDict): StateDict {
  const entries = Object.entries(state).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}
