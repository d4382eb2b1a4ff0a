/** A recurrent layer over all steps: one product for the inputs of all of them, then a loop with the rest. */
import type { Value } from '../../graph/emitter.js';
import type { StableHlo } from '../../graph/stablehlo.js';
import { putAt, sliceAt } from '../../graph/stack.js';
import {
  KEPT,
  type LayerInputs,
  placeOf,
  product,
  type RecurrentAttrs,
  runsAt,
  sizesOf,
} from './layer.js';
import { step } from './steps.js';

export interface Forward<T> {
  /** The hidden state after each step, `[length, batch, output]`; rows that have ended keep theirs. */
  readonly states: T;
  /** What the way back needs of each step, `[length, batch, KEPT x size]`. */
  readonly kept: T;
  /** LSTM's cell state after each step, `[length, batch, size]`. */
  readonly cells?: T;
}

export function lowerForward(
  hlo: StableHlo,
  { kind, reverse }: RecurrentAttrs,
  inputs: LayerInputs<Value>,
): Forward<Value> {
  const { h0, c0, lengths, weightHr } = inputs;
  const { length, batch, size, output } = sizesOf(inputs, kind);
  const { type } = h0;
  const projected = projectedInputs(hlo, kind, inputs);
  const toGates = turned(hlo, inputs.weightHh);
  const toOutput = weightHr && turned(hlo, weightHr);
  const hiddenBias = kind === 'gru' ? inputs.biasHh : undefined;
  const stackOf = (width: number) => hlo.constant(0, type, [length, batch, width]);
  // Where a step keeps as much as it reads of the inputs, it overwrites them: no memory to fill beforehand.
  const inPlace = KEPT[kind] * size === projected.shape[2];
  const end = hlo.while(
    [
      hlo.constant(0, 'i32'),
      h0,
      inPlace ? projected : stackOf(KEPT[kind] * size),
      stackOf(output),
      ...(c0 ? [c0, stackOf(size)] : []),
    ],
    ([at]) => hlo.compare('LT', at, length),
    ([at, h, kept, states, c, cells]) => {
      const place = placeOf(hlo, at, { length, reverse });
      const input = sliceAt(hlo, inPlace ? kept : projected, place);
      const hidden = biased(hlo, product(hlo, h, toGates), hiddenBias);
      const next = step(hlo, kind, input, hidden, kind === 'gru' ? h : c);
      const shown = toOutput ? product(hlo, next.hidden, toOutput) : next.hidden;
      const keep = (after: Value, before: Value) => {
        const runs = runsAt(hlo, lengths, place, after.shape[1]);
        return runs ? hlo.select(runs, after, before) : after;
      };
      const nextHidden = keep(shown, h);
      const nextCell = next.cell && keep(next.cell, c);
      return [
        hlo.add(at, 1),
        nextHidden,
        putAt(hlo, kept, next.kept, place),
        putAt(hlo, states, nextHidden, place),
        ...(nextCell ? [nextCell, putAt(hlo, cells, nextCell, place)] : []),
      ];
    },
    length,
  );
  const [, , kept, states, , cells] = end;
  return { states, kept, cells };
}

/** W x + b for all steps, `[length, batch, gates x size]`. Where the hidden part's bias is just added too, with that. */
function projectedInputs(
  hlo: StableHlo,
  kind: RecurrentAttrs['kind'],
  { x, weightIh, biasIh, biasHh }: LayerInputs<Value>,
): Value {
  const [length, batch, features] = x.shape;
  const rows = hlo.reshape(x, [length * batch, features]);
  const all = hlo.dot(rows, weightIh, { contract: [[1], [1]] });
  const bias = biasIh && biasHh && kind !== 'gru' ? hlo.add(biasIh, biasHh) : biasIh;
  return hlo.reshape(biased(hlo, all, bias), [length, batch, weightIh.shape[0]]);
}

function biased(hlo: StableHlo, x: Value, bias: Value | undefined): Value {
  return bias ? hlo.add(x, hlo.broadcastTo(bias, x.shape)) : x;
}

/** The transpose, written out once for all steps: a product by itself would take the matrix as it lies in each. */
function turned(hlo: StableHlo, matrix: Value): Value {
  const [written] = hlo.barrier([hlo.transpose(matrix, [1, 0])]);
  return written;
}
