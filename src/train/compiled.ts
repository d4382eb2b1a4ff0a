/**
 * One epoch of training as few programs: the step is recorded once and becomes the body of a loop on
 * the device, over data that is there already; for a smaller last batch once more. The sample order, and whatever else a step draws at
 * random, is drawn on the host by PyTorch's generator, so the numbers are those of the loop by hand.
 * Leaves out what the engine does with the recording (src/xla/loop).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ResidentData } from '../data/index.js';
import type { DeviceNumber, Optimizer } from '../optim/index.js';
import { recordStepRandom, type StepDraw } from '../random/index.js';
import { openIteration, type Tensor } from '../tensor/index.js';
import { type Cell, type CompiledLoop, compileLoop } from '../xla/index.js';
import {
  type Epoch,
  type EpochPlan,
  PIECE_MILLISECONDS,
  type Piece,
  turnOfTheEventLoop,
} from './epoch.js';

/** The most steps that one program runs. */
const CAPACITY = 256;
const FIRST_PIECE = 8;

export interface CompiledEpoch {
  epoch: Epoch;
  /** Frees the program and what it holds on the device. */
  dispose(): void;
}

/** What an epoch is compiled from. */
export interface CompiledStep {
  readonly data: ResidentData;
  /** Gives figures of one element each. */
  readonly step: (inputs: Tensor, targets: Tensor) => readonly (Tensor | undefined)[];
  /** Whose gradients are forgotten after each step, and whose numbers follow the schedule. */
  readonly optimizer: Pick<Optimizer, 'paramGroups' | 'zeroGrad'>;
  /** The places of what a step changes. */
  readonly state: readonly Cell[];
  /** Stepped after each step, where learning rates go by batches. */
  readonly schedule: { step(): void } | undefined;
}

/**
 * Records one step over `data` and compiles it.
 * @throws CaptureError when the step reads a value, which a program can't do half-way.
 */
export function compileEpoch(given: CompiledStep): CompiledEpoch {
  const whole = record(given, given.data.batchSize, CAPACITY);
  let last: Steps | undefined;
  const lastOf = (batchSize: number): Steps => {
    if (last?.batchSize === batchSize) return last;
    last?.loop.dispose();
    last = record(given, batchSize, 1);
    return last;
  };
  const pieces = new PieceLength();
  return {
    epoch: (plan) => runEpoch(plan, given, whole, lastOf, pieces),
    dispose() {
      whole.loop.dispose();
      last?.loop.dispose();
    },
  };
}

/** Steps over batches of one size, recorded. */
interface Steps {
  readonly batchSize: number;
  readonly loop: CompiledLoop;
  readonly draws: readonly StepDraw[];
  /** The numbers that follow the schedule; each is a slice of the loop, after the indices. */
  readonly scheduled: readonly DeviceNumber[];
  readonly schedule: CompiledStep['schedule'];
}

/** @param most steps of one run */
function record(given: CompiledStep, batchSize: number, most: number): Steps {
  const { data, step, optimizer, state, schedule } = given;
  const draws: StepDraw[] = [];
  const scheduled = schedule ? optimizer.paramGroups.flatMap((group) => group.numbers()) : [];
  const loop = compileLoop({
    capacity: most,
    state,
    step(slice) {
      const indices = slice([batchSize], 'int32');
      for (const { cell } of scheduled) cell.set(tf.clone(slice([], 'float32')));
      const iteration = openIteration();
      try {
        return recordStepRandom(
          (draw) => {
            draws.push(draw);
            return slice(draw.shape, draw.dtype);
          },
          () => {
            const figures = step(...data.gather(indices)).flatMap((figure) => figure ?? []);
            const values = figures.map((figure) => tf.clone(figure.tf));
            // The recorded gradients have no values that anyone could read.
            optimizer.zeroGrad();
            return values;
          },
        );
      } finally {
        iteration.discard();
      }
    },
  });
  return { batchSize, loop, draws, scheduled, schedule };
}

async function* runEpoch(
  { order, from, pieceEnds }: EpochPlan,
  { data }: CompiledStep,
  whole: Steps,
  lastOf: (batchSize: number) => Steps,
  pieces: PieceLength,
): AsyncGenerator<Piece, void, void> {
  const { loop, batchSize } = whole;
  await loop.ready();
  const rows = data.rowsOf(order.samples);
  const fullBatches = Math.floor(rows.length / batchSize);
  for (let done = from; done < fullBatches; ) {
    const untilEnd = pieceEnds - (done % pieceEnds);
    const steps = Math.min(pieces.steps, loop.capacity, fullBatches - done, untilEnd);
    const start = performance.now();
    const indices = rows.subarray(done * batchSize, (done + steps) * batchSize);
    yield await runSteps(whole, steps, indices);
    pieces.note(steps, performance.now() - start);
    done += steps;
    await turnOfTheEventLoop();
  }
  const rest = rows.subarray(fullBatches * batchSize);
  if (rest.length > 0 && !data.dropLast && from <= fullBatches) {
    const last = lastOf(rest.length);
    await last.loop.ready();
    yield await runSteps(last, 1, rest);
  }
  if (fullBatches === 0) await turnOfTheEventLoop();
}

/** How many steps make a piece, from epoch to epoch. The first is short: how long a step takes is not known yet. */
class PieceLength {
  steps = FIRST_PIECE;

  /** After a piece: the next ones have as many as fit, but no more than twice as many as before: the first steps are slow. */
  note(steps: number, milliseconds: number): void {
    const fitting = Math.floor((steps * PIECE_MILLISECONDS) / Math.max(milliseconds, 0.1));
    this.steps = Math.max(1, Math.min(fitting, 2 * this.steps));
  }
}

async function runSteps(recorded: Steps, steps: number, indices: Int32Array): Promise<Piece> {
  const { batchSize, loop, draws, scheduled } = recorded;
  const padded = new Int32Array(loop.capacity * batchSize);
  padded.set(indices);
  const slices = [
    tf.tensor2d(padded, [loop.capacity, batchSize], 'int32'),
    ...scheduleSteps(recorded, steps),
    ...drawSteps(draws, steps, loop.capacity),
  ];
  const figures = loop.run(steps, slices);
  tf.dispose(slices);
  // The loop leaves those of its last step; the next step's are what the schedule says.
  for (const number of scheduled) number.value = Number(number.value);
  const values = await Promise.all(figures.map((figure) => figure.data<'float32'>()));
  tf.dispose(figures);
  return values.map((column) => column.slice(0, steps));
}

/** The numbers of each step that is to be run, as the schedule goes on. */
function scheduleSteps({ scheduled, schedule, loop }: Steps, steps: number): tf.Tensor[] {
  const rows = scheduled.map(() => new Float32Array(loop.capacity));
  for (let step = 0; step < steps; step++) {
    for (const [i, number] of scheduled.entries()) rows[i][step] = number.value;
    schedule?.step();
  }
  return rows.map((row) => tf.tensor1d(row));
}

/** What the steps draw at random: all draws of the first step, then of the second, and so on. */
function drawSteps(draws: readonly StepDraw[], steps: number, capacity: number): tf.Tensor[] {
  const stacks = draws.map(({ shape, dtype }) => {
    const size = tf.util.sizeFromShape(shape);
    const values =
      dtype === 'int32' ? new Int32Array(capacity * size) : new Float32Array(capacity * size);
    return { size, values };
  });
  for (let step = 0; step < steps; step++) {
    draws.forEach((draw, i) => {
      stacks[i].values.set(draw.fill(), step * stacks[i].size);
    });
  }
  return draws.map(({ shape, dtype }, i) =>
    tf.tensor(stacks[i].values, [capacity, ...shape], dtype),
  );
}
