/**
 * What recurrent networks have in common: weights, layers on each other, directions. One layer is in
 * functional/recurrent-layer.ts; sequences of different lengths are in utils/packed-sequence.ts.
 */
import {
  cat,
  checkWhole,
  DtypeError,
  OptionError,
  ShapeError,
  shown,
  stack,
  Tensor,
  tensor,
  zeros,
} from '../tensor/index.js';
import { dropout } from './functional/dropout.js';
import { type CellKind, GATES } from './functional/recurrent.js';
import { type LayerWeights, recurrentLayer } from './functional/recurrent-layer.js';
import { uniform_ } from './init.js';
import { showBool, showFloat } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';
import { PackedSequence, packPaddedSequence, padPackedSequence } from './utils/packed-sequence.js';

/** Options of `LSTM` and `GRU`. */
export interface RecurrentOptions {
  /** How many layers, each on the outputs of the one before. Default 1. */
  numLayers?: number;
  /** Default true. */
  bias?: boolean;
  /** Whether inputs are `[batch, length, size]`, not `[length, batch, size]`. Default false. */
  batchFirst?: boolean;
  /** Dropout between layers, in training. Default 0. */
  dropout?: number;
  /** Whether there are as many layers that read from the end. Default false. */
  bidirectional?: boolean;
}

/** A sequence `[length, batch, size]`; rows of a batch may end before the others. */
interface Sequence {
  readonly x: Tensor;
  /** Where each row ends, `[batch]`; undefined where all are of full length. */
  readonly lengths: readonly number[] | undefined;
}

/** What recurrent networks take: padded, or packed. */
export type Input = Tensor | PackedSequence;

export abstract class Recurrent<State, Out extends Input = Input> extends Module<
  [Input, State?],
  [Out, State]
> {
  /** How many numbers a step's input has. */
  readonly inputSize: number;
  /** How many numbers a state has. */
  readonly hiddenSize: number;
  /** The size that hidden states are projected to, 0 where they are not. */
  readonly projSize: number;
  /** How many layers there are, each on the outputs of the one before. */
  readonly numLayers: number;
  /** Whether inputs are `[batch, length, size]`, not `[length, batch, size]`. */
  readonly batchFirst: boolean;
  /** The share of numbers that are dropped between layers, in training. */
  readonly dropout: number;
  /** Whether there are as many layers that read from the end. */
  readonly bidirectional: boolean;
  readonly #bias: boolean;
  readonly #kind: CellKind;

  constructor(
    kind: CellKind,
    inputSize: number,
    hiddenSize: number,
    options: Required<RecurrentOptions>,
    projSize = 0,
  ) {
    super();
    const { name } = this.constructor;
    const { numLayers, bias, batchFirst, bidirectional } = options;
    this.#kind = kind;
    this.inputSize = checkWhole(name, 'inputSize', inputSize, 1);
    this.hiddenSize = checkWhole(name, 'hiddenSize', hiddenSize, 1);
    this.projSize = checkWhole(name, 'projSize', projSize, 0);
    if (projSize >= hiddenSize) {
      throw new OptionError(name, 'projSize', projSize, `less than hiddenSize = ${hiddenSize}`);
    }
    this.numLayers = checkWhole(name, 'numLayers', numLayers, 1);
    this.batchFirst = batchFirst;
    this.bidirectional = bidirectional;
    this.dropout = options.dropout;
    if (!(this.dropout >= 0 && this.dropout <= 1)) {
      throw new OptionError(name, 'dropout', this.dropout, 'a probability from 0 to 1');
    }
    if (typeof bias !== 'boolean') throw new OptionError(name, 'bias', bias, 'true or false');
    this.#bias = bias;
    const rows = GATES[kind] * hiddenSize;
    for (let layer = 0; layer < numLayers; layer++) {
      const size = layer === 0 ? inputSize : this.#outputSize * this.#directions;
      for (const suffix of this.#suffixes(layer)) {
        this.registerParameter(`weight_ih_${suffix}`, new Parameter(zeros([rows, size])));
        this.registerParameter(
          `weight_hh_${suffix}`,
          new Parameter(zeros([rows, this.#outputSize])),
        );
        for (const name of bias ? ['bias_ih', 'bias_hh'] : []) {
          this.registerParameter(`${name}_${suffix}`, new Parameter(zeros([rows])));
        }
        if (projSize === 0) continue;
        this.registerParameter(`weight_hr_${suffix}`, new Parameter(zeros([projSize, hiddenSize])));
      }
    }
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound);
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}, ${this.hiddenSize}`];
    if (this.projSize !== 0) parts.push(`proj_size=${this.projSize}`);
    if (this.numLayers !== 1) parts.push(`num_layers=${this.numLayers}`);
    if (!this.#bias) parts.push('bias=False');
    if (this.batchFirst) parts.push(`batch_first=${showBool(true)}`);
    if (this.dropout !== 0) parts.push(`dropout=${showFloat(this.dropout)}`);
    if (this.bidirectional) parts.push(`bidirectional=${showBool(true)}`);
    return parts.join(', ');
  }

  /**
   * Runs all layers. `states` are the first ones, `[layers x directions, batch, size]` each: the hidden one,
   * and the cell's for LSTM; gives outputs as the input came, and the last states.
   */
  protected run(input: Input, states: readonly Tensor[] | undefined): [Input, Tensor[]] {
    const packed = input instanceof PackedSequence;
    const single = !packed && input.ndim === 2;
    const sequence = this.#sequence(input);
    const [, batch] = sequence.x.shape;
    checkStates(this.constructor.name, states);
    const first = states?.map((state) => (single ? state.unsqueeze(1) : state));
    this.#checkStates(first, batch);
    const { output, last } = this.#layers(sequence, first);
    if (packed) {
      const { lengths = [] } = sequence;
      const options = { enforceSorted: false };
      return [packPaddedSequence(output, tensor(Int32Array.from(lengths)), options), last];
    }
    if (single) return [output.squeeze(1), last.map((state) => state.squeeze(1))];
    return [this.batchFirst ? output.transpose(0, 1) : output, last];
  }

  /** The size of hidden states, and of outputs in one direction. */
  get #outputSize(): number {
    return this.projSize || this.hiddenSize;
  }

  get #directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  #suffixes(layer: number): string[] {
    return this.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
  }

  #sequence(input: Input): Sequence {
    if (input instanceof PackedSequence) {
      const [x, lengths] = padPackedSequence(input);
      return { x, lengths: [...lengths.dataSync()] };
    }
    const { name } = this.constructor;
    if ((input.ndim !== 2 && input.ndim !== 3) || input.shape[input.ndim - 1] !== this.inputSize) {
      const order = this.batchFirst ? 'batch, length' : 'length, batch';
      throw new ShapeError(
        name,
        [input.shape],
        `${name}(${this.inputSize}, ${this.hiddenSize}) got an input of shape ` +
          `[${input.shape.join(', ')}].\n  It must be [${order}, ${this.inputSize}], or without the batch ` +
          `[length, ${this.inputSize}].`,
      );
    }
    if (input.ndim === 2) return { x: input.unsqueeze(1), lengths: undefined };
    return { x: this.batchFirst ? input.transpose(0, 1) : input, lengths: undefined };
  }

  #checkStates(states: readonly Tensor[] | undefined, batch: number): void {
    for (const [i, state] of (states ?? []).entries()) {
      const size = i === 0 ? this.#outputSize : this.hiddenSize;
      const expected = [this.numLayers * this.#directions, batch, size];
      if (`${state.shape}` === `${expected}`) continue;
      throw new ShapeError(
        this.constructor.name,
        [state.shape, expected],
        `${this.constructor.name} got a first state of shape [${state.shape.join(', ')}].\n` +
          `  It must be [layers x directions, batch, hiddenSize], here [${expected.join(', ')}].`,
      );
    }
  }

  #layers(
    { x, lengths }: Sequence,
    first: readonly Tensor[] | undefined,
  ): { output: Tensor; last: Tensor[] } {
    let current = x;
    const finals: Tensor[][] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      if (layer > 0) current = dropout(current, { p: this.dropout, training: this.training });
      const outputs = this.#suffixes(layer).map((suffix, direction) => {
        const at = layer * this.#directions + direction;
        const { output, last } = recurrentLayer({
          kind: this.#kind,
          x: current,
          weights: this.#weights(suffix),
          first: first?.map((state) => state.select(0, at)) ?? this.#firstStates(x.shape[1]),
          lengths,
          reverse: direction === 1,
        });
        finals.push(last);
        return output;
      });
      current = outputs.length === 1 ? outputs[0] : cat(outputs, 2);
    }
    const last = finals[0].map((_, i) => stack(finals.map((states) => states[i])));
    return { output: current, last };
  }

  #firstStates(batch: number): Tensor[] {
    const hidden = zeros([batch, this.#outputSize]);
    return this.#kind === 'lstm' ? [hidden, zeros([batch, this.hiddenSize])] : [hidden];
  }

  #weights(suffix: string): LayerWeights {
    const own = new Map(this.namedParameters());
    const weight = (name: string): Parameter => {
      const found = own.get(`${name}_${suffix}`);
      if (found) return found;
      throw new TypeError(`${this.constructor.name} has no parameter ${name}_${suffix}.`);
    };
    return {
      input: weight('weight_ih'),
      hidden: weight('weight_hh'),
      inputBias: this.#bias ? weight('bias_ih') : undefined,
      hiddenBias: this.#bias ? weight('bias_hh') : undefined,
      projection: this.projSize > 0 ? weight('weight_hr') : undefined,
    };
  }
}

/** @throws DtypeError for what is no list of tensors: an LSTM has two states. */
export function checkStates(owner: string, states: unknown): void {
  if (states === undefined) return;
  if (Array.isArray(states) && states.every((state) => state instanceof Tensor)) return;
  throw new DtypeError(
    owner,
    `the first states must be tensors, an LSTM's two of them in a list, as [h0, c0], got ${shown(states)}.`,
  );
}
