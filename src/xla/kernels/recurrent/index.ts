/**
 * Recurrent layers over whole sequences. TensorFlow.js has no such kernels: the library's own layers call them.
 *
 * `RecurrentLayer` takes the inputs of `LayerInputs` by name and gives `[states, kept, cells]`, cells for an LSTM.
 * `RecurrentLayerGrad` takes the same with what that gave, and with the gradients `dStates` and `dCells` where there are
 * any; it gives the gradients of the inputs that can have one, in the order in which the inputs were given.
 */
import { applyBundle } from '../../graph/bundle.js';
import type { Value } from '../../graph/emitter.js';
import type { Node, TensorType } from '../../graph/node.js';
import type { StableHlo } from '../../graph/stablehlo.js';
import type { Inputs, KernelTable } from '../kernel.js';
import { type InputGradients, lowerBackward } from './backward.js';
import { type Forward, lowerForward } from './forward.js';
import { KEPT, type LayerInputs, type RecurrentAttrs, sizesOf } from './layer.js';

/** The inputs that have a gradient. */
const DIFFERENTIABLE = {
  x: true,
  weightIh: true,
  weightHh: true,
  h0: true,
  c0: true,
  biasIh: true,
  biasHh: true,
  weightHr: true,
} satisfies Record<keyof InputGradients, true>;

const isDifferentiable = (name: string): name is keyof InputGradients =>
  Object.hasOwn(DIFFERENTIABLE, name);

/** What a kernel with these inputs lowers to. */
type Lower = (hlo: StableHlo, values: Readonly<Record<string, Value>>) => readonly Value[];

function applied(
  name: string,
  attrs: RecurrentAttrs,
  inputs: Inputs,
  results: readonly TensorType[],
  lower: Lower,
): Node[] {
  const names = Object.keys(inputs);
  const signature = `${name} ${attrs.kind} ${attrs.reverse} ${names}`;
  const byName = (values: readonly Value[]) =>
    Object.fromEntries(names.map((one, i) => [one, values[i]]));
  return applyBundle(
    { signature, results, lower: (hlo, values) => lower(hlo, byName(values)) },
    Object.values(inputs),
  );
}

export const recurrentKernels: KernelTable = {
  RecurrentLayer: (inputs, attrs: RecurrentAttrs) => {
    const layer = layerOf(inputs);
    const { length, batch, size, output } = sizesOf(layer, attrs.kind);
    const { type } = layer.x;
    const stack = (width: number): TensorType => ({ type, shape: [length, batch, width] });
    const results = [
      stack(output),
      stack(KEPT[attrs.kind] * size),
      ...(layer.c0 ? [stack(size)] : []),
    ];
    return applied('RecurrentLayer', attrs, inputs, results, (hlo, values) => {
      const { states, kept, cells } = lowerForward(hlo, attrs, layerOf(values));
      return [states, kept, ...(cells ? [cells] : [])];
    });
  },

  RecurrentLayerGrad: (inputs, attrs: RecurrentAttrs) => {
    const wanted = Object.keys(inputs).filter(isDifferentiable);
    const results = wanted.map((name) => inputs[name]);
    const types = results.map(({ type, shape }): TensorType => ({ type, shape }));
    return applied('RecurrentLayerGrad', attrs, inputs, types, (hlo, values) => {
      const { states, kept, cells, dStates, dCells } = values;
      const forward: Forward<Value> = { states, kept, cells };
      const gradients = lowerBackward(hlo, attrs, layerOf(values), forward, { dStates, dCells });
      return wanted.map((name) => {
        const gradient = gradients[name];
        if (!gradient) throw new Error(`A recurrent layer has no gradient of ${name}.`);
        return gradient;
      });
    });
  },
};

function layerOf<T>(inputs: Readonly<Record<string, T>>): LayerInputs<T> {
  const { x, weightIh, weightHh, h0, c0, biasIh, biasHh, weightHr, lengths } = inputs;
  return { x, weightIh, weightHh, h0, c0, biasIh, biasHh, weightHr, lengths };
}
