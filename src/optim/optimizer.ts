/** What all optimizers share: parameter groups, state, forgetting gradients, the end of a step. */
import * as tf from '@tensorflow/tfjs-core';
import { withoutInterrupt } from '../interrupt.js';
import {
  type Cell,
  cellOf,
  checkOptionNames,
  enableGrad,
  flush,
  noteStep,
  OptionError,
  onDevice,
  Tensor,
  type ZeroGradOptions,
  zeroGrads,
} from '../tensor/index.js';
import { ForgottenZeroGrad } from './forgotten-zero-grad.js';
import { LossWatch } from './loss-watch.js';
import { MissingGradients } from './missing-gradients.js';
import { ParamGroup } from './param-group.js';

/** Parameters with options of their own, as `{ params, lr: 0.1 }`; the others are as for all. */
export type ParamGroupInput<Options> = { params: Iterable<Tensor>; lr?: number } & Partial<Options>;

/** What an optimizer takes: a list of parameters, or of groups of them. */
export type ParamsInput<Options> = Iterable<Tensor> | Iterable<ParamGroupInput<Options>>;

/** The learning rate alone, by its place, or all options. */
export type OrRate<Options> = number | Options;

/** What every optimizer can be told. */
export interface CommonOptions {
  /** Goes up instead of down. Default false. */
  maximize?: boolean;
}

/** PyTorch: `torch.optim.Optimizer`. Changes parameters by their gradients; each optimizer says how in `update`. */
export abstract class Optimizer<Options extends CommonOptions = CommonOptions> {
  /** Parameters with their options. */
  readonly paramGroups: ParamGroup<Options>[];
  /** Whether `step` must be given a function that computes the loss. */
  readonly needsClosure: boolean = false;
  readonly #forgotten = new ForgottenZeroGrad();
  readonly #missing = new MissingGradients();
  readonly #losses = new LossWatch(this);
  readonly #makeGroup: (group: Group<Options>) => ParamGroup<Options>;
  readonly #state = new Map<Tensor, readonly Tensor[]>();
  #hasStepped = false;

  /**
   * @param rateOrOptions the options for all groups, or the learning rate alone; what is left out is as in `defaults`
   * @throws OptionError when there is no parameter, one appears twice, or an option is out of range.
   */
  constructor(
    params: ParamsInput<Options>,
    rateOrOptions: OrRate<{ lr?: number } & Partial<Options>>,
    defaults: Options & { lr: number },
    check: (options: Options) => void,
  ) {
    const { name } = this.constructor;
    const given: { lr?: number } & Partial<Options> =
      typeof rateOrOptions === 'number' ? ({ lr: rateOrOptions } as never) : rateOrOptions;
    const known = { maximize: false, ...defaults };
    // The learning rate first, for errors take the first option as their example.
    checkOptionNames<object>(name, given, Object.assign({ lr: true }, known));
    this.#makeGroup = (group) => {
      checkOptionNames<object>(name, group.options ?? {}, { ...known, params });
      const options = { ...known, ...given, ...group.options };
      check(options);
      return new ParamGroup(name, group.params, group.lr ?? given.lr ?? defaults.lr, options);
    };
    this.paramGroups = groupsOf(name, params).map(this.#makeGroup);
    checkParameters(
      name,
      this.paramGroups.flatMap((group) => group.params),
    );
  }

  /**
   * Trains more parameters from now on, as those of layers that were frozen. PyTorch: `add_param_group`.
   * @throws OptionError when one is trained already, or an option is out of range.
   */
  addParamGroup(group: ParamGroupInput<Options>): void {
    const added = groupsOf(this.constructor.name, [group]).map(this.#makeGroup);
    checkParameters(
      this.constructor.name,
      [...this.paramGroups, ...added].flatMap(({ params }) => params),
    );
    this.paramGroups.push(...added);
  }

  /** The state tensors that a parameter begins with. They have the parameter's shape, or are scalars. */
  protected abstract newState(parameter: Tensor, group: ParamGroup<Options>): readonly Tensor[];

  /**
   * Changes one parameter and its state by its gradient, which is of the sign that is to be followed down.
   * Runs in a `tf.tidy`. Gradient and state have the parameter's shape.
   */
  protected abstract update(
    parameter: Tensor,
    gradient: tf.Tensor,
    state: readonly Tensor[],
    group: ParamGroup<Options>,
  ): void;

  /**
   * Changes every parameter that has a gradient, then lets the engine run what is pending; an interrupt of the notebook
   * waits for that. A closure computes the gradients first, as some optimizers need it; its loss `[]` is returned.
   */
  step(): undefined;
  step(closure: () => Tensor): Tensor;
  step(closure?: () => Tensor): Tensor | undefined {
    const loss = closure && enableGrad(closure);
    if (!closure) this.#forgotten.look(this, this.paramGroups[0].params[0]);
    withoutInterrupt(() => {
      this.#updateAll();
      this.endStep();
    });
    return loss;
  }

  /**
   * A step that changes nothing where `skip`, bool `[]`, is true, which is decided on the device.
   * @internal
   */
  stepUnless(skip: tf.Tensor): void {
    withoutInterrupt(() => this.#stepUnless(skip));
  }

  #stepUnless(skip: tf.Tensor): void {
    const parameters = this.paramGroups.flatMap(({ params }) => params.map(cellOf));
    const cells = [...parameters, ...this.cells()];
    const before = cells.map((cell) => tf.clone(cell.get()));
    this.#updateAll();
    for (const [i, cell] of cells.entries()) {
      const after = cell.get();
      if (after.dataId !== before[i].dataId) cell.set(tf.where(skip, before[i], after));
    }
    tf.dispose(before);
    this.endStep();
  }

  #updateAll(): void {
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        const gradient = parameter.gradValue;
        if (!gradient) continue;
        const state = this.stateOf(parameter, group);
        tf.tidy(() => {
          const { maximize } = group.options;
          this.update(parameter, maximize ? tf.neg(gradient) : gradient, state, group);
        });
      }
    }
  }

  /** Whether a step was taken, here or before the state was saved that it goes on from. Schedulers ask. */
  get hasStepped(): boolean {
    return this.#hasStepped;
  }

  /** Lets the engine run what is pending, and looks for mistakes. */
  protected endStep(): void {
    this.#hasStepped = true;
    this.#missing.look(this);
    this.#losses.look();
    noteStep();
    flush();
  }

  /** Forgets all gradients, as PyTorch's `zero_grad()` does; with `{ setToNone: false }` they become zeros. */
  zeroGrad(options: ZeroGradOptions = {}): void {
    zeroGrads(
      'zeroGrad',
      this.paramGroups.flatMap(({ params }) => params),
      options,
    );
  }

  /** What is learnt for all parameters together and lies on the host: in state dicts that of the first parameter. */
  memory(): StateValues | undefined {
    return undefined;
  }

  /** Goes on from there. */
  loadMemory(_values: StateValues): void {}

  private stateOf(parameter: Tensor, group: ParamGroup<Options>): readonly Tensor[] {
    const existing = this.#state.get(parameter);
    if (existing) return existing;
    const state = this.newState(parameter, group);
    this.#state.set(parameter, state);
    return state;
  }

  /**
   * The state of each parameter, by its number over all groups, and the groups' options. The tensors share memory with
   * the optimizer's, as in PyTorch; their names are PyTorch's.
   */
  stateDict(): OptimizerState {
    const parameters = this.paramGroups.flatMap(({ params }) => params);
    const state = parameters.flatMap((parameter, i) => {
      const tensors = this.#state.get(parameter);
      const memory = i === 0 ? this.memory() : undefined;
      if (!tensors && !memory) return [];
      const named = tensors?.map((one) => [one.storage.operation, one.detach()] as const);
      return [[i, { ...Object.fromEntries(named ?? []), ...memory }] as const];
    });
    const paramGroups = this.paramGroups.map(({ lr, currentOptions, params }): StateGroup => {
      const numbers = params.map((parameter) => parameters.indexOf(parameter));
      return { ...currentOptions, lr, params: numbers };
    });
    return { state: Object.fromEntries(state), paramGroups };
  }

  /**
   * Goes on from a state, as `stateDict` or PyTorch's `state_dict()` gave it.
   * @throws OptionError when it is that of other parameters or another optimizer; nothing is changed then.
   */
  loadStateDict(given: OptimizerState | TorchOptimizerState): void {
    const owner = this.constructor.name;
    const groups = 'paramGroups' in given ? given.paramGroups : given.param_groups;
    const sizes = (list: readonly { params: readonly unknown[] }[]) =>
      list.map(({ params }) => params.length);
    if (`${sizes(groups)}` !== `${sizes(this.paramGroups)}`) {
      throw new OptionError(
        owner,
        'the state',
        `one of groups of [${sizes(groups)}] parameters`,
        `one of groups of [${sizes(this.paramGroups)}] parameters`,
      );
    }
    const changes: (() => void)[] = [];
    for (const [g, group] of this.paramGroups.entries()) {
      for (const [i, parameter] of group.params.entries()) {
        const values = given.state[Number(groups[g].params[i])];
        if (!values) continue;
        if (g === 0 && i === 0) changes.push(() => this.loadMemory(values));
        for (const own of this.stateOf(parameter, group)) {
          const value = values[own.storage.operation];
          if (value === undefined || Array.isArray(value)) continue;
          const tensor = typeof value === 'number' ? fullScalar(value) : value;
          if (`${tensor.shape}` !== `${own.shape}`) {
            throw new OptionError(
              owner,
              `${own.storage.operation} of parameter ${i}`,
              `one of shape [${tensor.shape}]`,
              `of shape [${own.shape}]`,
            );
          }
          changes.push(() => own.storage.replace(tf.clone(tensor.tf)));
        }
      }
      changes.push(() => group.load(groups[g]));
    }
    for (const change of changes) change();
    this.#hasStepped = true;
  }

  /**
   * The places of everything that a step changes or reads beside the parameters: state and learning rates.
   * Creates what there isn't yet.
   */
  cells(): Cell[] {
    return this.paramGroups.flatMap((group) => [
      ...group.cells(),
      ...group.params.flatMap((parameter) => this.stateOf(parameter, group).map(cellOf)),
    ]);
  }
}

/** By PyTorch's names; PyTorch has lists of tensors too. */
export type StateValues = Readonly<Record<string, Tensor | number | Tensor[]>>;

/** What an optimizer has learnt, and its options. */
export interface OptimizerState {
  /** What the optimizer remembers of each parameter, by number. */
  readonly state: Readonly<Record<number, StateValues>>;
  /** The groups' options; parameters by number. */
  readonly paramGroups: readonly StateGroup[];
}

/** The same as PyTorch writes it. */
export interface TorchOptimizerState {
  /** What the optimizer remembers of each parameter, by number. */
  readonly state: OptimizerState['state'];
  /** The groups' options; parameters by number. */
  readonly param_groups: readonly StateGroup[];
}

/** A group's options as they are saved. */
export interface StateGroup {
  /** The numbers of its parameters. */
  readonly params: readonly number[];
  readonly [option: string]: unknown;
}

const fullScalar = (value: number): Tensor => Tensor.fromTfjs(tf.scalar(value), 'step');

/** A state tensor, which no scope frees. */
export function stateTensor(name: string, shape: readonly number[], value = 0): Tensor {
  if (value === 0) return Tensor.fromTfjs(tf.zeros([...shape]), name).keep();
  const values = new Float32Array(tf.util.sizeFromShape([...shape])).fill(value);
  return Tensor.fromTfjs(onDevice(values, shape, 'float32'), name).keep();
}

interface Group<Options> {
  params: Tensor[];
  lr: number | undefined;
  options: Partial<Options> | undefined;
}

/** Parameters on their own are a group without options. */
function groupsOf<Options>(owner: string, input: ParamsInput<Options>): Group<Options>[] {
  const isList = typeof input === 'object' && input !== null && Symbol.iterator in input;
  if (!isList || input instanceof Tensor) {
    throw new OptionError(owner, 'params', input, 'a list, as net.parameters()');
  }
  const alone: Tensor[] = [];
  const groups: Group<Options>[] = [];
  for (const item of input) {
    if (item instanceof Tensor) alone.push(item);
    else if (isGroup(item)) groups.push({ params: [...item.params], lr: item.lr, options: item });
    else {
      throw new OptionError(
        owner,
        'params',
        item,
        'parameters without names, as net.parameters() gives, or groups, as { params, lr: 0.1 }',
      );
    }
  }
  return alone.length > 0
    ? [{ params: alone, lr: undefined, options: undefined }, ...groups]
    : groups;
}

/** Whether it has parameters: a parameter with its name, as `namedParameters` gives it, has none. */
const isGroup = (item: unknown): boolean =>
  typeof item === 'object' &&
  item !== null &&
  'params' in item &&
  typeof item.params === 'object' &&
  item.params !== null &&
  Symbol.iterator in item.params;

function checkParameters(owner: string, params: readonly Tensor[]): void {
  if (params.length === 0) {
    throw new OptionError(
      owner,
      'params',
      'an empty list',
      'at least one, as net.parameters() gives (layers in a plain array are not seen; nn.ModuleList holds them)',
    );
  }
  if (params.some((parameter) => !parameter.isLeaf)) {
    throw new OptionError(
      owner,
      'params',
      'a computed tensor',
      'leaves, as net.parameters() gives',
    );
  }
  const empty = params.findIndex((parameter) => parameter.numel() === 0);
  if (empty >= 0) {
    throw new OptionError(
      owner,
      `parameter ${empty}`,
      'one without elements, as of a lazy layer before its first batch',
      'of a size. Call the model on a batch first: net(inputs)',
    );
  }
  if (new Set(params).size !== params.length) {
    throw new OptionError(owner, 'params', 'one of them twice', 'each in the list once');
  }
}
