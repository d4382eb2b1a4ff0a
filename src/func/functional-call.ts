/** Models as functions of their weights. PyTorch: `torch.func`. */
import type { Module } from '../nn/index.js';
import { OptionError, stack, type Tensor } from '../tensor/index.js';

/** Weights and buffers by path, as `fc1.weight`. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Any module, whatever it takes and gives. */
type Called<In extends readonly unknown[], Out> = Module<In, Out>;

/** Where a tensor is: a field of a module. */
interface Place {
  readonly owner: object;
  readonly field: string;
  readonly value: unknown;
}

/** Shared tensors have several. */
function placesOf(module: Module<never, unknown>, tensor: Tensor): Place[] {
  return module
    .namedModules()
    .flatMap(([, owner]) =>
      Object.entries(owner).flatMap(([field, value]): Place[] =>
        value === tensor ? [{ owner, field, value }] : [],
      ),
    );
}

function put({ owner, field }: Place, value: unknown): void {
  const how = { writable: true, configurable: true, enumerable: true };
  Object.defineProperty(owner, field, { value, ...how });
}

/**
 * What a module gives with other weights, `[...]` each as its own: those that are named stand in their places for this call
 * alone, and get the gradients. PyTorch: `torch.func.functional_call`.
 *
 *     const loss = (weights: NamedTensors, x: Tensor) => functionalCall(net, weights, [x]).sum();
 *     const slopes = grad(loss)(Object.fromEntries(net.namedParameters()), x);
 *
 * @param inputs what the module is called with
 * @throws OptionError when the module has no weight or buffer of a name.
 */
export function functionalCall<In extends readonly unknown[], Out>(
  module: Called<In, Out>,
  weights: NamedTensors,
  inputs: In,
): Out {
  const own = new Map([...module.namedParameters(), ...module.namedBuffers()]);
  const places = Object.entries(weights).flatMap(([path, weight]) => {
    const tensor = own.get(path);
    if (tensor) return placesOf(module, tensor).map((place) => ({ place, weight }));
    const expected = `names of its weights and buffers: ${[...own.keys()].join(', ')}`;
    throw new OptionError('functionalCall', 'weights', `'${path}'`, expected);
  });
  try {
    for (const { place, weight } of places) put(place, weight);
    return (module as unknown as (...given: In) => Out)(...inputs);
  } finally {
    for (const { place } of places) put(place, place.value);
  }
}

/**
 * The weights and the buffers of models of one kind, those of all in one tensor, `[models, ...]`: for `vmap` over
 * `functionalCall`. They are copies. PyTorch: `torch.func.stack_module_state`.
 * @throws OptionError when there is no model.
 */
export function stackModuleState(
  modules: readonly Module<never, unknown>[],
): [weights: Record<string, Tensor>, buffers: Record<string, Tensor>] {
  if (!Array.isArray(modules) || modules.length === 0) {
    throw new OptionError('stackModuleState', 'modules', modules, 'a list of one model or more');
  }
  const stacked = (of: readonly (readonly [string, Tensor])[][]): Record<string, Tensor> =>
    Object.fromEntries(
      of[0].map(([path], i) => [path, stack(of.map((named) => named[i][1].detach()))]),
    );
  const weights = stacked(modules.map((module) => module.namedParameters()));
  for (const weight of Object.values(weights)) weight.requiresGrad_();
  return [weights, stacked(modules.map((module) => module.namedBuffers()))];
}
