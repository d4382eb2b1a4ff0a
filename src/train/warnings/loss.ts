/** What the losses of a run tell: NaN, growth, standing still. Looks for the cause where there is one to find. */
import type { DataLoader } from '../../data/index.js';
import { warnOnce } from '../../warn-once.js';
import type { Callback } from '../callbacks/callback.js';
import type { Run } from '../run.js';
import { deadUnits } from './dead-units.js';
import { causeInData } from './nan.js';

/** Epochs after which a loss should have moved. */
const EPOCHS = 3;
/** A smaller change, in parts of the loss, is none. */
const LEAST_CHANGE = 0.005;
/** A loss that has become this many times what it was grows. */
const GROWTH = 2;

export function lossWarnings(loader: DataLoader): Callback {
  let hasLooked = false;
  return {
    onSteps(run, losses) {
      if (hasLooked || !losses.some(Number.isNaN)) return;
      hasLooked = true;
      warnOfNaN(run, loader);
    },
    onEpochEnd(run) {
      warnOfStanding(run, loader);
      warnOfGrowth(run);
    },
  };
}

function warnOfNaN(run: Run, loader: DataLoader): void {
  const step = run.history.stepLosses.findIndex(Number.isNaN) + 1;
  warnOnce(
    run,
    'nan',
    causeInData(run.net, loader) ??
      `the loss is NaN from step ${step} on, and so are the weights now. Usually the learning rate ` +
        `(${run.lr}) is too high: make the model anew and take a tenth, or clipGradNorm: 1. Else look for ` +
        'NaN in the data, and for 0 / 0 and log(0) in a loss of your own.',
  );
}

function warnOfStanding(run: Run, loader: DataLoader): void {
  const { epochs } = run.history;
  if (epochs.length < EPOCHS) return;
  const [first, last] = [epochs[0].loss, epochs[epochs.length - 1].loss];
  if (!(Math.abs(last - first) < LEAST_CHANGE * Math.abs(first))) return;
  const dead = deadUnits(run.net, loader);
  warnOnce(
    run,
    'standing',
    `the loss does not move: ${first.toFixed(4)} in the first epoch, ${last.toFixed(4)} in epoch ` +
      `${epochs.length}. ${dead ?? `Try another learning rate (it is ${run.lr}), for a start ten times higher or lower.`}`,
  );
}

function warnOfGrowth(run: Run): void {
  const { epochs } = run.history;
  const [first, last] = [epochs[0].loss, epochs[epochs.length - 1].loss];
  if (!(last > GROWTH * first && first > 0)) return;
  warnOnce(
    run,
    'growth',
    `the loss grows: ${first.toFixed(4)} in the first epoch, ${last.toFixed(4)} in epoch ${epochs.length}. ` +
      `The learning rate (${run.lr}) is probably too high; try a tenth of it.`,
  );
}
