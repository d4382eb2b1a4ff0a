/**
 * The way back of a recurrent layer: a loop from the last step to the first finds the gradients of the gates; those of the
 * weights are one product over all steps afterwards.
 */
import type { Value } from '../../graph/emitter.js';
import type { StableHlo } from '../../graph/stablehlo.js';
import { putAt, sliceAt } from '../../graph/stack.js';
import type { Forward } from './forward.js';
import {
  GATES,
  type LayerInputs,
  type LayerSizes,
  placeOf,
  product,
  type RecurrentAttrs,
  runsAt,
  sizesOf,
} from './layer.js';
import { type Slopes, slopesOf, stepBack } from './slopes.js';

/** Gradients of what {@link Forward} gives, where there are any. */
export interface LayerGradients {
  /** `[length, batch, output]` */
  readonly dStates?: Value;
  /** `[length, batch, size]` */
  readonly dCells?: Value;
}

/** The gradients of the inputs, each under its name. */
export type InputGradients = Omit<Required<LayerInputs<Value>>, 'lengths'>;

export function lowerBackward(
  hlo: StableHlo,
  attrs: RecurrentAttrs,
  inputs: LayerInputs<Value>,
  forward: Forward<Value>,
  gradients: LayerGradients,
): Partial<InputGradients> {
  const sizes = sizesOf(inputs, attrs.kind);
  const { x, weightIh, h0, c0 } = inputs;
  const { length, batch, features, size } = sizes;
  const { states, kept, cells } = forward;
  const statesBefore = stackBefore(hlo, states, h0, attrs.reverse);
  const slopes = slopesOf(hlo, attrs.kind, {
    kept,
    before: statesBefore,
    ...(cells &&
      c0 && { cells: { after: cells, before: stackBefore(hlo, cells, c0, attrs.reverse) } }),
  });
  const loop = backLoop(hlo, attrs, sizes, inputs, slopes, gradients);
  const flat = (stack: Value) => hlo.reshape(stack, [length * batch, stack.shape[2]]);
  const before = flat(statesBefore);
  const hasBias = inputs.biasIh !== undefined;
  const ones = hasBias ? [hlo.constant(1, x.type, [length * batch, 1])] : [];
  const dInput = flat(loop.input);
  const dHidden = flat(loop.hidden);
  // With one gradient for both parts of the gates all weights have theirs by one product.
  const isOne = loop.input === loop.hidden;
  const ofInput = sumsOf(hlo, dInput, [flat(x), ...(isOne ? [before] : []), ...ones]);
  const ofHidden = isOne ? ofInput.slice(1) : sumsOf(hlo, dHidden, [before, ...ones]);
  const vector = (column: Value) => hlo.reshape(column, [GATES[attrs.kind] * size]);
  return {
    x: hlo.reshape(product(hlo, dInput, weightIh), [length, batch, features]),
    weightIh: ofInput[0],
    weightHh: ofHidden[0],
    h0: loop.h0,
    c0: loop.c0,
    ...(hasBias && {
      biasIh: vector(ofInput[ofInput.length - 1]),
      biasHh: vector(ofHidden[ofHidden.length - 1]),
    }),
    ...(loop.shown && {
      weightHr: sumsOf(hlo, flat(loop.shown), [flat(unprojected(hlo, size, forward))])[0],
    }),
  };
}

interface BackLoop {
  /** The gradients of W x + b of all steps, `[length, batch, gates x size]`. */
  readonly input: Value;
  /** The gradients of U h; the same value where they are the same. */
  readonly hidden: Value;
  /** The gradients of what was projected, of the rows that ran, `[length, batch, output]`. */
  readonly shown: Value | undefined;
  readonly h0: Value;
  readonly c0: Value | undefined;
}

function backLoop(
  hlo: StableHlo,
  { kind, reverse }: RecurrentAttrs,
  { length, batch, size, output }: LayerSizes,
  { weightHh, weightHr, h0, c0, lengths }: LayerInputs<Value>,
  slopes: Slopes,
  { dStates, dCells }: LayerGradients,
): BackLoop {
  const { type } = h0;
  const zeros = (...shape: number[]) => hlo.constant(0, type, shape);
  const width = GATES[kind] * size;
  const isGru = kind === 'gru';
  // Each pass of the loop ends with the whole gradients of the states before its step: what goes on is in memory, and not
  // computed again in everything that takes it.
  const before = (stack: Value | undefined) =>
    stack && stackBefore(hlo, stack, zeros(...stack.shape.slice(1)), reverse);
  const [dStatesBefore, dCellsBefore] = [before(dStates), before(dCells)];
  const last = hlo.constant(reverse ? 0 : length - 1, 'i32');
  const end = hlo.while(
    [
      hlo.constant(0, 'i32'),
      dStates ? sliceAt(hlo, dStates, last) : zeros(batch, output),
      zeros(length, batch, width),
      ...(isGru ? [zeros(length, batch, width)] : []),
      ...(c0 ? [dCells ? sliceAt(hlo, dCells, last) : zeros(batch, size)] : []),
      ...(weightHr ? [zeros(length, batch, output)] : []),
    ],
    ([at]) => hlo.compare('LT', at, length),
    ([at, dHidden, inputs, ...more]) => {
      const hiddens = isGru ? more.shift() : undefined;
      const dCell = c0 ? more.shift() : undefined;
      const showns = weightHr ? more.shift() : undefined;
      const place = placeOf(hlo, at, { length, reverse: !reverse });
      const added = (sum: Value, stack: Value | undefined) =>
        stack ? hlo.add(sum, sliceAt(hlo, stack, place)) : sum;
      const running = (x: Value) => {
        const runs = runsAt(hlo, lengths, place, x.shape[1]);
        return runs ? hlo.select(runs, x, 0) : x;
      };
      const resting = (sum: Value, x: Value) => {
        const runs = runsAt(hlo, lengths, place, x.shape[1]);
        return runs ? hlo.add(sum, hlo.select(runs, zeros(...x.shape), x)) : sum;
      };
      const shown = running(dHidden);
      const back = stepBack(hlo, slopes, place, {
        dHidden: weightHr ? product(hlo, shown, weightHr) : shown,
        ...(dCell && { dCell: running(dCell) }),
      });
      const byGates = product(hlo, back.hidden, weightHh);
      const sum = back.direct ? hlo.add(byGates, back.direct) : byGates;
      return [
        hlo.add(at, 1),
        added(resting(sum, dHidden), dStatesBefore),
        putAt(hlo, inputs, back.input, place),
        ...(hiddens ? [putAt(hlo, hiddens, back.hidden, place)] : []),
        ...(back.cell && dCell ? [added(resting(back.cell, dCell), dCellsBefore)] : []),
        ...(showns ? [putAt(hlo, showns, shown, place)] : []),
      ];
    },
    length,
  );
  const [, dFirst, input, ...more] = end;
  const hidden = isGru ? more.shift() : undefined;
  const dFirstCell = c0 ? more.shift() : undefined;
  return { input, hidden: hidden ?? input, h0: dFirst, c0: dFirstCell, shown: more[0] };
}

/** The states before all steps, given those after them, `[length, batch, width]`. */
function stackBefore(hlo: StableHlo, states: Value, h0: Value, reverse: boolean): Value {
  const length = states.shape[0];
  const first = hlo.reshape(h0, [1, ...h0.shape]);
  const others = hlo.sliceAxis(
    states,
    0,
    reverse ? { start: 1, limit: length } : { start: 0, limit: length - 1 },
  );
  return hlo.concatenate(reverse ? [others, first] : [first, others], 0);
}

/** The sums over all rows of products of `gradients`' columns with those of each of `factors`. */
function sumsOf(hlo: StableHlo, gradients: Value, factors: readonly Value[]): Value[] {
  const all = hlo.dot(gradients, hlo.concatenate(factors, 1), { contract: [[0], [0]] });
  let start = 0;
  return factors.map(({ shape }) => {
    const limit = start + shape[1];
    const part = hlo.sliceAxis(all, 1, { start, limit });
    start = limit;
    return part;
  });
}

/** LSTM's hidden states before their projection, `[length, batch, size]`. */
function unprojected(hlo: StableHlo, size: number, { kept, cells }: Forward<Value>): Value {
  if (!cells) throw new Error('Only an LSTM projects its states.');
  const output = hlo.sliceAxis(kept, 2, { start: 3 * size, limit: 4 * size });
  return hlo.multiply(output, hlo.unary('tanh', cells));
}
