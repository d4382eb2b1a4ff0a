/** Runs a model once and writes down the calls of its modules, in order, as torchinfo does. */
import type { Tensor } from '../../tensor/index.js';
import { flopsOf } from '../flops.js';
import { watchKernels } from '../kernel-calls.js';
import { type AnyModule, tryOut } from '../model-input.js';
import { Layer } from './layer.js';

export function recordLayers(
  net: AnyModule,
  inputs: readonly Tensor[],
  mode: 'eval' | 'train',
): Layer[] {
  const called: Layer[] = [];
  const open: Layer[] = [];
  const hooks = placesOf(net).flatMap(({ module, name, depth, parent }) => [
    module.registerForwardPreHook(() => {
      const layer = new Layer(module, name, depth, parent);
      called.push(layer);
      open.push(layer);
    }),
    module.registerForwardHook((_, given, output) => {
      open.pop()?.called(given, output);
    }),
  ]);
  const end = watchKernels((call) => {
    const flops = flopsOf(call);
    for (const layer of open) layer.flops += flops;
  });
  try {
    tryOut(net, inputs, mode);
  } finally {
    end();
    for (const hook of hooks) hook.remove();
  }
  return numbered(withUncalled(called));
}

/** Where each module is; one that is used in several places is where it is found last. */
function placesOf(net: AnyModule): Layer[] {
  const places = new Map<AnyModule, Layer>();
  const visit = (place: Layer) => {
    places.set(place.module, place);
    for (const [name, child] of place.module.namedChildren()) {
      visit(new Layer(child, name, place.depth + 1, place));
    }
  };
  visit(new Layer(net, net.constructor.name, 0, undefined));
  return [...places.values()];
}

/** Puts modules that are not called themselves, as lists, before the first of what they contain. */
function withUncalled(called: readonly Layer[]): Layer[] {
  const seen = new Set(called.map(({ module }) => module));
  const before = new Set<AnyModule>();
  const layers: Layer[] = [];
  const current: Layer[] = [];
  const add = (layer: Layer) => {
    layers.push(layer);
    current.length = layer.depth;
    current[layer.depth] = layer;
  };
  for (const layer of called) {
    for (const above of containersOf(layer)) {
      if (current[above.depth]?.module === above.module) continue;
      const container = new Layer(above.module, above.name, above.depth, above.parent);
      container.isRecursive = seen.has(above.module);
      seen.add(above.module);
      add(container);
    }
    layer.isRecursive = before.has(layer.module);
    before.add(layer.module);
    add(layer);
  }
  return layers;
}

/** What a layer is in, from the outermost below the model. */
function containersOf(layer: Layer): Layer[] {
  const containers: Layer[] = [];
  for (let above = layer.parent; above && above.depth > 0; above = above.parent) {
    containers.unshift(above);
  }
  return containers;
}

function numbered(layers: Layer[]): Layer[] {
  const counts: number[] = [];
  layers.forEach((layer, i) => {
    counts[layer.depth] = (counts[layer.depth] ?? 0) + 1;
    layer.index = counts[layer.depth] ?? 0;
    const rest = layers.slice(i + 1);
    const end = rest.findIndex(({ depth }) => depth <= layer.depth);
    layer.inside = end < 0 ? rest : rest.slice(0, end);
  });
  return layers;
}
