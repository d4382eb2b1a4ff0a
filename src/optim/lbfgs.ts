/** L-BFGS: steps by an estimate of the curvature, for losses that are the same at each call. */
import { joined } from '../joined-arrays.js';
import { checkWhole, enableGrad, OptionError, onDevice, stack, Tensor } from '../tensor/index.js';
import { type Point, strongWolfe } from './line-search.js';
import { type CommonOptions, Optimizer, type StateValues } from './optimizer.js';
import { checkNotNegative } from './option-checks.js';

/** Options of {@link LBFGS}, which has one group. */
export interface LBFGSGroupOptions extends CommonOptions {
  /** Iterations in a step. Default 20. */
  maxIter: number;
  /** How often the loss may be computed in a step. Default 1.25 times `maxIter`. */
  maxEval: number;
  /** Ends the step where no gradient is larger. Default 1e-7. */
  toleranceGrad: number;
  /** Ends the step where parameters or the loss change by less. Default 1e-9. */
  toleranceChange: number;
  /** How many changes the curvature is estimated from. Default 100. */
  historySize: number;
  /** How far an iteration goes: by `lr` as it is (null), or as the strong Wolfe conditions say. Default null. */
  lineSearchFn: 'strongWolfe' | 'strong_wolfe' | null;
}

/** Options of {@link LBFGS}. */
export type LBFGSOptions = { lr: number } & Partial<LBFGSGroupOptions>;

/** What an iteration leaves to the next. */
interface Memory {
  direction: Float32Array;
  gradient: Float32Array;
  step: number;
  readonly changes: Change[];
}

/** How the gradient changed by a step. */
interface Change {
  readonly step: Float32Array;
  readonly gradient: Float32Array;
  /** Of both. */
  readonly product: number;
}

/**
 * PyTorch: `torch.optim.LBFGS`; see Liu & Nocedal 1989. `step` takes a closure, which it calls many times:
 *
 *     optimizer.step(() => {
 *       optimizer.zeroGrad();
 *       const loss = criterion(net(x), y);
 *       loss.backward();
 *       return loss;
 *     });
 *
 * The history lies on the host.
 * @throws OptionError when an option is out of range, or there is more than one group.
 */
export class LBFGS extends Optimizer<LBFGSGroupOptions> {
  override readonly needsClosure = true;
  #memory: Memory | undefined;

  constructor(params: Iterable<Tensor>, options: Partial<LBFGSOptions> = {}) {
    const maxIter = options.maxIter ?? 20;
    const defaults: LBFGSOptions & LBFGSGroupOptions = {
      lr: 1,
      maxIter,
      maxEval: Math.floor(maxIter * 1.25),
      toleranceGrad: 1e-7,
      toleranceChange: 1e-9,
      historySize: 100,
      lineSearchFn: null,
    };
    super(params, options, defaults, check);
    if (this.paramGroups.length > 1) {
      throw new OptionError('LBFGS', 'params', `${this.paramGroups.length} groups`, 'one list');
    }
  }

  protected newState(): readonly Tensor[] {
    return [];
  }

  /** @throws TypeError always: LBFGS changes all parameters at once. */
  protected update(): never {
    throw new TypeError('LBFGS changes all parameters at once.');
  }

  /**
   * Changes the parameters by a search along a line.
   * @throws OptionError without a closure, which computes the loss and its gradients.
   */
  override step(): never;
  override step(closure: () => Tensor): Tensor;
  override step(closure?: () => Tensor): Tensor {
    if (!closure) {
      throw new OptionError(
        'LBFGS',
        'step(closure)',
        'nothing',
        'given a function that computes the loss and its gradients: optimizer.step(() => ' +
          '{ optimizer.zeroGrad(); const loss = ...; loss.backward(); return loss; })',
      );
    }
    const [group] = this.paramGroups;
    const { maxIter, maxEval, toleranceGrad, toleranceChange, lineSearchFn } = group.options;
    const sign = group.options.maximize ? -1 : 1;
    const first = enableGrad(closure);
    let loss = sign * first.item();
    let gradient = this.#gradient(sign);
    let evaluations = 1;
    for (let i = 1; i <= maxIter && largest(gradient) > toleranceGrad; i++) {
      const memory = this.#next(gradient);
      const { direction } = memory;
      const slope = dot(gradient, direction);
      if (slope > -toleranceChange) break;
      const lossBefore = loss;
      const start = this.#values();
      const moveTo = (step: number): void => this.#move(start, step, direction);
      const evaluate = (step: number): Point => {
        moveTo(step);
        const value = sign * enableGrad(closure).item();
        const there = this.#gradient(sign);
        return { step, loss: value, gradient: there, slope: dot(there, direction) };
      };
      if (lineSearchFn !== null) {
        const { found, evaluations: used } = strongWolfe(
          { step: 0, loss, gradient, slope },
          evaluate,
          {
            step: memory.step,
            longest: largest(direction),
            toleranceChange,
            maxIterations: maxEval - evaluations,
          },
        );
        ({ loss, gradient, step: memory.step } = found);
        evaluations += used;
        moveTo(memory.step);
      } else if (i < maxIter) {
        ({ loss, gradient } = evaluate(memory.step));
        evaluations++;
      } else moveTo(memory.step);
      if (evaluations >= maxEval) break;
      if (largest(direction) * memory.step <= toleranceChange) break;
      if (i < maxIter && Math.abs(loss - lossBefore) < toleranceChange) break;
    }
    this.endStep();
    return first;
  }

  /** The history, by PyTorch's names; undefined before the first step. */
  override memory(): StateValues | undefined {
    const memory = this.#memory;
    if (!memory) return undefined;
    const { direction, gradient, step, changes } = memory;
    const rows = changes.length;
    const matrix = (vectors: readonly Float32Array[]) =>
      Tensor.fromTfjs(onDevice(joined(vectors), [rows, direction.length], 'float32'), 'history');
    const vector = (values: Float32Array) =>
      Tensor.fromTfjs(onDevice(values.slice(), [values.length], 'float32'), 'history');
    return {
      d: vector(direction),
      prev_flat_grad: vector(gradient),
      t: step,
      ...(rows > 0 && {
        old_dirs: matrix(changes.map((change) => change.gradient)),
        old_stps: matrix(changes.map((change) => change.step)),
      }),
    };
  }

  /** @throws OptionError when it is the history of other parameters. */
  override loadMemory(values: StateValues): void {
    const { d, prev_flat_grad, t, old_dirs, old_stps } = values;
    const size = this.paramGroups[0].params.reduce((sum, one) => sum + one.numel(), 0);
    const vectors = (of: StateValues[string] | undefined): Float32Array[] => {
      const tensor = Array.isArray(of) && of.length > 0 ? stack(of) : of;
      if (!(tensor instanceof Tensor)) return [];
      if (tensor.numel() % size !== 0) {
        const received = `one of shape [${tensor.shape}]`;
        throw new OptionError('LBFGS', 'the history', received, `of ${size} parameters`);
      }
      const all = Float32Array.from(tensor.dataSync());
      return Array.from({ length: all.length / size }, (_, i) =>
        all.slice(i * size, (i + 1) * size),
      );
    };
    const [direction] = vectors(d);
    const [gradient] = vectors(prev_flat_grad);
    const step = t instanceof Tensor ? t.item() : t;
    if (!direction || !gradient || typeof step !== 'number') return;
    const steps = vectors(old_stps);
    const changes = vectors(old_dirs).map((change, i) => ({
      step: steps[i],
      gradient: change,
      product: dot(change, steps[i]),
    }));
    this.#memory = { direction, gradient, step, changes };
  }

  /** Notes the last change, and gives the direction from here. */
  #next(gradient: Float32Array): Memory {
    const { lr, options } = this.paramGroups[0];
    const before = this.#memory;
    if (!before) {
      const sum = gradient.reduce((total, value) => total + Math.abs(value), 0);
      this.#memory = {
        direction: gradient.map((value) => -value),
        gradient,
        step: Math.min(1, 1 / sum) * lr,
        changes: [],
      };
      return this.#memory;
    }
    const change = gradient.map((value, i) => value - before.gradient[i]);
    const step = before.direction.map((value) => value * before.step);
    const product = dot(change, step);
    if (product > 1e-10) {
      if (before.changes.length === options.historySize) before.changes.shift();
      before.changes.push({ step, gradient: change, product });
    }
    const direction = twoLoops(gradient, before.changes);
    Object.assign(before, { direction, gradient, step: lr });
    return before;
  }

  /** All gradients as one vector. */
  #gradient(sign: number): Float32Array {
    return joined(
      this.paramGroups[0].params.map((parameter) => {
        const values = parameter.gradValue?.dataSync<'float32'>();
        if (!values) return new Float32Array(parameter.numel());
        return sign === 1 ? values : values.map((value) => -value);
      }),
    );
  }

  #values(): Float32Array {
    return joined(
      this.paramGroups[0].params.map((parameter) => Float32Array.from(parameter.dataSync())),
    );
  }

  #move(start: Float32Array, step: number, direction: Float32Array): void {
    let offset = 0;
    for (const parameter of this.paramGroups[0].params) {
      const end = offset + parameter.numel();
      const values = start
        .subarray(offset, end)
        .map((value, i) => value + step * direction[offset + i]);
      parameter.storage.replace(onDevice(values, parameter.shape, 'float32'));
      offset = end;
    }
  }
}

function check(options: LBFGSGroupOptions): void {
  checkWhole('LBFGS', 'maxIter', options.maxIter, 1);
  checkWhole('LBFGS', 'maxEval', options.maxEval, 1);
  checkWhole('LBFGS', 'historySize', options.historySize, 1);
  checkNotNegative('LBFGS', 'toleranceGrad', options.toleranceGrad);
  checkNotNegative('LBFGS', 'toleranceChange', options.toleranceChange);
  const { lineSearchFn } = options;
  if (lineSearchFn === null || /^strong(W|_w)olfe$/.test(lineSearchFn)) return;
  throw new OptionError('LBFGS', 'lineSearchFn', lineSearchFn, "'strongWolfe' or null");
}

/** The inverse curvature times the gradient, downwards. Nocedal & Wright, algorithm 7.4. */
function twoLoops(gradient: Float32Array, changes: readonly Change[]): Float32Array {
  const q = gradient.map((value) => -value);
  const add = (other: Float32Array, factor: number): void => {
    for (let i = 0; i < q.length; i++) q[i] += factor * other[i];
  };
  const alphas = changes.map(() => 0);
  for (let i = changes.length - 1; i >= 0; i--) {
    alphas[i] = dot(changes[i].step, q) * (1 / changes[i].product);
    add(changes[i].gradient, -alphas[i]);
  }
  const last = changes.at(-1);
  const scale = last ? last.product / dot(last.gradient, last.gradient) : 1;
  for (let i = 0; i < q.length; i++) q[i] *= scale;
  for (const [i, change] of changes.entries()) {
    add(change.step, alphas[i] - dot(change.gradient, q) * (1 / change.product));
  }
  return q;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
