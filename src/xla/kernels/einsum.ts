/** Einstein summation of one or two tensors: sums over what only one has, then one product. */
import { backend_util, type EinsumAttrs } from '@tensorflow/tfjs-core';
import { apply, type Node, type Op } from '../graph/node.js';
import { at } from '../graph/shape.js';
import { asInfo, cast, type KernelTable } from './kernel.js';
import { summed } from './reduction.js';
import { transpose } from './shape-kernels.js';

/** A tensor whose axes have names: the indices of the equation's dimensions. */
interface Named {
  readonly node: Node;
  readonly names: readonly number[];
}

interface Contraction {
  readonly batch: readonly [readonly number[], readonly number[]];
  readonly contract: readonly [readonly number[], readonly number[]];
}

const contraction: Op<Contraction> = {
  name: 'contraction',
  lower: (hlo, [a, b], axes) => hlo.dot(a, b, axes),
};

/** The sum over the axes whose name `keep` refuses. */
function sumOver({ node, names }: Named, keep: (name: number) => boolean): Named {
  const axes = names.flatMap((name, axis) => (keep(name) ? [] : [axis]));
  if (axes.length === 0) return { node, names };
  return { node: summed(node, axes), names: names.filter(keep) };
}

function product(a: Named, b: Named, kept: (name: number) => boolean): Named {
  const shared = a.names.filter((name) => b.names.includes(name));
  const batch = shared.filter(kept);
  const contract = shared.filter((name) => !kept(name));
  const axes = (names: readonly number[]): [number[], number[]] => [
    names.map((name) => a.names.indexOf(name)),
    names.map((name) => b.names.indexOf(name)),
  ];
  const free = (one: Named) => one.names.filter((name) => !shared.includes(name));
  const names = [...batch, ...free(a), ...free(b)];
  const size = (name: number) =>
    a.names.includes(name)
      ? at(a.node.shape, a.names.indexOf(name))
      : at(b.node.shape, b.names.indexOf(name));
  const attrs = { batch: axes(batch), contract: axes(contract) };
  const node = apply(contraction, [a.node, b.node], attrs, a.node.type, names.map(size));
  return { node, names };
}

export const einsumKernels: KernelTable = {
  Einsum: (inputs, { equation }: EinsumAttrs) => {
    const nodes = Object.values(inputs).map((node) =>
      node.type === 'i1' ? cast(node, 'i32') : node,
    );
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(
      equation,
      nodes.length,
    );
    backend_util.checkEinsumDimSizes(allDims.length, idDims, nodes.map(asInfo));
    const kept = (name: number) => !summedDims.includes(name);
    const [first, second] = nodes.map((node, i): Named => ({ node, names: idDims[i] }));
    let result: Named;
    if (second === undefined) {
      result = sumOver(first, kept);
    } else {
      const a = sumOver(first, (name) => kept(name) || second.names.includes(name));
      const b = sumOver(second, (name) => kept(name) || first.names.includes(name));
      result = product(a, b, kept);
    }
    // The equation's result comes first in the list of all dimensions.
    const order = [...result.names].sort((a, b) => a - b);
    const turns = order.map((name) => result.names.indexOf(name));
    return transpose(result.node, turns);
  },
};
