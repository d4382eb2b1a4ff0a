/**
 * Optimizers and schedulers give PyTorch's figures. Cases: cases/optimizers.json and schedulers.json, figures:
 * make-case-goldens.py.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import * as s from '../../src/optim/lr-scheduler/index.js';
import { manualSeed } from '../../src/random/index.js';
import { randint, randn, stack, type Tensor, tensor, zeros } from '../../src/tensor/index.js';
import { assertClose } from '../assert-close.js';
import { argumentOf, assertValues, type Values } from './cases.js';
import { describeEach } from './each-backend.js';
import { caseGoldens, caseTable } from './golden.js';

interface OptimizerCase {
  readonly name: string;
  readonly case?: string;
  readonly options: object;
  readonly groups?: object;
  readonly steps: number;
}

interface OptimizerGolden {
  readonly losses: number[];
  readonly parameters: Record<string, Values>;
  readonly state: Record<string, Record<string, Values>>;
}

type MakeOptimizer = new (params: unknown, options: object) => optim.Optimizer;

function makeOptimizer({ name, options, groups }: OptimizerCase, all: Tensor[]) {
  const Class = Reflect.get(optim, name) as MakeOptimizer;
  const parameters = name === 'Muon' ? all.filter(({ ndim }) => ndim === 2) : all;
  const params = groups
    ? [{ params: parameters.slice(0, 2), ...groups }, { params: parameters.slice(2) }]
    : parameters;
  return new Class(params, options);
}

/** A part of a state as one tensor. */
function joined(part: optim.OptimizerState['state'][number][string] | undefined) {
  if (Array.isArray(part)) return stack(part);
  return typeof part === 'number' ? tensor(part) : (part as Tensor | undefined);
}

describeEach('As in PyTorch: optimizers', () => {
  const goldens = caseGoldens('optimizers') as Record<string, OptimizerGolden>;
  for (const given of caseTable('optimizers') as OptimizerCase[]) {
    const name = given.case ?? given.name;
    it(name, () => {
      manualSeed(1);
      const net = new nn.Sequential(new nn.Linear(6, 16), new nn.Tanh(), new nn.Linear(16, 3));
      const [x, y] = [randn([24, 6]), randint(0, 3, [24])];
      const optimizer = makeOptimizer(given, [...net.parameters()]);
      const losses = Array.from({ length: given.steps }, () =>
        optimizer
          .step(() => {
            optimizer.zeroGrad();
            const loss = nn.functional.crossEntropy(net(x), y);
            loss.backward();
            return loss;
          })
          .item(),
      );
      const golden = goldens[name];
      for (const [i, loss] of losses.entries()) {
        // L-BFGS goes down by orders of magnitude, each on the curvature measured before.
        const size = given.name === 'LBFGS' ? golden.losses[0] : golden.losses[i];
        assert.ok(
          Math.abs(loss - golden.losses[i]) < 2e-5 * size,
          `loss ${i}: ${loss}, not ${golden.losses[i]}`,
        );
      }
      for (const [key, parameter] of net.namedParameters()) {
        assertValues(parameter, golden.parameters[key], key);
      }
      const { state } = optimizer.stateDict();
      for (const [i, values] of Object.entries(golden.state)) {
        // Whether the momentum has begun is said by PyTorch's having one.
        const names = Object.keys(state[Number(i)] ?? {}).filter((key) => key !== 'momentum_begun');
        // L-BFGS keeps its numbers side by side.
        const isNamedAlike = given.name !== 'LBFGS';
        if (isNamedAlike) assert.deepEqual(names.sort(), Object.keys(values).sort());
        for (const key of isNamedAlike ? names : ['d', 'prev_flat_grad', 'old_dirs', 'old_stps']) {
          assertValues(joined(state[Number(i)]?.[key]), values[key], `${key} of parameter ${i}`);
        }
      }
    });
  }
});

interface SchedulerCase {
  readonly name: keyof typeof SCHEDULERS;
  readonly case?: string;
  readonly options?: Record<string, unknown>;
  readonly parts?: SchedulerCase[];
  readonly optimizer?: 'Adam';
  readonly metrics?: number[];
  readonly steps?: number;
}

/** What PyTorch requires stands by position, the rest in an object. */
// biome-ignore lint/suspicious/noExplicitAny: options come from a table.
type Options = any;
const SCHEDULERS = {
  StepLR: (o: s.Scheduled, { stepSize, ...rest }: Options) => new s.StepLR(o, stepSize, rest),
  MultiStepLR: (o: s.Scheduled, { milestones, ...rest }: Options) =>
    new s.MultiStepLR(o, milestones, rest),
  ConstantLR: (o: s.Scheduled, options: Options) => new s.ConstantLR(o, options),
  LinearLR: (o: s.Scheduled, options: Options) => new s.LinearLR(o, options),
  ExponentialLR: (o: s.Scheduled, { gamma }: Options) => new s.ExponentialLR(o, gamma),
  PolynomialLR: (o: s.Scheduled, options: Options) => new s.PolynomialLR(o, options),
  CosineAnnealingLR: (o: s.Scheduled, { tMax, ...rest }: Options) =>
    new s.CosineAnnealingLR(o, tMax, rest),
  CosineAnnealingWarmRestarts: (o: s.Scheduled, { t0, ...rest }: Options) =>
    new s.CosineAnnealingWarmRestarts(o, t0, rest),
  SWALR: (o: s.Scheduled, { swaLr, ...rest }: Options) => new optim.swaUtils.SWALR(o, swaLr, rest),
  CyclicLR: (o: s.Scheduled, { baseLr, maxLr, ...rest }: Options) =>
    new s.CyclicLR(o, baseLr, maxLr, rest),
  OneCycleLR: (o: s.Scheduled, { maxLr, ...rest }: Options) => new s.OneCycleLR(o, maxLr, rest),
  LambdaLR: (o: s.Scheduled) => new s.LambdaLR(o, (epoch) => 0.95 ** epoch),
  MultiplicativeLR: (o: s.Scheduled) =>
    new s.MultiplicativeLR(o, (epoch) => (epoch % 2 ? 0.9 : 0.8)),
  ReduceLROnPlateau: (o: s.Scheduled, options: Options) => new s.ReduceLROnPlateau(o, options),
  ChainedScheduler: (_o: s.Scheduled, _options: Options, parts: s.LRScheduler[]) =>
    new s.ChainedScheduler(parts),
  SequentialLR: (o: s.Scheduled, { milestones }: Options, parts: s.LRScheduler[]) =>
    new s.SequentialLR(o, parts, milestones),
};

type AnyScheduler = ReturnType<(typeof SCHEDULERS)[keyof typeof SCHEDULERS]>;

function makeScheduler(given: SchedulerCase, optimizer: s.Scheduled): AnyScheduler {
  const parts = (given.parts ?? []).map((part) => makeScheduler(part, optimizer) as s.LRScheduler);
  return SCHEDULERS[given.name](optimizer, argumentOf(given.options ?? {}), parts);
}

function makeScheduled(given: SchedulerCase) {
  const params = [new nn.Parameter(zeros([1]))];
  return given.optimizer === 'Adam'
    ? new optim.Adam(params, { lr: 0.1 })
    : new optim.SGD(params, { lr: 0.1, momentum: 0.9 });
}

/** The rate and the momentum before each step. */
function rowsOf(
  { metrics }: SchedulerCase,
  optimizer: s.Scheduled,
  scheduler: AnyScheduler,
  steps: readonly number[],
): (readonly [number, number])[] {
  return steps.map((step) => {
    const [group] = optimizer.paramGroups;
    const row = [group.lr, group.momentum ?? Number.NaN] as const;
    if (scheduler instanceof s.ReduceLROnPlateau) scheduler.step(metrics?.[step] ?? 0);
    else scheduler.step();
    return row;
  });
}

describe('As in PyTorch: schedulers', () => {
  const goldens = caseGoldens('schedulers') as Record<string, [number, number][]>;
  for (const given of caseTable('schedulers') as SchedulerCase[]) {
    const name = given.case ?? given.name;
    const golden = goldens[name];
    it(name, () => {
      const optimizer = makeScheduled(given);
      const steps = golden.map((_, step) => step).slice(0, -1);
      const rows = rowsOf(given, optimizer, makeScheduler(given, optimizer), steps);
      assertClose(rows, golden.slice(0, rows.length));
    });

    it(`${name}, its state and the optimizer's saved and loaded in the middle`, () => {
      const steps = golden.map((_, step) => step).slice(0, -1);
      const optimizer = makeScheduled(given);
      const first = makeScheduler(given, optimizer);
      rowsOf(given, optimizer, first, steps.slice(0, 5));
      const state: unknown = JSON.parse(JSON.stringify(first.stateDict()));
      const later = makeScheduled(given);
      const second = makeScheduler(given, later);
      second.loadStateDict(state as Record<string, unknown>);
      later.loadStateDict(optimizer.stateDict());
      const rows = rowsOf(given, later, second, steps.slice(5));
      assertClose(rows, golden.slice(5, 5 + rows.length));
    });
  }
});
