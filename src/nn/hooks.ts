/** Functions that run with a module: before its `forward`, after it, and when gradients have passed it. */
import {
  DtypeError,
  type HookHandle,
  type Storage,
  showing,
  shown,
  Tensor,
} from '../tensor/index.js';
import { addStorages } from './storages-in.js';

// biome-ignore-start lint/suspicious/noConfusingVoidType: a hook that only looks gives nothing
/** Sees a module's inputs; gives others, or nothing. */
export type ForwardPreHook<M> = (module: M, inputs: unknown[]) => unknown[] | undefined | void;

/** Sees a module's output; gives another, or nothing. */
export type ForwardHook<M> = (module: M, inputs: unknown[], output: unknown) => unknown;

/**
 * Sees the gradients of a module's inputs and outputs, undefined where there are none. What it gives takes
 * the place of the inputs' gradients, for a module with one input that needs a gradient.
 */
export type FullBackwardHook<M> = (
  module: M,
  gradInput: readonly (Tensor | undefined)[],
  gradOutput: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[] | undefined | void;
// biome-ignore-end lint/suspicious/noConfusingVoidType: a hook that only looks gives nothing

type Before = (inputs: unknown[]) => ReturnType<ForwardPreHook<never>>;
type After = (inputs: unknown[], output: unknown) => unknown;
type Backward = (
  gradInput: readonly (Tensor | undefined)[],
  gradOutput: readonly (Tensor | undefined)[],
) => ReturnType<FullBackwardHook<never>>;

/** @throws DtypeError unless it is a function. */
export function checkHook(operation: string, hook: unknown): void {
  if (typeof hook === 'function') return;
  throw new DtypeError(operation, `a hook must be a function, got ${shown(hook)}.`);
}

/** The hooks of one module, which knows which it is. */
export class ModuleHooks {
  readonly #before = new Set<Before>();
  readonly #after = new Set<After>();
  readonly #backward = new Set<Backward>();

  addForwardPre(hook: Before): HookHandle {
    return added(this.#before, hook);
  }

  addForward(hook: After): HookHandle {
    return added(this.#after, hook);
  }

  addFullBackward(hook: Backward): HookHandle {
    return added(this.#backward, hook);
  }

  get isEmpty(): boolean {
    return this.#before.size + this.#after.size + this.#backward.size === 0;
  }

  /** Runs `forward` between the hooks. */
  run(inputs: unknown[], forward: (inputs: unknown[]) => unknown): unknown {
    let given = inputs;
    for (const hook of this.#before) given = shownTo(given, () => hook(given)) ?? given;
    const hooks = [...this.#backward];
    const watched = hooks.length > 0 ? watchBackward(hooks, given) : undefined;
    let output = forward(watched ? watched.inputs : given);
    for (const hook of this.#after) {
      output = shownTo([given, output], () => hook(given, output)) ?? output;
    }
    return watched ? watched.outputs(output) : output;
  }
}

/** Runs a hook, which may keep the tensors that it is shown, as features of an inner layer. */
function shownTo<T>(values: unknown, hook: () => T): T {
  const storages = new Set<Storage>();
  addStorages(values, storages);
  return showing(storages, hook);
}

function added<T>(hooks: Set<T>, hook: T): HookHandle {
  hooks.add(hook);
  return { remove: () => void hooks.delete(hook) };
}

interface Watched {
  inputs: unknown[];
  outputs(output: unknown): unknown;
}

/** Puts copies before and behind the module, whose gradients are the module's and no one else's. */
function watchBackward(hooks: readonly Backward[], inputs: readonly unknown[]): Watched {
  const gradInput: (Tensor | undefined)[] = inputs.map(() => undefined);
  const gradOutput: (Tensor | undefined)[] = [];
  const graded = inputs.filter((input) => input instanceof Tensor && input.requiresGrad).length;
  let waiting = graded;
  const fire = (): readonly (Tensor | undefined)[] => {
    let current: readonly (Tensor | undefined)[] = gradInput;
    for (const hook of hooks) current = hook(current, gradOutput) ?? current;
    return current;
  };
  const copies = inputs.map((input, i) => {
    if (!(input instanceof Tensor) || !input.requiresGrad) return input;
    const copy = input.clone();
    copy.registerHook((gradient) => {
      gradInput[i] = gradient;
      waiting--;
      if (waiting > 0) return undefined;
      waiting = graded;
      const changed = fire();
      return graded === 1 ? changed[i] : undefined;
    });
    return copy;
  });
  const outputs = (output: unknown): unknown => {
    const parts = Array.isArray(output) ? output : [output];
    const copied = parts.map((part, i) => {
      if (!(part instanceof Tensor) || !part.requiresGrad) return part;
      const copy = part.clone();
      copy.registerHook((gradient) => {
        gradOutput[i] = gradient;
        if (graded === 0) fire();
      });
      return copy;
    });
    return Array.isArray(output) ? copied : copied[0];
  };
  return { inputs: copies, outputs };
}
