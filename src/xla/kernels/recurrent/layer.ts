/** What a recurrent layer takes: its tensors by name, its sizes, and how it goes through them. */
import type { Value } from '../../graph/emitter.js';
import type { Shape } from '../../graph/shape.js';
import type { StableHlo } from '../../graph/stablehlo.js';

export type RecurrentKind = 'tanh' | 'relu' | 'lstm' | 'gru';

export interface RecurrentAttrs {
  readonly kind: RecurrentKind;
  /** From the last step to the first. */
  readonly reverse: boolean;
}

/** How many gates' weights lie above each other. */
export const GATES: Readonly<Record<RecurrentKind, number>> = { tanh: 1, relu: 1, lstm: 4, gru: 3 };
/** How many arrays of the size of a state each step keeps for the way back. */
export const KEPT: Readonly<Record<RecurrentKind, number>> = { tanh: 1, relu: 1, lstm: 4, gru: 4 };

/** The inputs of one layer in one direction, as nodes or as values of a program. */
export interface LayerInputs<T> {
  /** `[length, batch, features]` */
  readonly x: T;
  /** `[gates x size, features]` */
  readonly weightIh: T;
  /** `[gates x size, output]`, where `output` is `size` if there is no projection. */
  readonly weightHh: T;
  /** The first hidden state, `[batch, output]`. */
  readonly h0: T;
  /** LSTM's first cell state, `[batch, size]`. */
  readonly c0?: T;
  /** `[gates x size]` */
  readonly biasIh?: T;
  /** `[gates x size]` */
  readonly biasHh?: T;
  /** LSTM's projection, `[output, size]`. */
  readonly weightHr?: T;
  /** Where each row ends, int32 `[batch]`; all are of full length where there is none. */
  readonly lengths?: T;
}

export interface LayerSizes {
  readonly length: number;
  readonly batch: number;
  readonly features: number;
  readonly size: number;
  readonly output: number;
}

export function sizesOf(
  { x, weightIh, weightHh }: LayerInputs<{ readonly shape: Shape }>,
  kind: RecurrentKind,
): LayerSizes {
  const [length, batch, features] = x.shape;
  return {
    length,
    batch,
    features,
    size: weightIh.shape[0] / GATES[kind],
    output: weightHh.shape[1],
  };
}

/** The place in the sequence of the loop's `step`. */
export function placeOf(
  hlo: StableHlo,
  step: Value,
  { length, reverse }: { readonly length: number; readonly reverse: boolean },
): Value {
  return reverse ? hlo.subtract(length - 1, step) : step;
}

/** Which rows go on at a place, `[batch, width]`; undefined where all do. */
export function runsAt(
  hlo: StableHlo,
  lengths: Value | undefined,
  place: Value,
  width: number,
): Value | undefined {
  if (!lengths) return undefined;
  const runs = hlo.compare('LT', hlo.broadcastTo(place, lengths.shape), lengths);
  return hlo.broadcastAlong(runs, [...lengths.shape, width], [0]);
}

/** One of the arrays that lie side by side along the last axis, or some that are next to each other. */
export function block(hlo: StableHlo, x: Value, size: number, first: number, count = 1): Value {
  return hlo.sliceAxis(x, x.shape.length - 1, {
    start: first * size,
    limit: (first + count) * size,
  });
}

/**
 * Arrays side by side, `[batch, size]` each. They are computed each for itself: fused with the concatenation, XLA's loop
 * asks of every element which of them it belongs to, number by number.
 */
export function sideBySide(hlo: StableHlo, values: readonly Value[]): Value {
  return hlo.concatenate(hlo.barrier(values), 1);
}

/** The sum of products over the last axis of `a` and the first of `b`, matrices both. */
export function product(hlo: StableHlo, a: Value, b: Value): Value {
  return hlo.dot(a, b, { contract: [[1], [0]] });
}
