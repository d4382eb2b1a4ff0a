/**
 * Gradients against central differences, (L(p + e v) - L(p - e v)) / 2e, for each parameter: along its gradient, and
 * along a random direction, which sees what is missing from it. PyTorch: `torch.autograd.gradcheck`, in float64; here all
 * is float32, so steps of several sizes are tried, and the best counts.
 */
import { Generator } from '../../random/index.js';
import { noGrad, type Tensor, tensor } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import type { Criterion } from '../../train/index.js';
import { figureText, type PlannedCheck } from '../plan.js';
import { keepingModel } from './kept-model.js';
import { firstBatch, type Subject } from './model.js';

/** How gradients are compared with differences. */
export interface GradientCheck {
  /** How many samples of the first batch are used. Default 8. */
  readonly samples?: number;
  /** The relative error that is allowed. Default 0.05. */
  readonly tolerance?: number;
}

/** How far parameters are moved, by the length of the move. */
const STEPS = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
/** The relative error of a loss in float32, with that of the sums behind it. */
const LOSS_ERROR = 5e-7;

export function gradientCheck(
  options: GradientCheck,
  subject: Subject,
  criterion: Criterion,
): PlannedCheck {
  const { samples, tolerance } = withDefaults('check: gradients', options, {
    samples: 8,
    tolerance: 0.05,
  });
  return {
    kind: 'gradients',
    name: 'gradients',
    make() {
      const [allInputs, allTargets] = firstBatch(subject);
      const count = Math.min(samples, allInputs.shape[0] ?? 0);
      const inputs = allInputs.narrow(0, 0, count).keep();
      const targets = allTargets.narrow(0, 0, count).keep();
      const { net } = subject;
      const errors = keepingModel(net, () => {
        net.eval();
        const lossOf = () => criterion(net(inputs), targets);
        lossOf().backward();
        const learnt = net.namedParameters().filter(([, parameter]) => parameter.requiresGrad);
        const generator = new Generator(0);
        return learnt.map(([name, parameter]) => {
          const gradient = parameter.grad?.dataSync();
          const random = unit(generator.normals(parameter.numel()));
          const along = gradient ? unit(Float32Array.from(gradient)) : undefined;
          const moves = along ? [along, random] : [random];
          const error = Math.max(
            ...moves.map((move) =>
              leastError(parameter, move, dot(move, gradient), () => noGrad(() => lossOf().item())),
            ),
          );
          return { name, error };
        });
      });
      const [worst] = errors.toSorted((a, b) => b.error - a.error);
      const wrong = errors.filter(({ error }) => !(error <= tolerance));
      return {
        passed: wrong.length === 0,
        found: worst
          ? `relative error ${figureText(worst.error)} at ${worst.name}`
          : 'no parameter that is learnt',
        wanted: `at most ${figureText(tolerance)}`,
        ...(wrong.length > 1
          ? { detail: `Wrong: ${wrong.map(({ name }) => name).join(', ')}` }
          : {}),
      };
    },
  };
}

/** The least relative error of a slope over all sizes of steps, beyond what float32 makes of it. */
function leastError(
  parameter: Tensor,
  move: Float32Array,
  slope: number,
  loss: () => number,
): number {
  const base = noGrad(() => parameter.clone().keep());
  const direction = tensor(move, [...parameter.shape]).keep();
  const at = (step: number): number => {
    noGrad(() => parameter.copy_(base.add(direction.mul(step))));
    return loss();
  };
  try {
    const errors = STEPS.map((step) => {
      const [up, down] = [at(step), at(-step)];
      const measured = (up - down) / (2 * step);
      const noise = (LOSS_ERROR * Math.max(Math.abs(up), Math.abs(down))) / step;
      const error = Math.abs(measured - slope) - noise;
      return error <= 0 ? 0 : error / Math.max(Math.abs(measured), Math.abs(slope));
    });
    return Math.min(...errors);
  } finally {
    noGrad(() => parameter.copy_(base));
  }
}

/** With length 1; zeros stay. */
function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...chunks(values).map((chunk) => Math.hypot(...chunk)));
  return length === 0 ? values : values.map((value) => value / length);
}

/** Pieces that are short enough to be arguments. */
function chunks(values: Float32Array): Float32Array[] {
  const size = 4096;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.subarray(i * size, (i + 1) * size),
  );
}

const dot = (a: Float32Array, b: ArrayLike<number> | undefined): number =>
  b ? a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) : 0;
