/** A number that is none. */

/** What was found. */
export interface Anomaly {
  /** What it is. */
  readonly kind: 'NaN' | 'infinity';
  /** Whether an operation made it, its gradient did, or it was in the data before. */
  readonly from: 'forward' | 'backward' | 'input';
  /** The operation, as `log`; on the way back as `LogBackward0`. */
  readonly operation: string;
  /** The shape of what has it. */
  readonly shape: readonly number[];
  /** The module that was being called, as `Net.fc1`. */
  readonly module: string | undefined;
  /** The line that called the operation, as `cell 3:2:9`. */
  readonly line: string | undefined;
}

/** An operation gave NaN or infinity while someone looked for it. */
export class AnomalyError extends Error {
  override readonly name = 'AnomalyError';

  constructor(
    /** The first one. */
    readonly anomaly: Anomaly,
    /** The first infinity that was made before it, where that is what it came from. */
    readonly before: Anomaly | undefined,
  ) {
    const lines = [
      textOf(anomaly),
      ...(before ? [`  Before it, ${before.operation} made an infinity${placeOf(before)}.`] : []),
      `  ${ADVICE[anomaly.from]}`,
    ];
    super(lines.join('\n'));
  }
}

const ADVICE = {
  forward: 'log and sqrt need numbers above 0, divisors must not be 0, exp overflows from 89 on.',
  backward:
    'The gradient of sqrt and norm at 0 is infinite, and so is that of log; a masked NaN (where) stays one on the way back.',
  input:
    'Look for it in the data, in the weights (after a step too large), or in a tensor of your own.',
} as const;

function textOf(anomaly: Anomaly): string {
  const { kind, from, operation, shape } = anomaly;
  const what = `of shape [${shape.join(', ')}]`;
  switch (from) {
    case 'forward':
      return `${operation} gave ${kind}${placeOf(anomaly)}: its result ${what} has it, its inputs have not.`;
    case 'backward':
      return `${operation} gave ${kind}: the gradient ${what} has it. The operation was called${placeOf(anomaly)}.`;
    case 'input':
      return `${operation} was given ${kind}${placeOf(anomaly)}: an input ${what} has it already.`;
    default:
      return from satisfies never;
  }
}

function placeOf({ module, line }: Anomaly): string {
  return `${module ? ` in ${module}` : ''}${line ? ` at ${line}` : ''}`;
}
