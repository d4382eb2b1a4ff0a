/**
 * A part of the graph as a function of its own: what was computed from some nodes, cut out so that it can be written
 * into a program any number of times, as the body of a loop or once for each element of a batch.
 */
import { createHash } from 'node:crypto';
import type { Value } from './emitter.js';
import type { Made } from './listing.js';
import { madeOf, type Node, type TensorType } from './node.js';
import type { StableHlo } from './stablehlo.js';
import { tensorType } from './text.js';

export interface Subgraph {
  /** Equal for subgraphs that compute the same. */
  readonly key: string;
  readonly parameters: readonly TensorType[];
  readonly results: readonly TensorType[];
  /** Writes its operations; `values` are the parameters. */
  emit(hlo: StableHlo, values: readonly Value[]): Value[];
}

export interface Cut {
  /** Its parameters are the given ones, then what was captured. */
  readonly subgraph: Subgraph;
  /** Nodes from outside that it needs. */
  readonly captured: readonly Node[];
}

interface Instruction extends Made {
  readonly lower: (hlo: StableHlo, inputs: readonly Value[]) => Value;
  /** Where each input comes from: instructions from 0, parameters from -1 downwards. */
  readonly inputs: readonly number[];
}

/**
 * Cuts out what leads from `parameters` to `results`.
 * @param newest the `id` of the newest node that counts as outside
 * @param makers who made its operations: those who did, or whoever calls it
 * @throws what a node failed with
 */
export function cut(
  parameters: readonly Node[],
  results: readonly Node[],
  newest: number,
  makers: 'own' | 'of the call' = 'own',
): Cut {
  const places = new Map<Node, number>();
  const leaves: Node[] = [];
  const addLeaf = (node: Node) => {
    leaves.push(node);
    places.set(node, -leaves.length);
  };
  parameters.forEach(addLeaf);
  const instructions: Instruction[] = [];
  let text = '';
  const stack = [...results].reverse();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (places.has(node)) {
      stack.pop();
      continue;
    }
    const { content } = node;
    if (content.kind === 'failed') throw content.error;
    if (content.kind !== 'op' || node.id <= newest) {
      stack.pop();
      addLeaf(node);
      continue;
    }
    const missing = content.inputs.filter((input) => !places.has(input));
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    stack.pop();
    const inputs = content.inputs.map((input) => placeOf(places, input));
    places.set(node, instructions.length);
    const { operation, maker } = madeOf(node);
    const made = { operation, maker: makers === 'own' ? maker : undefined };
    instructions.push({ ...made, lower: content.lower, inputs });
    text += `${content.signature}(${inputs});`;
  }
  const outputs = results.map((result) => placeOf(places, result));
  const types = leaves.map(({ type, shape }) => tensorType(type, shape));
  const key = createHash('sha1').update(`${types}|${text}>${outputs}`).digest('base64');
  const typeOnly = ({ type, shape }: Node): TensorType => ({ type, shape });
  const subgraph: Subgraph = {
    key,
    parameters: leaves.map(typeOnly),
    results: results.map(typeOnly),
    emit: (hlo, values) => emit(hlo, instructions, values, outputs),
  };
  return { subgraph, captured: leaves.slice(parameters.length) };
}

function emit(
  hlo: StableHlo,
  instructions: readonly Instruction[],
  values: readonly Value[],
  outputs: readonly number[],
): Value[] {
  const computed: Value[] = [];
  const at = (place: number) => (place < 0 ? values[-place - 1] : computed[place]);
  for (const instruction of instructions) {
    const inputs = instruction.inputs.map(at);
    computed.push(hlo.writeFor(instruction, inputs, () => instruction.lower(hlo, inputs)));
  }
  return outputs.map(at);
}

function placeOf(places: ReadonlyMap<Node, number>, node: Node): number {
  const place = places.get(node);
  if (place === undefined) throw new Error('A node of a subgraph has no place in it.');
  return place;
}
