/** One step of each kind of recurrent network, `[batch, size]` for each state and gate. */
import type { Value } from '../../graph/emitter.js';
import type { StableHlo } from '../../graph/stablehlo.js';
import { block, type RecurrentKind, sideBySide } from './layer.js';

export interface Step {
  /** The next hidden state, before a projection. */
  readonly hidden: Value;
  /** LSTM's next cell state. */
  readonly cell?: Value;
  /** What the way back needs: arrays side by side. */
  readonly kept: Value;
}

/**
 * @param input W x + b, `[batch, gates x size]`
 * @param hidden U h, for GRU with its bias, `[batch, gates x size]`
 * @param before the states before: for GRU the hidden one, for LSTM the cell's
 */
export function step(
  hlo: StableHlo,
  kind: RecurrentKind,
  input: Value,
  hidden: Value,
  before: Value | undefined,
): Step {
  switch (kind) {
    case 'tanh':
    case 'relu': {
      const sum = hlo.add(input, hidden);
      const next = kind === 'tanh' ? hlo.unary('tanh', sum) : hlo.maximum(sum, 0);
      return { hidden: next, kept: next };
    }
    case 'lstm':
      return lstm(hlo, hlo.add(input, hidden), present(before));
    case 'gru':
      return gru(hlo, input, hidden, present(before));
    default:
      return kind satisfies never;
  }
}

/** c' = f c + i g, h' = o tanh(c'). */
function lstm(hlo: StableHlo, sum: Value, cell: Value): Step {
  const kept = lstmGates(hlo, sum);
  const [i, f, g, o] = gatesOf(hlo, kept, cell);
  const next = hlo.add(hlo.multiply(f, cell), hlo.multiply(i, g));
  return { hidden: hlo.multiply(o, hlo.unary('tanh', next)), cell: next, kept };
}

/**
 * The sigmoids of i, f and o and the tanh of g, in one pass: sigmoid(x) = (1 + tanh(x / 2)) / 2. Each as a pass of its own
 * would have to be put side by side again.
 */
function lstmGates(hlo: StableHlo, sum: Value): Value {
  const [batch, width] = sum.shape;
  const shape = [batch, 4, width / 4];
  const ofGates = (numbers: readonly number[]) =>
    hlo.broadcastAlong(hlo.constant(numbers, sum.type, [4]), shape, [1]);
  const scale = ofGates([0.5, 0.5, 1, 0.5]);
  const shift = ofGates([0.5, 0.5, 0, 0.5]);
  const gates = hlo.unary('tanh', hlo.multiply(hlo.reshape(sum, shape), scale));
  return hlo.reshape(hlo.add(hlo.multiply(gates, scale), shift), sum.shape);
}

/** r and z are the gates of reset and update, n the new content: h' = n + z (h - n). Keeps r, z, n and U_n h. */
function gru(hlo: StableHlo, input: Value, hidden: Value, before: Value): Step {
  const size = before.shape[1];
  const both = (x: Value) => block(hlo, x, size, 0, 2);
  const gates = hlo.unary('logistic', hlo.add(both(input), both(hidden)));
  const [reset, update] = [0, 1].map((i) => block(hlo, gates, size, i));
  const hiddenNew = block(hlo, hidden, size, 2);
  const content = hlo.unary(
    'tanh',
    hlo.add(block(hlo, input, size, 2), hlo.multiply(reset, hiddenNew)),
  );
  const next = hlo.add(content, hlo.multiply(update, hlo.subtract(before, content)));
  return { hidden: next, kept: sideBySide(hlo, [gates, content, hiddenNew]) };
}

const gatesOf = (hlo: StableHlo, kept: Value, { shape }: Value) =>
  [0, 1, 2, 3].map((i) => block(hlo, kept, shape[1], i));

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A recurrent step lacks a state.');
  return value;
}
