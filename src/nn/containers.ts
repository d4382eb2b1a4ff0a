/** Modules made of modules. */
import type { Tensor } from '../tensor/index.js';
import { Module } from './module.js';

/** Runs modules one after the other. PyTorch: `torch.nn.Sequential`. */
export class Sequential extends Module {
  constructor(...modules: Module[]) {
    super();
    setItems(this, modules);
  }

  override get length(): number {
    return this.children().length;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.children().values();
  }

  forward(x: Tensor): Tensor {
    return this.children().reduce((value, module) => module(value), x);
  }
}

/** A list of modules, so that their parameters are found. PyTorch: `torch.nn.ModuleList`. */
export class ModuleList extends Module<never> {
  constructor(modules: Iterable<Module> = []) {
    super();
    setItems(this, [...modules]);
  }

  override get length(): number {
    return this.children().length;
  }

  /** @throws RangeError when there is no such module. */
  at(index: number): Module {
    const module = this.children().at(index);
    if (module) return module;
    throw new RangeError(`ModuleList: there is no module ${index} among ${this.length}.`);
  }

  append(module: Module): this {
    Object.assign(this, { [this.length]: module });
    return this;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.children().values();
  }

  forward(): never {
    throw new TypeError('A ModuleList only holds modules: call those, as in list.at(0)(x).');
  }
}

function setItems(container: object, modules: readonly Module[]): void {
  for (const [i, module] of modules.entries()) {
    if (!(module instanceof Module)) {
      throw new TypeError(
        `${container.constructor.name}: item ${i} is ${typeof module}, not a module. Pass layers, as in ` +
          'new nn.Sequential(new nn.Linear(2, 1), new nn.ReLU()).',
      );
    }
    Object.assign(container, { [i]: module });
  }
}
