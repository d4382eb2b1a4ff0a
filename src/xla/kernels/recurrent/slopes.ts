/**
 * The way back of a step. The gradients of its gates are those of the states after it times slopes that need nothing of
 * the other steps: so the slopes of all steps are found at once, before the loop, which has little left to do. What each of
 * its computations reads are few arrays: of more than five, LLVM makes one number at a time.
 */
import type { Value } from '../../graph/emitter.js';
import type { StableHlo } from '../../graph/stablehlo.js';
import { sliceAt } from '../../graph/stack.js';
import { block, type RecurrentKind, sideBySide } from './layer.js';

/** Of all steps, each stacked: `[length, batch, width]`. */
export type Slopes =
  /** The hidden states themselves say it. */
  | { readonly kind: 'tanh' | 'relu'; readonly hidden: Value }
  /** By the gradient of the hidden state. */
  | {
      readonly kind: 'gru';
      /** Those of r, of z, and of n by W x + b and by U h. */
      readonly gates: readonly [Value, Value, Value, Value];
      /** That of the state before, beside what comes by U h. */
      readonly direct: Value;
    }
  | {
      readonly kind: 'lstm';
      /** By the gradient of the cell state: those of i, f and g. */
      readonly gates: readonly Value[];
      /** By the gradient of the hidden state: that of o. */
      readonly output: Value;
      /** The gradient of the cell state by that of the hidden one. */
      readonly cell: Value;
      /** The gradient of the cell state before by that of the one after. */
      readonly forget: Value;
    };

/** The states of all steps, stacked. */
export interface Steps {
  /** What each step kept. */
  readonly kept: Value;
  /** The hidden states before. */
  readonly before: Value;
  /** LSTM's cell states, after each step and before it. */
  readonly cells?: { readonly after: Value; readonly before: Value };
}

export function slopesOf(hlo: StableHlo, kind: RecurrentKind, steps: Steps): Slopes {
  switch (kind) {
    case 'tanh':
    case 'relu':
      return { kind, hidden: steps.kept };
    case 'lstm':
      return lstmSlopes(hlo, steps);
    case 'gru':
      return gruSlopes(hlo, steps);
    default:
      return kind satisfies never;
  }
}

/** The gradients of i, f, g and o, of c' = f c + i g and h' = o tanh(c'). */
function lstmSlopes(hlo: StableHlo, { kept, cells }: Steps): Slopes {
  if (!cells) throw new Error('An LSTM has cell states.');
  const { after, before } = cells;
  const size = after.shape[2];
  const [i, f, g, o] = [0, 1, 2, 3].map((place) => block(hlo, kept, size, place));
  // Computed once: what follows would each compute it again.
  const [activated] = hlo.barrier([hlo.unary('tanh', after)]);
  const gates = [
    hlo.multiply(g, sigmoidSlope(hlo, i)),
    hlo.multiply(before, sigmoidSlope(hlo, f)),
    hlo.multiply(i, tanhSlope(hlo, g)),
  ];
  return {
    kind: 'lstm',
    gates,
    output: hlo.multiply(activated, sigmoidSlope(hlo, o)),
    cell: hlo.multiply(o, tanhSlope(hlo, activated)),
    forget: f,
  };
}

/** The gradients of r, z and n, of h' = n + z (h - n) and n = tanh(W x + b + r U h). */
function gruSlopes(hlo: StableHlo, { kept, before }: Steps): Slopes {
  const size = before.shape[2];
  const [reset, update, content, hiddenNew] = [0, 1, 2, 3].map((place) =>
    block(hlo, kept, size, place),
  );
  const ofContent = hlo.multiply(hlo.subtract(1, update), tanhSlope(hlo, content));
  const ofUpdate = hlo.multiply(hlo.subtract(before, content), sigmoidSlope(hlo, update));
  const ofReset = hlo.multiply(hlo.multiply(ofContent, hiddenNew), sigmoidSlope(hlo, reset));
  const gates = [ofReset, ofUpdate, ofContent, hlo.multiply(ofContent, reset)] as const;
  return { kind: 'gru', gates, direct: update };
}

/** The gradients of the states after a step, `[batch, size]`. */
export interface StepEnd {
  /** Before a projection. */
  readonly dHidden: Value;
  /** LSTM's. */
  readonly dCell?: Value;
}

export interface StepBack {
  /** The gradient of W x + b. */
  readonly input: Value;
  /** The gradient of U h; often the same. */
  readonly hidden: Value;
  /** The gradient of the hidden state before, beside what comes by U h. */
  readonly direct?: Value;
  /** The gradient of the cell state before. */
  readonly cell?: Value;
}

/** From the gradients of the states after the step at a place to those of what it was computed from. */
export function stepBack(
  hlo: StableHlo,
  slopes: Slopes,
  place: Value,
  { dHidden, dCell }: StepEnd,
): StepBack {
  const at = (stack: Value) => sliceAt(hlo, stack, place);
  switch (slopes.kind) {
    case 'tanh': {
      const sum = hlo.multiply(dHidden, tanhSlope(hlo, at(slopes.hidden)));
      return { input: sum, hidden: sum };
    }
    case 'relu': {
      const sum = hlo.select(hlo.compare('GT', at(slopes.hidden), 0), dHidden, 0);
      return { input: sum, hidden: sum };
    }
    case 'gru': {
      const times = (stack: Value) => hlo.multiply(dHidden, at(stack));
      const [reset, update, content, hiddenContent] = slopes.gates.map(times);
      return {
        input: sideBySide(hlo, [reset, update, content]),
        hidden: sideBySide(hlo, [reset, update, hiddenContent]),
        direct: times(slopes.direct),
      };
    }
    case 'lstm': {
      if (!dCell) throw new Error("The gradient of an LSTM's cell state is missing.");
      const sum = hlo.add(dCell, hlo.multiply(dHidden, at(slopes.cell)));
      const gates = sideBySide(hlo, [
        ...slopes.gates.map((slope) => hlo.multiply(sum, at(slope))),
        hlo.multiply(dHidden, at(slopes.output)),
      ]);
      return { input: gates, hidden: gates, cell: hlo.multiply(sum, at(slopes.forget)) };
    }
    default:
      return slopes satisfies never;
  }
}

const sigmoidSlope = (hlo: StableHlo, y: Value) => hlo.multiply(y, hlo.subtract(1, y));
const tanhSlope = (hlo: StableHlo, y: Value) => hlo.subtract(1, hlo.multiply(y, y));
