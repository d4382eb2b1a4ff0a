/** A model as a graph: its calls of layers, and the operations between them. */
import { MultiheadAttention } from '../../nn/index.js';
import { type HookHandle, Tensor } from '../../tensor/index.js';
import { type KernelCall, watchKernels } from '../kernel-calls.js';
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
/** Of what is no layer. */
const PLAIN = { path: '', parameters: 0 } as const;

/**
 * Runs the model once and follows the tensors.
 * @param depth modules so far inside are one node, whatever they contain
 */
export function recordGraph(net: AnyModule, inputs: readonly Tensor[], depth: number): ModelGraph {
  const recorder = new GraphRecorder(inputs);
  const hooks = layersOf(net, depth).flatMap(([path, module]) => recorder.watch(path, module));
  const end = watchKernels((call) => recorder.noteKernel(call));
  let result: unknown;
  try {
    result = tryOut(net, inputs, 'eval');
  } finally {
    end();
    for (const hook of hooks) hook.remove();
  }
  return recorder.graphTo(tensorsIn(result));
}

class GraphRecorder {
  readonly #nodes: GraphNode[] = [];
  readonly #edges = new Map<string, readonly [number, number]>();
  /** The node that each tensor of TensorFlow.js comes from, by the tensor's id. */
  readonly #origins = new Map<number, number>();
  /** The layer that is running; what happens inside is not looked at. */
  #running: number | undefined;

  constructor(inputs: readonly Tensor[]) {
    for (const { tf, shape } of inputs) {
      this.#origins.set(tf.id, this.#add({ ...PLAIN, kind: 'input', type: 'input', shape }));
    }
  }

  /** Notes each call of a layer; the hooks are to be removed. */
  watch(path: string, module: AnyModule): HookHandle[] {
    let own: number | undefined;
    return [
      module.registerForwardPreHook((_, given) => {
        if (this.#running !== undefined) return;
        const type = module.constructor.name;
        const parameters = module.parameters().reduce((sum, one) => sum + one.numel(), 0);
        own = this.#add({ kind: 'layer', type, path, shape: [], parameters });
        this.#running = own;
        this.#connect(idsIn(given), own);
      }),
      module.registerForwardHook((_, __, output) => {
        if (own === undefined || this.#running !== own) return;
        const [first] = tensorsIn(output);
        const node = this.#nodes[own];
        if (first && node) node.shape = first.shape;
        for (const id of idsIn(output)) this.#origins.set(id, own);
        this.#running = undefined;
        own = undefined;
      }),
    ];
  }

  noteKernel({ kernel, inputs, outputs }: KernelCall): void {
    if (this.#running !== undefined) return;
    const sources = Object.values(inputs).map(({ id }) => id);
    const [known] = sources.flatMap((id) => this.#origins.get(id) ?? []);
    // What comes from no input, as a constant, is no part of the picture.
    if (known === undefined) return;
    let node = known;
    if (!UNSEEN.has(kernel)) {
      const shape = outputs[0]?.shape ?? [];
      node = this.#add({ ...PLAIN, kind: 'operation', type: kernel, shape });
      this.#connect(sources, node);
    }
    for (const { id } of outputs) this.#origins.set(id, node);
  }

  /** What was noted, up to the model's results. */
  graphTo(results: readonly Tensor[]): ModelGraph {
    for (const { tf, shape } of results) {
      this.#connect([tf.id], this.#add({ ...PLAIN, kind: 'output', type: 'output', shape }));
    }
    return { nodes: this.#nodes, edges: [...this.#edges.values()] };
  }

  #add(node: GraphNode): number {
    return this.#nodes.push(node) - 1;
  }

  #connect(ids: readonly number[], to: number): void {
    for (const id of ids) {
      const from = this.#origins.get(id);
      if (from !== undefined && from !== to) this.#edges.set(`${from},${to}`, [from, to]);
    }
  }
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
