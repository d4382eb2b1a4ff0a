/** One recurrent layer in one direction over whole sequences: by the engine's kernel, or step by step. */
import * as tf from '@tensorflow/tfjs-core';
import {
  autocast,
  autocastPrecision,
  fusedOperation,
  stack,
  type Tensor,
  tensor,
  where,
} from '../../tensor/index.js';
import { linear } from './linear.js';
import { type CellKind, recurrentStep } from './recurrent.js';

/** The weights of one layer in one direction. */
export interface LayerWeights {
  /** `[gates x size, features]` */
  readonly input: Tensor;
  /** `[gates x size, output]` */
  readonly hidden: Tensor;
  readonly inputBias: Tensor | undefined;
  readonly hiddenBias: Tensor | undefined;
  /** `[output, size]` */
  readonly projection: Tensor | undefined;
}

export interface RecurrentLayer {
  readonly kind: CellKind;
  /** `[length, batch, features]` */
  readonly x: Tensor;
  readonly weights: LayerWeights;
  /** The hidden state `[batch, output]`, and the cell's `[batch, size]` for LSTM. */
  readonly first: readonly Tensor[];
  /** Where each row ends; undefined where all are of full length. */
  readonly lengths: readonly number[] | undefined;
  /** From the last step to the first. */
  readonly reverse: boolean;
}

/** The outputs `[length, batch, output]`, zeros where a row has ended, and the last states. */
export function recurrentLayer(layer: RecurrentLayer): { output: Tensor; last: Tensor[] } {
  const [length] = layer.x.shape;
  const stacks = statesOf(layer);
  const last = stacks.map((states) => states.select(0, layer.reverse ? 0 : length - 1));
  const runs = runsOf(layer);
  return { output: runs ? where(runs, stacks[0], 0) : stacks[0], last };
}

/** The states after each step, `[length, batch, size]` each; a row that has ended, or not begun, keeps its own. */
function statesOf(layer: RecurrentLayer): Tensor[] {
  const { kind, x, weights, first, lengths, reverse } = layer;
  const given: Partial<Record<InputName, Tensor>> = {
    x,
    weightIh: weights.input,
    weightHh: weights.hidden,
    h0: first[0],
    c0: first[1],
    biasIh: weights.inputBias,
    biasHh: weights.hiddenBias,
    weightHr: weights.projection,
    lengths: lengths && tensor(Int32Array.from(lengths)),
  };
  const names = INPUTS.filter((name) => given[name]);
  const inputs = names.flatMap((name) => given[name] ?? []);
  const body = (...values: Tensor[]) =>
    autocast('float32', () => stepByStep(withInputs(layer, names, values)));
  // The kernel computes in float32 alone.
  if (autocastPrecision() !== 'float32') return stepByStep(layer);
  const named = (values: readonly tf.Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const attrs = { kind, reverse };
  return fusedOperation({
    name: kind === 'tanh' || kind === 'relu' ? `rnn_${kind}` : kind,
    inputs,
    body,
    forward: (values) => {
      const [states, kept, ...cells] = tf
        .engine()
        .runKernel<tf.Tensor[]>('RecurrentLayer', named(values), attrs);
      return { results: [states, ...cells], kept: [kept] };
    },
    backward: ([dStates, dCells], values, [states, cells], [kept]) => {
      const all = { ...named(values), states, kept, cells, dStates, dCells };
      const present = Object.entries(all).flatMap(([name, value]) =>
        value ? [[name, value]] : [],
      );
      return tf
        .engine()
        .runKernel<tf.Tensor[]>('RecurrentLayerGrad', Object.fromEntries(present), attrs);
    },
  });
}

/** The kernel's names; it gives gradients in the order in which it is given inputs. `lengths` has none, so it is the last. */
const INPUTS = [
  'x',
  'weightIh',
  'weightHh',
  'h0',
  'c0',
  'biasIh',
  'biasHh',
  'weightHr',
  'lengths',
] as const;
type InputName = (typeof INPUTS)[number];

/** The same layer, on other tensors. */
function withInputs(
  layer: RecurrentLayer,
  names: readonly InputName[],
  values: readonly Tensor[],
): RecurrentLayer {
  const of = (name: InputName): Tensor | undefined => values[names.indexOf(name)];
  const { x, weights, first } = layer;
  return {
    ...layer,
    x: of('x') ?? x,
    first: [of('h0'), of('c0')].flatMap((state, i) => state ?? first[i] ?? []),
    weights: {
      input: of('weightIh') ?? weights.input,
      hidden: of('weightHh') ?? weights.hidden,
      inputBias: of('biasIh'),
      hiddenBias: of('biasHh'),
      projection: of('weightHr'),
    },
  };
}

function stepByStep({ kind, x, weights, first, lengths, reverse }: RecurrentLayer): Tensor[] {
  const [length, batch] = x.shape;
  const inputs = linear(x, weights.input, weights.inputBias);
  const all: Tensor[][] = new Array<Tensor[]>(length);
  let states = first;
  for (let i = 0; i < length; i++) {
    const step = reverse ? length - 1 - i : i;
    const before = states;
    const hidden = linear(before[0], weights.hidden, weights.hiddenBias);
    const next = recurrentStep(kind, inputs.select(0, step), hidden, before);
    if (weights.projection) next[0] = linear(next[0], weights.projection);
    if (lengths?.some((end) => end <= step)) {
      const ends = lengths.map((end) => step < end);
      const runs = tensor(ends, [batch, 1], 'bool');
      states = next.map((state, k) => where(runs, state, before[k]));
    } else states = next;
    all[step] = [...states];
  }
  return first.map((_, k) => stack(all.map((one) => one[k])));
}

/** Which rows run at each step, `[length, batch, 1]`; undefined where all do. */
function runsOf({ x, lengths }: RecurrentLayer): Tensor | undefined {
  const [length, batch] = x.shape;
  if (!lengths?.some((end) => end < length)) return undefined;
  const runs = Array.from({ length }, (_, step) => lengths.map((end) => step < end)).flat();
  return tensor(runs, [length, batch, 1], 'bool');
}
