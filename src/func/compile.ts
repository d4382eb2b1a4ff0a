/** Functions that run once to be recorded, and from then on as one operation of the engine. */
import * as tf from '@tensorflow/tfjs-core';
import { stepRandom } from '../random/index.js';
import { StateWatch, type Storage, type Tensor, withDefaults } from '../tensor/index.js';
import { type Captured, call, type TracedFunction } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, remembered } from './remember.js';
import { changes, signatureOf } from './signature.js';
import { goNowhere, settle, type Traced, trace } from './trace.js';
import { flatten, type Tree, unflatten } from './tree.js';

/** A function that `compile` made. */
export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** Why it was recorded, each time; the first time it is new. */
  readonly traces: readonly string[];
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** What it is called where it is told of. By default the function's own name. */
  readonly name?: string;
}

/** So many recordings are more than a few shapes; PyTorch's `recompile_limit`. */
const MANY = 8;

/**
 * Records `fn` when it is called, for these shapes and types, and runs the recording from then on: its code doesn't run
 * again. Tensors from outside are read anew at each call, and what it changes in place (parameters in `optimizer.step()`,
 * running statistics, `.grad`) is changed at each call; random numbers are drawn anew. Other values from outside are as
 * they were when it was recorded: a number that changes belongs into the arguments, as a tensor.
 *
 * With other shapes, types or values of arguments, and where what it uses has changed its kind, it is recorded again;
 * `compiled.traces` tells why, and when it happens all the time that is said once. On other backends than XLA it is `fn`.
 * PyTorch: `torch.compile`; JAX: `jax.jit`.
 *
 *     const step = compile((images: Tensor, labels: Tensor) => {
 *       optimizer.zeroGrad();
 *       const loss = criterion(net(images), labels);
 *       loss.backward();
 *       optimizer.step();
 *       return loss;
 *     });
 *
 * @param fn from tensors, arrays and objects of them and plain values to a tensor, or arrays and objects of tensors
 * @throws CaptureError when it reads a value.
 */
export function compile<Args extends readonly unknown[], Result extends Tree>(
  fn: (...args: Args) => Result,
  options: CompileOptions = {},
): Compiled<Args, Result> {
  checkFunctions('compile', fn);
  const { name } = withDefaults('compile', options, { name: fn.name || 'compiled' });
  const recordings = new Map<string, Recording>();
  const traces: string[] = [];
  let last: readonly string[] | undefined;
  const run = (...args: Args): Result => {
    if (!onXla()) return fn(...args);
    const flat = flatten(args);
    const signature = signatureOf(flat);
    const key = signature.join('\n');
    const known = recordings.get(key);
    const stale = known?.whyStale();
    if (known && stale === undefined) return known.run(flat.tensors) as Result;
    known?.dispose();
    recordings.delete(key);
    const why = stale ?? (last ? changes(last, signature) : 'it is new');
    traces.push(why);
    if (traces.length === MANY + 1) warn(name, why);
    last = signature;
    const recording = new Recording(name, flat.tensors, (parameters) =>
      fn(...(unflatten(flat.structure, parameters) as Args)),
    );
    recordings.set(key, recording);
    return recording.run(flat.tensors) as Result;
  };
  return Object.defineProperties(run, {
    name: { value: name },
    traces: { value: traces },
  }) as Compiled<Args, Result>;
}

function warn(name: string, why: string): void {
  console.warn(
    `compile: '${name}' has been recorded ${MANY + 1} times, and each time costs a compilation. The last time: ${why}.\n` +
      '  Pass what changes as a tensor, and batches in one shape (dropLast, or padded).',
  );
}

/** What a recorded function captured: what lies in storages is read from there at each call. */
class CapturedState {
  readonly #sources: readonly (Storage | tf.Tensor)[];

  constructor(
    readonly traced: TracedFunction,
    storages: Iterable<Storage>,
  ) {
    const byNode = new Map<object, Storage>();
    const backend = registered();
    for (const storage of storages) {
      if (!storage.isReleased) byNode.set(backend.dataNode(storage.read()), storage);
    }
    this.#sources = traced.captured.map((value) => {
      const storage = byNode.get(backend.dataNode(value));
      // Otherwise the old values of parameters would stay.
      if (storage) value.dispose();
      return storage ?? value;
    });
  }

  get now(): Captured {
    const captured = this.#sources.map((source) =>
      source instanceof tf.Tensor ? source : source.read(),
    );
    return { subgraph: this.traced.subgraph, captured };
  }

  dispose(): void {
    for (const source of this.#sources) if (source instanceof tf.Tensor) source.dispose();
  }
}

class Recording {
  readonly #watch = new StateWatch<Tensor>();
  readonly #traced: Traced;
  readonly #forward: CapturedState;
  readonly #back: CapturedState | undefined;
  readonly #kinds: ReadonlyMap<Storage, string>;
  #isUsed = false;

  constructor(
    readonly name: string,
    args: readonly Tensor[],
    run: (parameters: Tensor[]) => unknown,
  ) {
    this.#traced = trace(args, run, this.#watch);
    const { traced, back } = this.#traced;
    const { read } = this.#watch;
    this.#kinds = new Map([...read].map((storage) => [storage, kindOf(storage)]));
    this.#forward = new CapturedState(traced, read);
    this.#back = back && new CapturedState(back.traced, read);
  }

  /** Why this recording doesn't hold any more. */
  whyStale(): string | undefined {
    if (this.#isUsed && this.#traced.born.length > 0)
      return 'the call before made state, as optimizers do at first';
    for (const [tensor, required] of this.#watch.tensors) {
      if (tensor.requiresGrad !== required)
        return 'a tensor that it uses requires a gradient now, or no longer';
    }
    for (const [tensor, had] of this.#watch.graded) {
      if ((tensor.gradValue !== undefined) !== had) return 'a .grad is there now, or no longer';
    }
    for (const [storage, kind] of this.#kinds) {
      if (kindOf(storage) !== kind) return `what it uses was ${kind} and is ${kindOf(storage)}`;
    }
    return undefined;
  }

  run(args: readonly Tensor[]): unknown {
    this.#isUsed = true;
    const traced = this.#traced;
    const { back, results } = traced;
    const draws = traced.draws.map((draw) => onlySaved(stepRandom(draw), this.name));
    const inputs = [...args, ...draws];
    const captured = this.#back?.now.captured.map((value) => onlySaved(tf.clone(value), this.name));
    const values = tf.tidy(() =>
      call(
        registered(),
        this.#forward.now,
        inputs.map((tensor) => tensor.tf),
      ),
    );
    const way = back ?? traced.noBack;
    const next = way ? [...way.to.map((i) => inputs[i].gradNode), ...way.outer] : [];
    const outputs = remembered({
      name: this.name,
      values: settle(traced, values),
      next,
      saved: next.length > 0 ? [...inputs, ...(captured ?? [])] : [],
      back: (dys, saved) => {
        if (!back) return goNowhere(traced);
        const { subgraph } = back.traced;
        return call(registered(), { subgraph, captured: saved.slice(inputs.length) }, [
          ...saved.slice(0, inputs.length),
          ...orZeros(dys, back.from, results),
        ]);
      },
    });
    return unflatten(traced.structure, outputs);
  }

  dispose(): void {
    this.#forward.dispose();
    this.#back?.dispose();
  }
}

function kindOf(storage: Storage): string {
  if (storage.isReleased) return 'released';
  const { dtype, shape } = storage.read();
  return `${dtype} [${shape.join(', ')}]`;
}
