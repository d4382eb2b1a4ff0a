/** Pure functions of tensors that are called once for each kind of inputs; from then on each is one operation of the graph. */
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { XlaBackend } from '../backend/backend.js';
import { assertOneDevice } from '../backend/one-device.js';
import { bundled } from '../graph/bundle.js';
import { Node, nodeCount } from '../graph/node.js';
import { sameShape } from '../graph/shape.js';
import { cut } from '../graph/subgraph.js';
import { asTensors } from './traced-function.js';

/** How many functions are remembered, and for how many kinds of inputs each. The oldest go first. */
const MOST_FUNCTIONS = 1000;
const MOST_KINDS = 32;

/** Computes the same from the same arguments. */
type Compute = (inputs: readonly Tensor[]) => readonly Tensor[];

interface Recording {
  readonly parameters: readonly Node[];
  /** Numbers that the function computes with. */
  readonly numbers: readonly Node[];
  /** Undefined where the function uses other tensors too: then it can't be recorded. */
  readonly apply: ((inputs: readonly Node[]) => Node[]) | undefined;
}

export class Recordings {
  readonly #byKey = new Map<string, Recording[]>();
  readonly #backend: XlaBackend;

  constructor(backend: XlaBackend) {
    this.#backend = backend;
  }

  /**
   * What `compute` gives for the inputs.
   * @param key equal for functions that compute the same
   */
  call(key: string, inputs: readonly Tensor[], compute: Compute): Tensor[] {
    const backend = this.#backend;
    backend.executor.boundPending();
    const nodes = inputs.map((input) => backend.nodeOf(input));
    if (nodes.some(({ device }) => device !== nodes[0].device)) {
      assertOneDevice(nameIn(key), nodes, backend.executor.compiler.nameOf);
    }
    const { apply, numbers } = this.#find(key, nodes) ?? this.#record(key, nodes, compute);
    return apply ? asTensors(backend, apply([...nodes, ...numbers])) : [...compute(inputs)];
  }

  #find(key: string, inputs: readonly Node[]): Recording | undefined {
    return this.#byKey.get(key)?.find(({ parameters }) => sameTypes(parameters, inputs));
  }

  #record(key: string, inputs: readonly Node[], compute: Compute): Recording {
    const backend = this.#backend;
    const newest = nodeCount();
    const parameters = inputs.map(
      ({ type, shape }) => new Node({ kind: 'placeholder' }, type, shape),
    );
    const { subgraph, captured } = backend.executor.trace(() => {
      let found: ReturnType<typeof cut> | undefined;
      tidy(() => {
        const results = compute(asTensors(backend, parameters));
        const nodes = results.map((result) => backend.nodeOf(result));
        // Whoever calls it makes it then.
        found = cut(parameters, nodes, newest, 'of the call');
      });
      if (!found) throw new Error(`'${key}' was not recorded.`);
      return found;
    });
    const isPure = captured.every(({ content }) => content.kind === 'literal');
    // Numbers of the key are inputs, so functions that differ in them alone are one operation.
    const apply = bundled({
      signature: `call ${nameIn(key)} ${subgraph.key}`,
      results: subgraph.results,
      lower: (hlo, values) => subgraph.emit(hlo, values),
    });
    const recording = isPure
      ? { parameters, numbers: captured, apply }
      : { parameters, numbers: [], apply: undefined };
    this.#remember(key, recording);
    return recording;
  }

  #remember(key: string, recording: Recording): void {
    const kinds = this.#byKey.get(key) ?? [];
    kinds.push(recording);
    if (kinds.length > MOST_KINDS) kinds.shift();
    this.#byKey.set(key, kinds);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MOST_FUNCTIONS && oldest !== undefined) this.#byKey.delete(oldest);
  }
}

/** A key is a name and what the function depends on. */
function nameIn(key: string): string {
  return key.split(/[ ,]/, 1)[0];
}

function sameTypes(parameters: readonly Node[], inputs: readonly Node[]): boolean {
  if (parameters.length !== inputs.length) return false;
  for (let i = 0; i < inputs.length; i++) {
    if (parameters[i].type !== inputs[i].type) return false;
    if (!sameShape(parameters[i].shape, inputs[i].shape)) return false;
  }
  return true;
}
