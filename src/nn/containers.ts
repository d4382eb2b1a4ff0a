/** Modules made of modules, and lists and dictionaries of modules and parameters. */
import { shown, type Tensor } from '../tensor/index.js';
import type { KIND, Kind } from './layer-kind.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';
import type { Fitting } from './shape-types.js';

/**
 * Runs modules one after the other. Shapes are what the modules take and give. PyTorch: `torch.nn.Sequential`.
 * Where the layers' sizes are written as numbers, one that does not fit the layer before is a type error.
 */
export class Sequential<M extends readonly Module[] = readonly Module[]> extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'sequence', M>;

  constructor(...modules: Fitting<M>) {
    super();
    setItems(this, modules);
  }

  /** As the constructor, of modules by name, which state dicts then have. PyTorch: `Sequential(OrderedDict(...))`. */
  static named(modules: Readonly<Record<string, Module>>): Sequential {
    const made = new Sequential();
    for (const [name, module] of Object.entries(modules)) made.registerModule(name, module);
    return made;
  }

  /** How many modules there are. */
  override get length(): number {
    return this.children().length;
  }

  /**
   * The module at a place; negative ones count from the end.
   * @throws RangeError when there is no such module.
   */
  at(index: number): Module {
    return itemAt(this, this.children(), index);
  }

  /** Adds a module at the end. */
  append(module: Module): this {
    Object.assign(this, { [this.length]: module });
    return this;
  }

  /** The modules, in order. */
  [Symbol.iterator](): IterableIterator<Module> {
    return this.children().values();
  }

  forward(x: Tensor): Tensor {
    let value = x;
    for (const module of Object.values(this)) if (module instanceof Module) value = module(value);
    return value;
  }
}

/** Any module, whatever it takes and gives. */
type AnyModule = Module<never, unknown>;

/** A list of modules, so that their parameters are found. PyTorch: `torch.nn.ModuleList`. */
export class ModuleList<M extends AnyModule = Module> extends Module<never, never> {
  readonly #items: M[];

  constructor(modules: Iterable<M> = []) {
    super();
    this.#items = [...modules];
    setItems(this, this.#items);
  }

  /** How many modules there are. */
  override get length(): number {
    return this.#items.length;
  }

  /**
   * The module at a place; negative ones count from the end.
   * @throws RangeError when there is no such module.
   */
  at(index: number): M {
    return itemAt(this, this.#items, index);
  }

  /** Adds a module at the end. */
  append(module: M): this {
    Object.assign(this, { [this.#items.length]: module });
    this.#items.push(module);
    return this;
  }

  /** Adds modules at the end. */
  extend(modules: Iterable<M>): this {
    for (const module of modules) this.append(module);
    return this;
  }

  /** The modules, in order. */
  [Symbol.iterator](): IterableIterator<M> {
    return this.#items.values();
  }

  /** @throws TypeError always: a list computes nothing. */
  forward(): never {
    throw new TypeError('A ModuleList only holds modules: call those, as in list.at(0)(x).');
  }
}

/** What a {@link ModuleDict} is made of. */
type ModulesByName = Readonly<Record<string, AnyModule>>;

/** Modules by name, which are fields too: `dict.fc` is `dict.get('fc')`. PyTorch: `torch.nn.ModuleDict`. */
export type ModuleDict<Items extends ModulesByName = Record<string, Module>> = NamedModules<Items> &
  (string extends keyof Items ? unknown : Items);

class NamedModules<Items extends ModulesByName> extends Module<never, never> {
  /** What prints call it. */
  static override readonly name = 'ModuleDict';
  readonly #items = new Map<string, Items[keyof Items]>();

  constructor(modules: Items = {} as Items) {
    super();
    for (const name of Object.keys(modules)) this.set(name, modules[name as keyof Items]);
  }

  /** How many modules there are. */
  override get length(): number {
    return this.#items.size;
  }

  /**
   * The module of this name.
   * @throws RangeError when there is no such module.
   */
  get<Name extends keyof Items & string>(name: Name): Items[Name];
  get(name: string): Items[keyof Items];
  get(name: string): Items[keyof Items] {
    return namedItem(this, this.#items, name);
  }

  /**
   * Adds a module, or puts it in the place of another.
   * @throws TypeError when the name is that of a method.
   */
  set(name: string, module: Items[keyof Items]): this {
    if (!this.#items.has(name)) checkFree(this, name);
    this.registerModule(name, module);
    this.#items.set(name, module);
    return this;
  }

  /** Whether there is a module of this name. */
  has(name: string): boolean {
    return this.#items.has(name);
  }

  /** Whether there was one of this name. */
  delete(name: string): boolean {
    Reflect.deleteProperty(this, name);
    return this.#items.delete(name);
  }

  /** The names, in order. */
  keys(): string[] {
    return [...this.#items.keys()];
  }

  /** The modules, in order. */
  values(): Items[keyof Items][] {
    return [...this.#items.values()];
  }

  /** The modules with their names, in order. */
  entries(): [string, Items[keyof Items]][] {
    return [...this.#items];
  }

  /** @throws TypeError always: a dictionary computes nothing. */
  forward(): never {
    throw new TypeError("A ModuleDict only holds modules: call those, as in dict.get('name')(x).");
  }
}

/** Makes a {@link ModuleDict}: a class can't say that it has the fields of what it is made of. */
export const ModuleDict: new <Items extends ModulesByName = Record<string, Module>>(
  modules?: Items,
) => ModuleDict<Items> = NamedModules as never;

/** A list of parameters, so that they are found. PyTorch: `torch.nn.ParameterList`. */
export class ParameterList extends Module<never, never> {
  readonly #items: Parameter[] = [];

  /** Tensors become parameters. */
  constructor(values: Iterable<Tensor> = []) {
    super();
    for (const value of values) this.append(value);
  }

  /** How many parameters there are. */
  override get length(): number {
    return this.#items.length;
  }

  /**
   * The parameter at a place; negative ones count from the end.
   * @throws RangeError when there is no such parameter.
   */
  at(index: number): Parameter {
    return itemAt(this, this.#items, index);
  }

  /** Adds a tensor of any shape at the end; it becomes a parameter. */
  append(value: Tensor): this {
    const parameter = value instanceof Parameter ? value : new Parameter(value);
    this.registerParameter(`${this.#items.length}`, parameter);
    this.#items.push(parameter);
    return this;
  }

  /** The parameters, in order. */
  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.#items.values();
  }

  /** @throws TypeError always: a list computes nothing. */
  forward(): never {
    throw new TypeError('A ParameterList only holds parameters: use those, as in list.at(0).');
  }
}

/** Parameters by name. PyTorch: `torch.nn.ParameterDict`. */
export class ParameterDict extends Module<never, never> {
  readonly #items = new Map<string, Parameter>();

  /** Tensors become parameters. */
  constructor(values: Readonly<Record<string, Tensor>> = {}) {
    super();
    for (const [name, value] of Object.entries(values)) this.set(name, value);
  }

  /** How many parameters there are. */
  override get length(): number {
    return this.#items.size;
  }

  /**
   * The parameter of this name.
   * @throws RangeError when there is no such parameter.
   */
  get(name: string): Parameter {
    return namedItem(this, this.#items, name);
  }

  /**
   * Adds a parameter of any shape, or puts it in the place of another.
   * @throws TypeError when the name is that of a method.
   */
  set(name: string, value: Tensor): this {
    if (!this.#items.has(name)) checkFree(this, name);
    const parameter = value instanceof Parameter ? value : new Parameter(value);
    this.registerParameter(name, parameter);
    this.#items.set(name, parameter);
    return this;
  }

  /** Whether there is a parameter of this name. */
  has(name: string): boolean {
    return this.#items.has(name);
  }

  /** The names, in order. */
  keys(): string[] {
    return [...this.#items.keys()];
  }

  /** The parameters, in order. */
  values(): Parameter[] {
    return [...this.#items.values()];
  }

  /** The parameters with their names, in order. */
  entries(): [string, Parameter][] {
    return [...this.#items];
  }

  /** @throws TypeError always: a dictionary computes nothing. */
  forward(): never {
    throw new TypeError(
      "A ParameterDict only holds parameters: use those, as in dict.get('name').",
    );
  }
}

function itemAt<T>(owner: object, items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item !== undefined) return item;
  throw new RangeError(
    `${owner.constructor.name}: there is no item ${index} among ${items.length}.`,
  );
}

function namedItem<T>(owner: object, items: ReadonlyMap<string, T>, name: string): T {
  const item = items.get(name);
  if (item !== undefined) return item;
  throw new RangeError(
    `${owner.constructor.name}: there is no '${name}' among ${[...items.keys()].join(', ')}.`,
  );
}

function checkFree(owner: object, name: string): void {
  if (!(name in owner)) return;
  throw new TypeError(
    `${owner.constructor.name}: '${name}' is the name of a method; choose another.`,
  );
}

/** What stands in a module's place, and how to make a module of it. */
function kindOf(item: unknown): string {
  if (Array.isArray(item)) return 'a list (...list passes its items one by one)';
  const isClass = typeof item === 'function' && item.prototype instanceof Module;
  return isClass ? `the class ${item.name} (new nn.${item.name}(...) makes one)` : shown(item);
}

function setItems(container: object, modules: readonly AnyModule[]): void {
  for (const [i, module] of modules.entries()) {
    if (!(module instanceof Module)) {
      throw new TypeError(
        `${container.constructor.name}: item ${i} is ${kindOf(module)}, not a module. Pass layers, as in ` +
          'new nn.Sequential(new nn.Linear(2, 1), new nn.ReLU()).',
      );
    }
    Object.assign(container, { [i]: module });
  }
}
