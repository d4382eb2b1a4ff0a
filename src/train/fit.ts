/** `fit`: the training loop in one line. Reads from top to bottom like the loop that it replaces. */
import { GradScaler } from '../amp/index.js';
import { detectAnomaly } from '../anomaly/index.js';
import type { DataLoader } from '../data/index.js';
import { throwIfInterrupted } from '../interrupt.js';
import type { Module } from '../nn/index.js';
import { autocast, autocastPrecision } from '../tensor/index.js';
import { progress } from './callbacks/progress.js';
import { Callbacks } from './callbacks/tell.js';
import { Checkpoints, type Position } from './checkpoints/index.js';
import type { Epoch } from './epoch.js';
import { checkGiven, checkOptions, type FitOptions } from './fit-options.js';
import type { EpochRecord, History } from './history.js';
import type { PairLoader } from './pairs.js';
import { plan } from './plan.js';
import { Run } from './run.js';
import { RunMetrics } from './run-metrics.js';
import type { Scheduler } from './scheduler.js';
import { shareAmong } from './share-batches.js';
import { validate } from './validate.js';
import { warnOfData } from './warnings/data.js';
import { lossWarnings } from './warnings/loss.js';

/**
 * Trains `net` in place. Await it for the run's history, or keep it and steer it from other cells.
 *
 * Many steps run as one program where the engine is XLA and the data lies on the device; else each
 * step runs by itself, and `history.mode` says why. The numbers are the same either way.
 *
 * @returns the run; it rejects with a FitError when an option can't be used.
 */
export function fit<Net extends Module>(
  net: Net,
  loader: PairLoader,
  options: FitOptions<ReturnType<Net>>,
): Run {
  checkGiven(options);
  // What the model gives goes to the criterion and nowhere else: here it may be called a tensor.
  const given = options as unknown as FitOptions;
  const data = loader as DataLoader;
  const { epochs, optimizer, validation } = options;
  const history: History = {
    epochs: [],
    stepLosses: [],
    gradientNorms: [],
    mode: { kind: 'step by step', why: 'it has not begun' },
    devices: [],
  };
  const stepsPerEpoch = loader.length;
  const run = { net, optimizer, epochs, stepsPerEpoch, validates: validation !== undefined };
  const training = (run: Run) => train(run, data, given);
  return new Run(run, history, (run) =>
    options.detectAnomaly ? detectAnomaly(() => training(run)) : training(run),
  );
}

async function train(run: Run, loader: DataLoader, given: FitOptions): Promise<void> {
  const { net, history } = run;
  checkOptions(net, loader, given);
  const share = shareAmong('fit', net, given.devices);
  const options = { ...given, gradScaler: given.gradScaler ?? scalerFor(given) };
  const { optimizer, criterion, validation, scheduler, averaged, gradScaler } = options;
  const byBatch = (options.scheduleBy ?? scheduler?.interval) === 'batch';
  const shown = options.callbacks ?? [progress()];
  const models = { net, optimizer, averaged, gradScaler };
  const training = { ...models, loader, scheduler, callbacks: shown, history };
  const checkpoints = Checkpoints.of(options, training);
  let begun = options.resume === 'auto' ? await checkpoints?.resume() : undefined;
  const callbacks = new Callbacks([lossWarnings(loader), ...shown]);
  const metrics = new RunMetrics(options.metrics);

  const wasTraining = net.training;
  net.train();
  const schedule = byBatch ? scheduler : undefined;
  const planned = plan({ net, loader, options, share, schedule });
  history.mode = planned.mode;
  history.devices = share.devices;
  const session: Session = { run, loader, runEpoch: planned.epoch, callbacks, checkpoints };
  try {
    await warnOfData(net, loader, validation);
    await callbacks.start(run);
    for (let epoch = begun?.epoch ?? 1; epoch <= run.epochs && (await run.turn()); epoch++) {
      const lr = begun?.lr ?? run.lr;
      const { isWhole, ...trained } = await trainEpoch(session, {
        ...(begun ?? { epoch, ...UNBEGUN }),
        lr,
      });
      begun = undefined;
      const record: EpochRecord = { epoch, lr, ...trained };
      if (validation) {
        const validated = () => validate(net, validation, { criterion, metrics, share });
        Object.assign(record, await autocast(options.autocast ?? autocastPrecision(), validated));
      }
      if (gradScaler) history.skippedSteps = gradScaler.getSkippedSteps();
      history.epochs.push(record);
      if (isWhole && scheduler && !byBatch) stepScheduler(scheduler, record);
      await callbacks.tell((callback) => callback.onEpochEnd?.(run, record));
      run.emit('epoch', record);
      if (isWhole) await checkpoints?.save({ epoch: epoch + 1, ...UNBEGUN });
      await checkpoints?.saveBest(record);
    }
    await callbacks.tell((callback) => callback.onEnd?.(run));
  } finally {
    planned.dispose();
    net.train(wasTraining);
  }
}

/** Gradients of float16 need a scale. */
function scalerFor({ autocast }: FitOptions): GradScaler | undefined {
  return autocast === 'float16' ? new GradScaler() : undefined;
}

function stepScheduler(scheduler: Scheduler, { loss, validationLoss }: EpochRecord): void {
  if (scheduler.watches === 'loss') scheduler.step(validationLoss ?? loss);
  else scheduler.step();
}

/** What the epochs of a run have in common. */
interface Session {
  readonly run: Run;
  readonly loader: DataLoader;
  readonly runEpoch: Epoch;
  readonly callbacks: Callbacks;
  readonly checkpoints: Checkpoints | undefined;
}

const UNBEGUN = { step: 0, seconds: 0, order: undefined };

/** Trains an epoch from where it is, to its end or until the run is stopped. */
async function trainEpoch(session: Session, begun: Position) {
  const { run, loader, runEpoch, callbacks, checkpoints } = session;
  const { stepLosses, gradientNorms } = run.history;
  const { epoch, order = loader.epochOrder() } = begun;
  const start = performance.now();
  const pausedBefore = run.pausedSeconds;
  const paused = () => run.pausedSeconds - pausedBefore;
  const seconds = () => begun.seconds + (performance.now() - start) / 1000 - paused();
  const pieceEnds = checkpoints?.every ?? Infinity;
  let { step } = begun;
  for await (const [losses, norms = []] of runEpoch({ order, from: step, pieceEnds })) {
    step += losses.length;
    stepLosses.push(...losses);
    gradientNorms.push(...norms);
    await callbacks.tell((callback) => callback.onSteps?.(run, losses));
    run.emit('steps', losses);
    throwIfInterrupted();
    const goesOn = await run.turn();
    const isDue = step % pieceEnds === 0 || !goesOn;
    if (isDue && step < loader.length) {
      await checkpoints?.save({ epoch, step, order, seconds: seconds(), lr: begun.lr });
    }
    if (!goesOn) break;
  }
  const losses = stepLosses.slice(-step);
  const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
  return { loss, seconds: seconds(), isWhole: step === loader.length };
}
