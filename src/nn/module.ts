/**
 * `Module`: the base class of layers, losses and models. Here is what a module consists of and its modes;
 * calling one is in module-call.ts, its saved form in state-dict.ts.
 */
import {
  type Cell,
  cellOf,
  type DeviceLabel,
  type HookHandle,
  labelMeant,
  type NamedDevice,
  putOnDevice,
  shown,
  Tensor,
  withDefaults,
  type ZeroGradOptions,
  zeroGrads,
} from '../tensor/index.js';
import { CALL, Callable } from './callable.js';
import { describeModule } from './describe.js';
import {
  checkHook,
  type ForwardHook,
  type ForwardPreHook,
  type FullBackwardHook,
  ModuleHooks,
} from './hooks.js';
import { callModule } from './module-call.js';
import { Parameter } from './parameter.js';
import {
  type LoadOptions,
  type LoadResult,
  loadState,
  type StateDict,
  type StateEntry,
  sizedByState,
} from './state-dict.js';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Options of {@link Module.registerBuffer}. */
export interface BufferOptions {
  /** Whether state dicts have it. Default true. */
  persistent?: boolean;
  /** Its name in state dicts, where that isn't the field's. */
  key?: string;
}

/** What every `forward` is: subclasses may take and give what they like, and calling them has the types of theirs. */
type AnyForward = (...inputs: never[]) => unknown;

/** What calling takes: what `forward` takes, or `In` where that isn't known. */
type InputsOf<Forward extends AnyForward, In> = AnyForward extends Forward
  ? In
  : Parameters<Forward>;

/** What calling gives: what `forward` gives, or `Out` where that isn't known. */
type OutputOf<Forward extends AnyForward, Out> = AnyForward extends Forward
  ? Out
  : ReturnType<Forward>;

// biome-ignore-start lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say
// biome-ignore-start lint/style/useShorthandFunctionType: only an interface merges with a class
// biome-ignore-start lint/correctness/noUnusedVariables: both declarations must have the same type parameters
export interface Module<In extends readonly unknown[] = Tensor[], Out = Tensor> {
  /** Runs `forward`. */
  (...inputs: InputsOf<this['forward'], In>): OutputOf<this['forward'], Out>;
}
// biome-ignore-end lint/correctness/noUnusedVariables: both declarations must have the same type parameters
// biome-ignore-end lint/style/useShorthandFunctionType: only an interface merges with a class

/**
 * PyTorch: `torch.nn.Module`. A model is a class with layers as fields and a `forward`:
 *
 *     class Net extends nn.Module {
 *       fc = new nn.Linear(784, 10);
 *       forward(x: Tensor) { return this.fc(x); }
 *     }
 *     const output = new Net()(input);
 *
 * @typeParam In what a module takes of which no more is known than that it is one
 * @typeParam Out what such a module gives
 */
export abstract class Module<
  In extends readonly unknown[] = Tensor[],
  Out = Tensor,
> extends Callable {
  /** State that is not learnt, as running statistics: by field, whether it is saved. */
  readonly #buffers = new Map<string, { persistent: boolean }>();
  /** The names of fields in state dicts, where those differ. */
  readonly #keys = new Map<string, string>();
  readonly #hooks = new ModuleHooks();
  #training = true;

  /** What the module computes, of whatever it takes. Call the module, not this: `net(x)`. */
  abstract forward(...inputs: never[]): unknown;

  /** Whether the module trains (dropout drops, batch norm measures) or is used. */
  get training(): boolean {
    return this.#training;
  }

  /** Sets the mode of this module and all inside it. */
  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.#training = mode;
    return this;
  }

  /** `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** The modules that are fields of this one, with their names. */
  namedChildren(): [name: string, module: Module][] {
    return Object.entries(this).flatMap(([name, value]): [string, Module][] =>
      value instanceof Module ? [[this.#key(name), value]] : [],
    );
  }

  /** The modules that are fields of this one. */
  children(): Module[] {
    return this.namedChildren().map(([, module]) => module);
  }

  /** This module under the path `''` and all inside it, as `features.0`; each once. */
  namedModules(): [path: string, module: Module][] {
    const found = new Map<Module, string>();
    collectModules(this, '', found);
    return [...found].map(([module, path]) => [path, module]);
  }

  /** This module and all inside it, each once. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** What is learnt, with paths as `fc1.weight`; shared parameters once. */
  namedParameters(): [path: string, parameter: Parameter][] {
    const found = new Map<Parameter, string>();
    for (const [path, module] of this.namedModules()) {
      for (const { key, tensor } of module.#ownParameters()) {
        if (!found.has(tensor)) found.set(tensor, join(path, key));
      }
    }
    return [...found].map(([parameter, path]) => [path, parameter]);
  }

  /** What is learnt; shared parameters once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** What is saved but not learnt, with paths as `bn.running_mean`. */
  namedBuffers(): [path: string, buffer: Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      module.#ownBuffers().map(({ key, tensor }): [string, Tensor] => [join(path, key), tensor]),
    );
  }

  /** What is saved but not learnt. */
  buffers(): Tensor[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  /** Makes a field part of the module's state without being learnt. For a tensor of any shape. */
  registerBuffer(name: string, tensor: Tensor | undefined, options: BufferOptions = {}): void {
    const { persistent, key } = withDefaults('registerBuffer', options, {
      persistent: true,
      key: undefined,
    });
    this.#setField(name, tensor?.keep());
    this.#buffers.set(name, { persistent });
    if (key !== undefined) this.#keys.set(name, key);
  }

  /** As assigning a parameter to a field, for names that only the program knows. For a parameter of any shape. */
  registerParameter(name: string, parameter: Parameter | undefined): void {
    this.#setField(name, parameter);
  }

  /** As assigning a module to a field, for names that only the program knows. */
  registerModule(name: string, module: Module<never, unknown>): void {
    this.#setField(name, module);
  }

  /** `registerModule`, by PyTorch's older name. */
  addModule(name: string, module: Module<never, unknown>): void {
    this.registerModule(name, module);
  }

  /** Gives fields other names in state dicts: PyTorch's, as `in_proj_weight` for `inProjWeight`. */
  protected nameInState(names: Readonly<Record<string, string>>): void {
    for (const [field, key] of Object.entries(names)) this.#keys.set(field, key);
  }

  /** Calls `hook` before each `forward`. @throws DtypeError unless it is a function. */
  registerForwardPreHook(hook: ForwardPreHook<this>): HookHandle {
    checkHook('registerForwardPreHook', hook);
    return this.#hooks.addForwardPre((inputs) => hook(this, inputs));
  }

  /** Calls `hook` after each `forward`. @throws DtypeError unless it is a function. */
  registerForwardHook(hook: ForwardHook<this>): HookHandle {
    checkHook('registerForwardHook', hook);
    return this.#hooks.addForward((inputs, output) => hook(this, inputs, output));
  }

  /** Calls `hook` when `backward` has computed the gradients of the module's inputs. @throws DtypeError unless it is a function. */
  registerFullBackwardHook(hook: FullBackwardHook<this>): HookHandle {
    checkHook('registerFullBackwardHook', hook);
    return this.#hooks.addFullBackward((gradInput, gradOutput) =>
      hook(this, gradInput, gradOutput),
    );
  }

  /** The places of everything that a training step may change in the module. */
  cells(): Cell[] {
    return [...this.parameters(), ...this.buffers()].map(cellOf);
  }

  /** Parameters and buffers by path. They share memory with the module, as in PyTorch. */
  stateDict(): StateDict {
    return Object.fromEntries(this.#state().map(({ key, tensor }) => [key, tensor.detach()]));
  }

  /**
   * Takes the values of a state dict, as PyTorch's or one's own from `load`. Lazy layers take their sizes too.
   * @throws StateDictError listing what is missing, unexpected or of another shape; nothing is changed then.
   */
  loadStateDict(state: StateDict, options: LoadOptions = {}): LoadResult {
    return sizedByState(this.namedModules(), state, () =>
      loadState(this.constructor.name, this.#state(), state, options),
    );
  }

  /**
   * Puts parameters, their gradients and buffers on a device, as `net.to('cuda:1')` or what `device()` gave; what meets them is computed there.
   * @throws DeviceError where there is no such device
   */
  to(device: DeviceLabel | NamedDevice): this {
    const label = labelMeant(device) ?? shown(device);
    for (const tensor of [...this.parameters(), ...this.buffers()]) {
      putOnDevice(`${this.constructor.name}.to`, tensor, label);
    }
    return this;
  }

  /** The module itself: its values are read wherever they are. */
  cpu(): this {
    return this;
  }

  /** The module itself: parameters are float32. */
  float(): this {
    return this;
  }

  /** Forgets all gradients; with `{ setToNone: false }` they become zeros. */
  zeroGrad(options: ZeroGradOptions = {}): void {
    zeroGrads('zeroGrad', this.parameters(), options);
  }

  /** Whether the parameters are learnt. */
  requiresGrad_(value = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad_(value);
    return this;
  }

  /** Calls `action` with every module inside, in their order, each after those inside of it, then with this one. */
  apply(action: (module: Module) => void): this {
    const [self] = this.modules();
    for (const module of insideOut(self)) action(module);
    return this;
  }

  /** The options in `Linear(in_features=784, ...)`; for layers to override. */
  extraRepr(): string {
    return '';
  }

  /** The tree of layers, as PyTorch prints it. */
  override toString(): string {
    return describeModule(this);
  }

  /** @internal */
  [INSPECT](): string {
    return this.toString();
  }

  /** @internal */
  [CALL](inputs: In): Out {
    const forward = (given: readonly unknown[]) =>
      this.forward(...(given as readonly never[])) as Out;
    if (this.#hooks.isEmpty) return callModule(this, inputs, () => forward(inputs));
    // Hooks may change inputs and outputs; that they stay of their types is up to the hooks.
    return callModule(this, inputs, () => this.#hooks.run([...inputs], forward)) as Out;
  }

  /** Parameters and buffers in PyTorch's order: module by module, parameters first. */
  #state(prefix = ''): StateEntry[] {
    const own = [...this.#ownParameters(), ...this.#ownBuffers().filter(({ saved }) => saved)];
    return [
      ...own.map(({ key, tensor }) => ({ key: join(prefix, key), tensor })),
      ...this.namedChildren().flatMap(([name, child]) => child.#state(join(prefix, name))),
    ];
  }

  #ownParameters(): { key: string; tensor: Parameter }[] {
    return Object.entries(this).flatMap(([name, tensor]) =>
      tensor instanceof Parameter ? [{ key: this.#key(name), tensor }] : [],
    );
  }

  #ownBuffers(): (StateEntry & { saved: boolean })[] {
    return Object.entries(this).flatMap(([name, tensor]) => {
      const buffer = this.#buffers.get(name);
      if (!buffer || !(tensor instanceof Tensor)) return [];
      return [{ key: this.#key(name), tensor, saved: buffer.persistent }];
    });
  }

  #key(field: string): string {
    return this.#keys.get(field) ?? field;
  }

  #setField(name: string, value: object | undefined): void {
    Object.defineProperty(this, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
}

// biome-ignore-end lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say

/** Depth first, as PyTorch orders modules. */
function collectModules(value: unknown, path: string, found: Map<Module, string>): void {
  if (!(value instanceof Module) || found.has(value)) return;
  found.set(value, path);
  for (const [name, child] of value.namedChildren()) collectModules(child, join(path, name), found);
}

/** Each module after those inside of it. */
function insideOut(module: Module): Module[] {
  return [...[...new Set(module.children())].flatMap(insideOut), module];
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
