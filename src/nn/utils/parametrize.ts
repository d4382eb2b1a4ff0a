/**
 * Parameters that are computed from others at each use, as a weight of norm 1. PyTorch:
 * `torch.nn.utils.parametrize`; names in state dicts are PyTorch's: `parametrizations.weight.original`.
 */
import { noGrad, OptionError, ShapeError, type Tensor, withDefaults } from '../../tensor/index.js';
import { ModuleDict } from '../containers.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';

/** A module that computes the value; `rightInverse` gives what the value is computed from. */
export interface Parametrization extends Module<Tensor[], Tensor> {
  /** What `forward` computes this value from; several shapes or one. */
  rightInverse?(value: Tensor): Tensor | readonly Tensor[];
}

/** Any module, whatever it takes and gives. */
type AnyModule = Module<never, unknown>;

/** The parametrizations of one parameter, one after the other, and what they start from. */
class ParametrizationList extends Module<[], Tensor> {
  readonly #originals: string[];
  readonly #list: Parametrization[] = [];

  constructor(first: Parametrization, value: Tensor, isLearnt: boolean) {
    super();
    const given = noGrad(() => first.rightInverse?.(value) ?? value);
    const isOne = !Array.isArray(given);
    const originals = (isOne ? [given] : given) as readonly Tensor[];
    this.#originals = originals.map((_, i) => (isOne ? 'original' : `original${i}`));
    for (const [i, name] of this.#originals.entries()) {
      const parameter = new Parameter(noGrad(() => originals[i].clone()));
      this.registerParameter(name, parameter.requiresGrad_(isLearnt));
    }
    this.add(first);
  }

  add(parametrization: Parametrization): void {
    this.registerModule(`${this.#list.length}`, parametrization);
    this.#list.push(parametrization);
  }

  originals(): Tensor[] {
    return this.#originals.map((name) => Reflect.get(this, name) as Tensor);
  }

  forward(): Tensor {
    const [first, ...others] = this.#list;
    return others.reduce((value, next) => next(value), first(...this.originals()));
  }

  /** Puts values into what it starts from, so that `forward` gives `value`. */
  assign(value: Tensor): void {
    const last = this.#list.toReversed().reduce<Tensor | readonly Tensor[]>((result, one) => {
      if (!one.rightInverse) {
        throw new OptionError(
          one.constructor.name,
          'rightInverse',
          'nothing',
          'a method, to assign to a parametrized value',
        );
      }
      return one.rightInverse(result as Tensor);
    }, value);
    const values = (Array.isArray(last) ? last : [last]) as readonly Tensor[];
    for (const [i, original] of this.originals().entries()) original.copy_(values[i]);
  }
}

function listOf(module: AnyModule, name: string): ParametrizationList | undefined {
  const dict: unknown = Reflect.get(module, 'parametrizations');
  if (!(dict instanceof ModuleDict) || !dict.has(name)) return undefined;
  const list: unknown = dict.get(name);
  return list instanceof ParametrizationList ? list : undefined;
}

/** Whether a parameter of the module, or any, is computed. PyTorch: `is_parametrized`. */
export function isParametrized(module: AnyModule, name?: string): boolean {
  if (name !== undefined) return listOf(module, name) !== undefined;
  return Reflect.get(module, 'parametrizations') instanceof ModuleDict;
}

/**
 * Computes a parameter by `parametrization` from now on, at each use; a second one goes on from the first.
 * PyTorch: `register_parametrization`.
 *
 * @throws OptionError when the module has no such parameter.
 * @throws ShapeError when the value gets another shape.
 */
export function registerParametrization<M extends AnyModule>(
  module: M,
  name: string,
  parametrization: Parametrization,
): M {
  const value: unknown = Reflect.get(module, name);
  const list = listOf(module, name);
  if (list) {
    list.add(parametrization);
    return module;
  }
  if (!(value instanceof Parameter)) {
    const names = module.namedParameters().map(([path]) => path);
    throw new OptionError(
      module.constructor.name,
      'the parametrized parameter',
      `'${name}'`,
      `one of its parameters: ${names.join(', ') || 'it has none'}`,
    );
  }
  const made = new ParametrizationList(parametrization, value, value.requiresGrad);
  const shape = noGrad(() => made()).shape;
  if (`${shape}` !== `${value.shape}`) {
    throw new ShapeError(
      parametrization.constructor.name,
      [value.shape, shape],
      `${parametrization.constructor.name} gives [${shape.join(', ')}] for ${name} of shape ` +
        `[${value.shape.join(', ')}]. A parametrization must keep the shape.`,
    );
  }
  if (!isParametrized(module)) module.registerModule('parametrizations', new ModuleDict());
  (Reflect.get(module, 'parametrizations') as ModuleDict<Record<string, AnyModule>>).set(
    name,
    made,
  );
  // Not enumerable: the module must not count a computed value as its state.
  Object.defineProperty(module, name, {
    configurable: true,
    enumerable: false,
    get: () => made(),
    set: (assigned: Tensor) => noGrad(() => made.assign(assigned)),
  });
  return module;
}

/**
 * Makes a computed parameter one of its own again. PyTorch: `remove_parametrizations`.
 * @param options `leaveParametrized`: whether it keeps the computed value, or gets the one it is computed from back
 * @throws OptionError when the parameter is not computed.
 */
export function removeParametrizations<M extends AnyModule>(
  module: M,
  name: string,
  options: { leaveParametrized?: boolean } = {},
): M {
  const { leaveParametrized } = withDefaults('removeParametrizations', options, {
    leaveParametrized: true,
  });
  const list = listOf(module, name);
  if (!list) {
    throw new OptionError(module.constructor.name, name, 'a plain parameter', 'parametrized');
  }
  const originals = list.originals();
  if (!leaveParametrized && originals.length > 1) {
    throw new OptionError(
      module.constructor.name,
      'leaveParametrized',
      false,
      `true: ${name} is computed from ${originals.length} parameters`,
    );
  }
  const value = noGrad(() => (leaveParametrized ? list() : originals[0]).clone());
  const parameter = new Parameter(value).requiresGrad_(originals.some((one) => one.requiresGrad));
  module.registerParameter(name, parameter);
  const dict = Reflect.get(module, 'parametrizations') as ModuleDict<Record<string, AnyModule>>;
  dict.delete(name);
  if (dict.length === 0) Reflect.deleteProperty(module, 'parametrizations');
  return module;
}
