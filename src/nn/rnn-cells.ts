/** Single steps of recurrent networks. */
import { checkWhole, type Tensor, withDefaults, zeros } from '../tensor/index.js';
import { linear } from './functional/linear.js';
import { type CellKind, GATES, recurrentStep } from './functional/recurrent.js';
import { uniform_ } from './init.js';
import { checkChoice, unlessLeftOut } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';
import { checkStates } from './recurrent.js';

/** Options of {@link LSTMCell} and its kin. */
export interface CellOptions {
  /** Default true. */
  bias?: boolean;
}

abstract class Cell<State, Out> extends Module<[Tensor, State?], Out> {
  /** `[gates x hiddenSize, inputSize]` */
  weightIh: Parameter;
  /** `[gates x hiddenSize, hiddenSize]` */
  weightHh: Parameter;
  /** `[gates x hiddenSize]`; undefined where it was left out, as `biasHh`. */
  biasIh: Parameter;
  biasHh: Parameter;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly #kind: CellKind;

  constructor(
    kind: CellKind,
    inputSize: number,
    hiddenSize: number,
    { bias }: Required<CellOptions>,
  ) {
    super();
    const { name } = this.constructor;
    this.#kind = kind;
    this.inputSize = checkWhole(name, 'inputSize', inputSize, 1);
    this.hiddenSize = checkWhole(name, 'hiddenSize', hiddenSize, 1);
    const rows = GATES[kind] * hiddenSize;
    this.weightIh = new Parameter(zeros([rows, inputSize]));
    this.weightHh = new Parameter(zeros([rows, hiddenSize]));
    this.biasIh = unlessLeftOut(bias, () => new Parameter(zeros([rows])));
    this.biasHh = unlessLeftOut(bias, () => new Parameter(zeros([rows])));
    this.nameInState({
      weightIh: 'weight_ih',
      weightHh: 'weight_hh',
      biasIh: 'bias_ih',
      biasHh: 'bias_hh',
    });
    const bound = 1 / Math.sqrt(hiddenSize);
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound);
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}`;
  }

  protected step(x: Tensor, states: readonly Tensor[] | undefined): Tensor[] {
    checkStates(this.constructor.name, states);
    if (x.ndim === 1) {
      const batch = states?.map((state) => state.unsqueeze(0));
      return this.step(x.unsqueeze(0), batch).map((state) => state.squeeze(0));
    }
    const none = () => zeros([x.shape[0], this.hiddenSize]);
    const given = states ?? (this.#kind === 'lstm' ? [none(), none()] : [none()]);
    const input = linear(x, this.weightIh, this.biasIh);
    const hidden = linear(given[0], this.weightHh, this.biasHh);
    return recurrentStep(this.#kind, input, hidden, given);
  }
}

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends CellOptions {
  /** Default `'tanh'`. */
  nonlinearity?: 'tanh' | 'relu';
}

/** `[batch, inputSize]` and the state `[batch, hiddenSize]` to the next state. */
export class RNNCell extends Cell<Tensor, Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    const { nonlinearity, bias } = withDefaults('RNNCell', options, {
      nonlinearity: 'tanh',
      bias: true,
    });
    checkChoice('RNNCell', 'nonlinearity', nonlinearity, ['tanh', 'relu']);
    super(nonlinearity, inputSize, hiddenSize, { bias });
  }

  forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(x, h && [h])[0];
  }
}

/** `[batch, inputSize]` and the state `[batch, hiddenSize]` to the next state. */
export class GRUCell extends Cell<Tensor, Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super('gru', inputSize, hiddenSize, withDefaults('GRUCell', options, { bias: true }));
  }

  forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(x, h && [h])[0];
  }
}

/** `[batch, inputSize]` and two states `[batch, hiddenSize]` to the next states: hidden, cell. */
export class LSTMCell extends Cell<readonly [Tensor, Tensor], [Tensor, Tensor]> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super('lstm', inputSize, hiddenSize, withDefaults('LSTMCell', options, { bias: true }));
  }

  forward(x: Tensor, states?: readonly [h: Tensor, c: Tensor]): [Tensor, Tensor] {
    const [hidden, cell] = this.step(x, states);
    return [hidden, cell];
  }
}
