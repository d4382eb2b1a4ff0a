/** What `fit` can be told. */
import type { GradScaler } from '../amp/index.js';
import { DataLoader } from '../data/index.js';
import { didYouMean } from '../nearest.js';
import { Module } from '../nn/index.js';
import { Optimizer, type swaUtils } from '../optim/index.js';
import { checkedPrecision, type Precision, shown, type Tensor } from '../tensor/index.js';
import type { Callback } from './callbacks/callback.js';
import type { CheckpointOptions } from './checkpoints/index.js';
import { FitError } from './errors.js';
import type { PairLoader } from './pairs.js';
import type { Metrics } from './run-metrics.js';
import type { Scheduler } from './scheduler.js';
import type { Devices } from './share-batches.js';
import type { Criterion } from './step.js';

/**
 * Options of {@link fit}.
 * @typeParam Out what the model gives: one tensor, or several
 */
export interface FitOptions<Out = Tensor> {
  /** How many epochs are trained. */
  epochs: number;
  /** What changes the weights; its parameters are those of the model. */
  optimizer: Optimizer;
  /** `(outputs, targets) -> loss []`, as `new nn.CrossEntropyLoss()`. */
  criterion: Criterion<Out>;
  /** Measured after each epoch. */
  validation?: PairLoader;
  /** Figures of a classifier on the validation set, as `{ f1: (labels, predicted) => ... }`; one that throws is left out. */
  metrics?: Metrics;
  /** As `new optim.lrScheduler.StepLR(optimizer, 2)`. */
  scheduler?: Scheduler;
  /** When the scheduler goes on. Default: as it is meant, so `'batch'` for OneCycleLR and CyclicLR. */
  scheduleBy?: 'epoch' | 'batch';
  /**
   * Shares out each batch among devices, in one program: all there are, how many, or which, as `['cuda:0', 'cuda:1']`.
   * The numbers are those of one device.
   */
  devices?: Devices;
  /** How many batches one step's gradients come from, for batches larger than memory holds. Default 1. */
  accumulate?: number;
  /** Takes the weights into its average after each step, as `new optim.swaUtils.AveragedModel(net)`. */
  averaged?: swaUtils.AveragedModel;
  /** The most that the norm of all gradients may be; the norms before are in the history. */
  clipGradNorm?: number;
  /**
   * What products compute in: `'bfloat16'` or `'float16'`, which take half the bytes. Parameters stay in float32. Default:
   * as around `fit`.
   */
  autocast?: Precision;
  /** Scales the loss. Default: one of PyTorch's numbers where `autocast` is `'float16'`, else none. */
  gradScaler?: GradScaler;
  /** Looks for the operation that makes the first NaN, which takes time: as inside of `detectAnomaly`. Default false. */
  detectAnomaly?: boolean;
  /** By default one line is printed for each epoch; `[]` prints nothing. */
  callbacks?: readonly Callback[];
  /** Saves the state of the training and the best weights; `true` as in `{ folder: 'checkpoints' }`. */
  checkpoints?: CheckpointOptions | boolean;
  /** `'auto'` goes on from the newest checkpoint, to the same bits as a run that was never cut off. */
  resume?: 'auto' | 'never';
}

/** By name, so that none can be left out here. */
const OPTIONS: Readonly<Record<keyof FitOptions, true>> = {
  epochs: true,
  optimizer: true,
  criterion: true,
  validation: true,
  metrics: true,
  scheduler: true,
  scheduleBy: true,
  devices: true,
  accumulate: true,
  averaged: true,
  clipGradNorm: true,
  autocast: true,
  gradScaler: true,
  detectAnomaly: true,
  callbacks: true,
  checkpoints: true,
  resume: true,
};

/** @throws FitError unless it is a loader */
export function checkLoader(owner: string, loader: unknown): void {
  if (loader instanceof DataLoader) return;
  throw new FitError(
    `${owner}: the data must be a DataLoader, as new DataLoader(dataset, { batchSize: 64, shuffle: true }).`,
  );
}

/** @throws FitError unless there is something to train on, for some epochs */
export function checkLength(owner: string, loader: DataLoader, epochs: number): void {
  checkLoader(owner, loader);
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new FitError(`${owner}: epochs must be a whole number above 0, got ${epochs}.`);
  }
  if (loader.length === 0) {
    throw new FitError(
      `${owner}: the loader gives no batch. Is batchSize larger than the dataset, with dropLast?`,
    );
  }
}

/** @throws FitError unless it is a function that can be called */
export function checkCriterion(owner: string, criterion: unknown): void {
  const example = '{ criterion: new nn.CrossEntropyLoss() }';
  if (typeof criterion !== 'function') {
    throw new FitError(`${owner}: pass a criterion, as in ${example}.`);
  }
  if (/^class\b/.test(Function.prototype.toString.call(criterion))) {
    throw new FitError(`${owner}: the criterion is a class; make one of it, as in ${example}.`);
  }
}

/** @throws FitError unless it is a model */
export function checkModel(owner: string, net: unknown): void {
  if (net instanceof Module) return;
  throw new FitError(
    `${owner}: the model must be a Module, as new nn.Linear(784, 10), got ${shown(net)}.`,
  );
}

/** @throws FitError unless it is an optimizer */
export function checkOptimizer(owner: string, optimizer: unknown): void {
  if (optimizer instanceof Optimizer) return;
  throw new FitError(
    `${owner}: pass an optimizer, as in { optimizer: new optim.SGD(net.parameters(), { lr: 0.01 }) }.`,
  );
}

/** @throws FitError unless there are options, by which a run is made */
export function checkGiven(options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new FitError(
    `fit: the third argument must be options, as { epochs: 5, optimizer, criterion }, got ${shown(options)}.`,
  );
}

/** @throws FitError for an option that there is not. Before others: one that is missing may only be mistyped. */
function checkNames(options: FitOptions): void {
  const unknown = Object.keys(options).find((name) => !(name in OPTIONS));
  if (unknown !== undefined) {
    const known = Object.keys(OPTIONS);
    throw new FitError(
      `fit: there is no option '${unknown}'. ${didYouMean(unknown, known)}` +
        `The options are ${known.join(', ')}.`,
    );
  }
}

/** @throws FitError when one can't be used. */
export function checkOptions(net: Module, loader: DataLoader, options: FitOptions): void {
  const { epochs, optimizer, criterion, clipGradNorm, accumulate = 1, scheduleBy } = options;
  checkNames(options);
  checkLength('fit', loader, epochs);
  checkModel('fit', net);
  checkOptimizer('fit', optimizer);
  checkCriterion('fit', criterion);
  checkParts(options);
  checkParameters(net, optimizer);
  if (clipGradNorm !== undefined && !(clipGradNorm > 0)) {
    throw new FitError(`fit: clipGradNorm must be a number above 0, got ${clipGradNorm}.`);
  }
  if (!Number.isInteger(accumulate) || accumulate < 1) {
    throw new FitError(`fit: accumulate must be a whole number above 0, got ${accumulate}.`);
  }
  if (scheduleBy !== undefined && scheduleBy !== 'batch' && scheduleBy !== 'epoch') {
    throw new FitError(`fit: scheduleBy must be 'epoch' or 'batch', got '${scheduleBy}'.`);
  }
  if (scheduleBy === 'batch' && options.scheduler?.watches) {
    throw new FitError(
      "fit: this scheduler watches the loss of epochs; leave scheduleBy out, or 'epoch'.",
    );
  }
  if (options.autocast !== undefined) checkedPrecision('fit', options.autocast);
  checkClosure(options);
  checkCheckpoints(options);
}

/** The methods of a callback, by name, so that none can be left out here. */
const CALLBACK: Readonly<Record<keyof Callback, true>> = {
  onStart: true,
  onSteps: true,
  onEpochEnd: true,
  onEnd: true,
  saved: true,
  restore: true,
};

/** @throws FitError where a part of a run is of another kind. */
function checkParts({ validation, scheduler, metrics = {}, callbacks = [] }: FitOptions): void {
  if (Array.isArray(metrics) || Object.values(metrics).some((one) => typeof one !== 'function')) {
    throw new FitError(
      `fit: metrics must be functions by name, as { f1: (labels, predicted) => ... }, got ${shown(metrics)}.`,
    );
  }
  if (validation !== undefined && !(validation instanceof DataLoader)) {
    throw new FitError(`fit: validation must be a DataLoader, got ${shown(validation)}.`);
  }
  if (scheduler !== undefined && typeof scheduler?.step !== 'function') {
    throw new FitError(
      `fit: the scheduler must be one, as new optim.lrScheduler.StepLR(optimizer, 2), got ${shown(scheduler)}.`,
    );
  }
  const example = '{ callbacks: [progress(), { onEpochEnd(run, record) { ... } }] }';
  if (!Array.isArray(callbacks)) {
    throw new FitError(`fit: callbacks must be a list, as in ${example}.`);
  }
  for (const callback of callbacks as readonly unknown[]) {
    if (typeof callback !== 'object' || callback === null) {
      throw new FitError(`fit: a callback is an object, as in ${example}, got ${shown(callback)}.`);
    }
    const unknown = Object.keys(callback).find(
      (name) => /^on[A-Z]/.test(name) && !(name in CALLBACK),
    );
    if (unknown === undefined) continue;
    const known = Object.keys(CALLBACK);
    throw new FitError(
      `fit: a callback has no '${unknown}'. ${didYouMean(unknown, known)}` +
        `Its methods are ${known.join(', ')}.`,
    );
  }
}

/** In a notebook it is easily forgotten to make the optimizer anew with its model: then nothing would be learnt. */
function checkParameters(net: Module, { paramGroups }: Optimizer): void {
  const trained = new Set(paramGroups.flatMap(({ params }) => params));
  const own: readonly Tensor[] = net.parameters();
  if (own.length === 0 || own.some((parameter) => trained.has(parameter))) return;
  throw new FitError(
    'fit: the optimizer has none of the parameters of the model. Was the model made anew after it? Make the optimizer ' +
      'anew too: new optim.SGD(net.parameters(), { lr: 0.01 }).',
  );
}

/** An optimizer that computes the loss itself takes no part in what happens between loss and step. */
function checkClosure(options: FitOptions): void {
  const { optimizer, accumulate = 1, clipGradNorm, gradScaler, autocast } = options;
  if (!optimizer.needsClosure) return;
  const isScaled = gradScaler !== undefined || autocast === 'float16';
  if (accumulate === 1 && clipGradNorm === undefined && !isScaled) return;
  throw new FitError(
    `fit: ${optimizer.constructor.name} computes the gradients several times a step, so they can be ` +
      "neither accumulated nor clipped nor scaled. Leave accumulate, clipGradNorm and gradScaler out, and 'float16'.",
  );
}

/** Gradients that wait for their step are in no checkpoint. */
function checkCheckpoints({ checkpoints, accumulate = 1 }: FitOptions): void {
  const every = typeof checkpoints === 'object' ? checkpoints.every : undefined;
  if (every === undefined || every % accumulate === 0) return;
  throw new FitError(
    `fit: checkpoints every ${every} batches would fall between two steps, since accumulate is ` +
      `${accumulate}. Take a multiple of ${accumulate}.`,
  );
}
