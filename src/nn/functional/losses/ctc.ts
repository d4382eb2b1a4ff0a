/**
 * Connectionist temporal classification: sequences of labels whose places in time are not known.
 * PyTorch: `ctc_loss`.
 *
 * A. Graves et al., Connectionist Temporal Classification, ICML 2006.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  asOneOperation,
  cat,
  OptionError,
  operation,
  ShapeError,
  stack,
  type Tensor,
  tensor,
  where,
  withDefaults,
} from '../../../tensor/index.js';
import { type LossOptions, reduced } from './reduction.js';

/** Options of {@link ctcLoss}. */
export interface CTCOptions extends LossOptions {
  /** The class that stands for no label. Default 0. */
  blank?: number;
  /** Takes the loss of a target that is too long for its input as 0. Default false. */
  zeroInfinity?: boolean;
}

/** In place of minus infinity, whose differences are no numbers. */
const NEVER = -1e30;
/** Losses beyond it are infinite. */
const INFINITE = 1e29;

/** Lengths, one a sample. */
export type Lengths = Tensor | readonly number[];

/**
 * How improbable the labels are, over all ways to lay them out in time.
 * @param logProbabilities `[time, batch, classes]`, as of `logSoftmax`
 * @param targets labels, int32 `[batch, longest]`, or one after the other in one dimension
 * @param inputLengths how much of the time counts, `[batch]`
 * @param targetLengths how many labels count, `[batch]`
 * @throws ShapeError or OptionError when arguments don't fit.
 */
export function ctcLoss(
  logProbabilities: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  options: CTCOptions = {},
): Tensor {
  const { blank, zeroInfinity, reduction } = withDefaults('ctcLoss', options, {
    blank: 0,
    zeroInfinity: false,
    reduction: 'mean',
  });
  if (logProbabilities.ndim !== 3) {
    throw new ShapeError(
      'CTCLoss',
      [logProbabilities.shape],
      `CTCLoss got log probabilities of shape [${logProbabilities.shape.join(', ')}].\n` +
        '  They must be [time, batch, classes].',
    );
  }
  const [time, batch, classes] = logProbabilities.shape;
  if (!(Number.isInteger(blank) && blank >= 0 && blank < classes)) {
    throw new OptionError('CTCLoss', 'blank', blank, `a class number below ${classes}`);
  }
  const times = numbersOf('inputLengths', inputLengths, batch);
  const counts = numbersOf('targetLengths', targetLengths, batch);
  if (times.some((length) => length > time)) {
    const longest = `lengths of at most ${time}, which is how long the log probabilities are`;
    throw new OptionError('CTCLoss', 'inputLengths', times, longest);
  }
  const labels = labelsOf(targets, counts);
  return asOneOperation(() => {
    const { states, mayJump } = statesOf(labels, blank);
    const length = states[0].length;
    const emitted = logProbabilities.gather(
      2,
      tensor(states, undefined, 'int32').unsqueeze(0).expand([time, batch, length]),
    );
    const jumps = tensor(mayJump.map((row) => row.map((may) => (may ? 0 : NEVER))));
    const isBegin = tensor(states.map((row) => row.map((_, i) => i < 2)));
    const steps = emitted.unbind(0);
    let alpha = where(isBegin, steps[0], NEVER);
    for (let t = 1; t < time; t++) {
      const before = [alpha, shifted(alpha, 1), shifted(alpha, 2).add(jumps)];
      const next = stack(before, 2).logsumexp(2).add(steps[t]);
      const goesOn = tensor(times.map((end) => [t < end]));
      alpha = where(goesOn.expandAs(alpha), next, alpha);
    }
    // A sequence ends in its last label, or in the blank behind it.
    const isEnd = tensor(
      counts.map((count) => states[0].map((_, i) => i === 2 * count || i === 2 * count - 1)),
    );
    const losses = where(isEnd, alpha, NEVER)
      .logsumexp(1)
      .neg()
      .add(softmaxPart(logProbabilities, times));
    const known = zeroInfinity ? where(losses.gt(INFINITE), 0, losses) : infiniteWhereNever(losses);
    if (reduction !== 'mean') return reduced(known, reduction);
    return known.div(tensor(counts.map((count) => Math.max(1, count)))).mean();
  });
}

/** Infinity for a target that is too long, with a gradient of NaN as in PyTorch, so that nobody learns from it unnoticed. */
const infiniteWhereNever = (losses: Tensor): Tensor =>
  operation({
    name: 'ctcLoss',
    inputs: [losses],
    saved: [losses],
    forward: () => tf.where(tf.greater(losses.tf, INFINITE), Infinity, losses.tf),
    backward: (dy, [x]) => [tf.where(tf.greater(x, INFINITE), NaN, dy)],
  });

/**
 * 0, with the gradient that PyTorch adds: it takes the log probabilities as those of a softmax. Behind
 * one, the gradients of its inputs are the same with it and without.
 */
function softmaxPart(logProbabilities: Tensor, times: readonly number[]): Tensor {
  const [time] = logProbabilities.shape;
  const probabilities = logProbabilities.exp().sum(2);
  const counts = Array.from({ length: time }, (_, t) => times.map((end) => t < end));
  return where(tensor(counts), probabilities.sub(probabilities.detach()), 0).sum(0);
}

/** The row moved to the right; nothing comes in from the left. */
function shifted(alpha: Tensor, by: number): Tensor {
  const [batch, length] = alpha.shape;
  const nothing = tensor(Array.from({ length: batch }, () => new Array(by).fill(NEVER)));
  if (length <= by) return nothing.narrow(1, 0, length);
  return cat([nothing, alpha.narrow(1, 0, length - by)], 1);
}

/** Labels with blanks around each, and which states may follow the one two before them. */
function statesOf(
  labels: readonly (readonly number[])[],
  blank: number,
): { states: number[][]; mayJump: boolean[][] } {
  const longest = Math.max(...labels.map(({ length }) => length));
  const states = labels.map((row) =>
    Array.from({ length: 2 * longest + 1 }, (_, i) =>
      i % 2 ? (row[(i - 1) / 2] ?? blank) : blank,
    ),
  );
  const mayJump = states.map((row) =>
    row.map((state, i) => i >= 2 && state !== blank && state !== row[i - 2]),
  );
  return { states, mayJump };
}

function labelsOf(targets: Tensor, counts: readonly number[]): number[][] {
  const flat = Array.from(targets.tf.dataSync());
  let start = 0;
  return counts.map((count, sample) => {
    const from = targets.ndim === 1 ? start : sample * targets.shape[1];
    start += count;
    return flat.slice(from, from + count);
  });
}

function numbersOf(name: string, lengths: Lengths, batch: number): number[] {
  const numbers = Array.isArray(lengths)
    ? [...lengths]
    : Array.from((lengths as Tensor).tf.dataSync());
  if (numbers.length === batch) return numbers;
  throw new OptionError('CTCLoss', name, numbers, `one number for each of ${batch} samples`);
}
