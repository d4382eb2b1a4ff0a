/** Recurrent networks: RNN, LSTM and GRU. */
import { optionsByPlace, type Tensor, withDefaults } from '../tensor/index.js';
import { checkChoice } from './layer-options.js';
import { type Input, Recurrent, type RecurrentOptions } from './recurrent.js';
import type { PackedSequence } from './utils/packed-sequence.js';

/** What may follow the sizes: the number of layers by its place or by name, the rest by name. */
type RecurrentArguments<Options extends RecurrentOptions> =
  | [options?: Options]
  | [numLayers: number, options?: Options];

const DEFAULTS = {
  numLayers: 1,
  bias: true,
  batchFirst: false,
  dropout: 0,
  bidirectional: false,
};

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentOptions {
  /** Default `'tanh'`. */
  nonlinearity?: 'tanh' | 'relu';
}

/** Options of {@link LSTM}. */
export interface LSTMOptions extends RecurrentOptions {
  /** To how many numbers the hidden state is projected; less than `hiddenSize`. Default 0: it is not. */
  projSize?: number;
}

/** A tensor gives a tensor, a packed sequence a packed one. */
type OutputOf<In extends Input> = In extends PackedSequence ? PackedSequence : Tensor;

// biome-ignore-start lint/suspicious/noUnsafeDeclarationMerging: as in module.ts
// biome-ignore-start lint/style/useShorthandFunctionType: only an interface merges with a class

/** A call gives what `forward` gives: its output is packed where its input is. */
// biome-ignore lint/correctness/noUnusedVariables: it merges with the class
interface OneState {
  <In extends Input>(input: In, h0?: Tensor): [OutputOf<In>, Tensor];
}

/** What RNN and GRU have in common: one state. */
abstract class OneState extends Recurrent<Tensor> {
  /**
   * @param input `[length, batch, inputSize]`, or `[batch, length, inputSize]` with `batchFirst`; packed too
   * @param h0 `[layers x directions, batch, hiddenSize]`, by default zeros
   * @returns the outputs `[..., directions x hiddenSize]` of all steps, and the last states
   */
  forward<In extends Input>(input: In, h0?: Tensor): [OutputOf<In>, Tensor] {
    const [output, [hidden]] = this.run(input, h0 && [h0]);
    return [output as OutputOf<In>, hidden];
  }
}

/** h' = tanh(W x + b + U h + c), or ReLU. PyTorch: `torch.nn.RNN`. */
export class RNN extends OneState {
  /** What bends the sums. */
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, ...given: RecurrentArguments<RNNOptions>) {
    const options = optionsByPlace<RNNOptions>('RNN', given, ['numLayers']);
    const { nonlinearity, ...others } = withDefaults('RNN', options, {
      ...DEFAULTS,
      nonlinearity: 'tanh',
    });
    const kind = checkChoice('RNN', 'nonlinearity', nonlinearity, ['tanh', 'relu']);
    super(kind, inputSize, hiddenSize, others);
    this.nonlinearity = nonlinearity;
  }
}

/** Gated recurrent units. See Cho et al. 2014; PyTorch: `torch.nn.GRU`. */
export class GRU extends OneState {
  constructor(
    inputSize: number,
    hiddenSize: number,
    ...given: RecurrentArguments<RecurrentOptions>
  ) {
    const options = optionsByPlace<RecurrentOptions>('GRU', given, ['numLayers']);
    super('gru', inputSize, hiddenSize, withDefaults('GRU', options, DEFAULTS));
  }
}

export interface LSTM {
  <In extends Input>(
    input: In,
    states?: readonly [h0: Tensor, c0: Tensor],
  ): [OutputOf<In>, [hidden: Tensor, cell: Tensor]];
}

/** Long short-term memory, with projections by `projSize` (Sak et al. 2014). See Hochreiter & Schmidhuber 1997; PyTorch: `torch.nn.LSTM`. */
export class LSTM extends Recurrent<[Tensor, Tensor]> {
  constructor(inputSize: number, hiddenSize: number, ...given: RecurrentArguments<LSTMOptions>) {
    const options = optionsByPlace<LSTMOptions>('LSTM', given, ['numLayers']);
    const { projSize, ...others } = withDefaults('LSTM', options, { ...DEFAULTS, projSize: 0 });
    super('lstm', inputSize, hiddenSize, others, projSize);
  }

  /**
   * Runs all layers over the sequence.
   * @param input `[length, batch, inputSize]`, or `[batch, length, inputSize]` with `batchFirst`; packed too
   * @param states hidden and cell, `[layers x directions, batch, hiddenSize]` each (hidden: projSize), by default zeros
   * @returns the outputs `[..., directions x hiddenSize]` (or projSize) of all steps, and the last states
   */
  forward<In extends Input>(
    input: In,
    states?: readonly [h0: Tensor, c0: Tensor],
  ): [OutputOf<In>, [hidden: Tensor, cell: Tensor]] {
    const [output, [hidden, cell]] = this.run(input, states);
    return [output as OutputOf<In>, [hidden, cell]];
  }
}

// biome-ignore-end lint/style/useShorthandFunctionType: only an interface merges with a class
// biome-ignore-end lint/suspicious/noUnsafeDeclarationMerging: as in module.ts
