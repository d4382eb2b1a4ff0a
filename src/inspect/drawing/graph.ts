/** A model as a graph: its calls of layers, and the operations between them. */
import { MultiheadAttention } from '../../nn/index.js';
import { Tensor } from '../../tensor/index.js';
import { watchKernels } from '../kernel-calls.js';
import { type AnyModule, tryOut } from '../model-input.js';

/** A layer or an operation of a model. */
export interface GraphNode {
  /** What it is. */
  readonly kind: 'input' | 'layer' | 'operation' | 'output';
  /** A class, as `Linear`, or TensorFlow.js's kernel, as `Add`. */
  readonly type: string;
  /** Where a layer is, as `features.0`; empty for the others. */
  readonly path: string;
  /** Of the first result. */
  shape: readonly number[];
  /** How many numbers its parameters have. */
  readonly parameters: number;
}

export interface ModelGraph {
  readonly nodes: readonly GraphNode[];
  /** Indices of nodes, each once. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** Kernels that pass on what they get, as far as a reader is concerned. */
const UNSEEN = new Set(['Identity', 'Cast']);

/**
 * Runs the model once and follows the tensors.
 * @param depth modules so far inside are one node, whatever they contain
 */
export function recordGraph(net: AnyModule, inputs: readonly Tensor[], depth: number): ModelGraph {
  const nodes: GraphNode[] = [];
  const edges = new Map<string, readonly [number, number]>();
  /** The node that each tensor of TensorFlow.js comes from, by the tensor's id. */
  const origins = new Map<number, number>();
  const connect = (ids: readonly number[], to: number) => {
    for (const id of ids) {
      const from = origins.get(id);
      if (from !== undefined && from !== to) edges.set(`${from},${to}`, [from, to]);
    }
  };
  const add = (node: GraphNode): number => nodes.push(node) - 1;
  for (const input of inputs) {
    const node = {
      kind: 'input',
      type: 'input',
      path: '',
      shape: input.shape,
      parameters: 0,
    } as const;
    origins.set(input.tf.id, add(node));
  }

  /** The layer that is running; what happens inside is not looked at. */
  let running: number | undefined;
  const hooks = layersOf(net, depth).flatMap(([path, module]) => {
    let own: number | undefined;
    return [
      module.registerForwardPreHook((_, given) => {
        if (running !== undefined) return;
        const type = module.constructor.name;
        const parameters = module.parameters().reduce((sum, one) => sum + one.numel(), 0);
        own = add({ kind: 'layer', type, path, shape: [], parameters });
        running = own;
        connect(idsIn(given), own);
      }),
      module.registerForwardHook((_, __, output) => {
        if (own === undefined || running !== own) return;
        const [first] = tensorsIn(output);
        const node = nodes[own];
        if (first && node) node.shape = first.shape;
        for (const id of idsIn(output)) origins.set(id, own);
        running = undefined;
        own = undefined;
      }),
    ];
  });
  const end = watchKernels(({ kernel, inputs, outputs }) => {
    if (running !== undefined) return;
    const sources = Object.values(inputs).map(({ id }) => id);
    const [known] = sources.flatMap((id) => origins.get(id) ?? []);
    // What comes from no input, as a constant, is no part of the picture.
    if (known === undefined) return;
    if (UNSEEN.has(kernel)) {
      for (const { id } of outputs) origins.set(id, known);
      return;
    }
    const shape = outputs[0]?.shape ?? [];
    const node = add({ kind: 'operation', type: kernel, path: '', shape, parameters: 0 });
    connect(sources, node);
    for (const { id } of outputs) origins.set(id, node);
  });
  let result: unknown;
  try {
    result = tryOut(net, inputs, 'eval');
  } finally {
    end();
    for (const hook of hooks) hook.remove();
  }
  for (const tensor of tensorsIn(result)) {
    const node = {
      kind: 'output',
      type: 'output',
      path: '',
      shape: tensor.shape,
      parameters: 0,
    } as const;
    connect([tensor.tf.id], add(node));
  }
  return { nodes, edges: [...edges.values()] };
}

/** What is drawn as one node: what has nothing inside, or is too far inside. */
function layersOf(net: AnyModule, depth: number): (readonly [string, AnyModule])[] {
  const found: (readonly [string, AnyModule])[] = [];
  const visit = (path: string, module: AnyModule, left: number) => {
    const children = module.namedChildren();
    // Attention computes with the parameters of the module inside, and doesn't call it.
    if (children.length === 0 || left === 0 || module instanceof MultiheadAttention) {
      found.push([path, module]);
      return;
    }
    for (const [name, child] of children) {
      visit(path === '' ? name : `${path}.${name}`, child, left - 1);
    }
  };
  visit('', net, depth);
  return [...new Map(found.map(([path, module]) => [module, [path, module] as const])).values()];
}

function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  return Array.isArray(value) ? value.flatMap(tensorsIn) : [];
}

const idsIn = (value: unknown): number[] => tensorsIn(value).map((tensor) => tensor.tf.id);
