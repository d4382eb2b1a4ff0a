/**
 * Models of one structure as one: their parameters, optimizers' states and learning rates lie side by side, and a step
 * for all is the step of one, recorded and mapped over them. See PyTorch's "Model ensembling" by `torch.func`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { recordStepRandom, repeated, type StepDraw, stepRandom } from '../random/index.js';
import { inTraceScope, Tensor } from '../tensor/index.js';
import { batch, isSameValue, type TracedFunction, traceFunctions } from '../xla/control/index.js';
import { type Cell, registered } from '../xla/index.js';
import { type Criterion, type TrainStep, trainStep } from './step.js';

/** A model and what trains it. */
export interface Trainee {
  readonly net: Module;
  readonly optimizer: Optimizer;
}

/** What a batch is like. */
export interface BatchTypes {
  readonly inputs: tf.TensorInfo;
  readonly targets: tf.TensorInfo;
}

/** One model's step, recorded: `(cells, inputs, targets, draws) -> (changed cells, loss)`. */
interface TracedStep {
  readonly traced: TracedFunction;
  readonly draws: readonly StepDraw[];
  /** Numbers of the cells that a step changes. */
  readonly changed: readonly number[];
}

function traceStep(
  { net, optimizer }: Trainee,
  step: TrainStep,
  { inputs, targets }: BatchTypes,
): TracedStep {
  const cells = cellsOf({ net, optimizer });
  const before = cells.map((cell) => tf.clone(cell.get()));
  const draws: StepDraw[] = [];
  const changed: number[] = [];
  try {
    const [traced] = inTraceScope(() =>
      traceFunctions(registered(), (parameter) => {
        const values = before.map(({ shape, dtype }) => parameter(shape, dtype));
        cells.forEach((cell, i) => {
          cell.set(tf.clone(values[i]));
        });
        const [x, y] = [inputs, targets].map(({ shape, dtype }) => parameter(shape, dtype));
        const drawn: tf.Tensor[] = [];
        const [loss] = recordStepRandom(
          (draw) => {
            draws.push(draw);
            const tensor = parameter(draw.shape, draw.dtype);
            drawn.push(tensor);
            return tf.clone(tensor);
          },
          () => step(Tensor.fromTfjs(tf.clone(x)), Tensor.fromTfjs(tf.clone(y))),
        );
        optimizer.zeroGrad();
        cells.forEach((cell, i) => {
          if (cell.get().dataId !== values[i].dataId) changed.push(i);
        });
        const results = changed.map((i) => tf.clone(cells[i].get()));
        const parameters = [...values, x, y, ...drawn];
        return [{ parameters, results: [...results, tf.clone(loss.tf)] }];
      }),
    );
    return { traced, draws, changed };
  } finally {
    cells.forEach((cell, i) => {
      cell.set(before[i]);
    });
  }
}

/** The step of each of some models, for batches of one shape. */
interface StackedStep {
  readonly steps: readonly TracedStep[];
  /** What the steps use beside the models' cells: one tensor for all, or one for each side by side. */
  readonly captured: readonly { readonly tensor: tf.Tensor; readonly isMapped: boolean }[];
}

/** A model whose step has been recorded. */
interface Recorded {
  /** Its place among all. */
  readonly number: number;
  readonly trainee: Trainee;
  readonly step: TrainStep;
  readonly traced: TracedStep;
}

/** Models that are trained as one. */
export class StackedModels {
  /** The models' places among all. */
  readonly numbers: readonly number[];
  readonly state: readonly Cell[];
  readonly #trainees: readonly Trainee[];
  readonly #steps: readonly TrainStep[];
  /** By the shape of the batch. */
  readonly #stacked = new Map<string, StackedStep>();

  private constructor(recorded: readonly Recorded[], types: BatchTypes) {
    this.numbers = recorded.map(({ number }) => number);
    this.#trainees = recorded.map(({ trainee }) => trainee);
    this.#steps = recorded.map(({ step }) => step);
    const cells = this.#trainees.map(cellsOf);
    this.state = cells[0].map((_, i) => stackedCell(cells.map((list) => list[i])));
    this.#stacked.set(keyOf(types), stackedStep(recorded.map(({ traced }) => traced)));
  }

  /**
   * Puts models together that differ in numbers only: parameters, learning rates, whatever a step computes with.
   * @throws CaptureError when a step reads a value.
   */
  static group(
    trainees: readonly Trainee[],
    criterion: Criterion,
    types: BatchTypes,
  ): StackedModels[] {
    const groups = new Map<string, Recorded[]>();
    trainees.forEach((trainee, number) => {
      const { net, optimizer } = trainee;
      const step = trainStep(net, { criterion, optimizer });
      const traced = traceStep(trainee, step, types);
      const { key } = traced.traced.subgraph;
      groups.set(key, [...(groups.get(key) ?? []), { number, trainee, step, traced }]);
    });
    return [...groups.values()].map((recorded) => new StackedModels(recorded, types));
  }

  /** Takes a step with all models on the same batch; gives the loss of each. */
  readonly step = (inputs: Tensor, targets: Tensor): Tensor[] => {
    const { steps, captured } = this.#stackedFor(inputs, targets);
    const [{ traced, draws, changed }] = steps;
    const drawn = draws.map((draw) => stepRandom(repeated(draw, steps.length)));
    const args = [...this.state.map((cell) => cell.get()), inputs.tf, targets.tf, ...drawn];
    const { length } = this.state;
    const results = batch(
      registered(),
      { subgraph: traced.subgraph, captured: [] },
      steps.length,
      [
        ...args.map((_, i) => i < length || i >= length + 2),
        ...captured.map(({ isMapped }) => isMapped),
      ],
      [...args, ...captured.map(({ tensor }) => tensor)],
    );
    tf.dispose(drawn);
    changed.forEach((number, i) => {
      this.state[number].set(results[i]);
    });
    const losses = results[changed.length];
    const each = tf.unstack(losses).map((loss) => Tensor.fromTfjs(loss));
    losses.dispose();
    return each;
  };

  /** Gives each model its parameters back. */
  store(): void {
    const cells = this.#trainees.map(cellsOf);
    this.state.forEach((cell, i) => {
      const values = tf.unstack(cell.get());
      cells.forEach((list, model) => {
        list[i].set(values[model]);
      });
    });
  }

  dispose(): void {
    for (const { steps, captured } of this.#stacked.values()) {
      for (const { traced } of steps) traced.dispose();
      tf.dispose(captured.map(({ tensor }) => tensor));
    }
    tf.dispose(this.state.map((cell) => cell.get()));
  }

  #stackedFor(inputs: Tensor, targets: Tensor): StackedStep {
    const types = { inputs: inputs.tf, targets: targets.tf };
    const key = keyOf(types);
    const found = this.#stacked.get(key);
    if (found) return found;
    const stacked = stackedStep(
      this.#trainees.map((trainee, i) => traceStep(trainee, this.#steps[i], types)),
    );
    this.#stacked.set(key, stacked);
    return stacked;
  }
}

function stackedStep(steps: readonly TracedStep[]): StackedStep {
  const captured = steps[0].traced.captured.map((first, i) => {
    const all = steps.map(({ traced }) => traced.captured[i]);
    const isMapped = !all.every((tensor) => isSameValue(registered(), tensor, first));
    return { tensor: isMapped ? tf.stack(all) : tf.clone(first), isMapped };
  });
  return { steps, captured };
}

function keyOf({ inputs, targets }: BatchTypes): string {
  return `${inputs.dtype} ${inputs.shape} ${targets.dtype} ${targets.shape}`;
}

function cellsOf({ net, optimizer }: Trainee): Cell[] {
  return [...net.cells(), ...optimizer.cells()];
}

function stackedCell(cells: readonly Cell[]): Cell {
  let value = tf.stack(cells.map((cell) => cell.get()));
  return {
    get: () => value,
    set(next) {
      value.dispose();
      value = next;
    },
  };
}
