/**
 * The search space: what may vary, and over which values.
 * How values are chosen from it is the samplers' business.
 */

/** A range of real numbers; `log` samples its logarithm evenly, `points` says how fine a grid is. */
export interface RealRange {
  /** The least value. */
  low: number;
  /** The greatest value. */
  high: number;
  /** Whether small values are tried as often as large ones. */
  log?: boolean;
  /** How many values a grid takes. */
  points?: number;
  /** That these are any numbers. */
  int?: false;
}

/** A range of whole numbers, both ends included. */
export interface IntegerRange {
  /** The least value. */
  low: number;
  /** The greatest value. */
  high: number;
  /** That these are whole numbers. */
  int: true;
  /** Whether small values are tried as often as large ones. */
  log?: boolean;
  /** How many values a grid takes. */
  points?: number;
}

/** A finite list of values of any type. */
export interface Choices<T = unknown> {
  /** What is chosen from. */
  choices: readonly T[];
}

/** The values that one parameter may have. */
export type Dimension = RealRange | IntegerRange | Choices;
/** The values that each parameter may have, by name. */
export type Space = Readonly<Record<string, Dimension>>;

/** The parameters that a space gives: a choice's own type, else a number. */
export type Params<S extends Space> = {
  [K in keyof S]: S[K] extends Choices<infer T> ? T : number;
};

/** A search space, sampler or option that can't be used as given. */
export class TuneError extends Error {
  override readonly name = 'TuneError';
  constructor(
    /** The parameter or option that is wrong. */
    readonly what: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Checks every dimension before the first trial runs.
 * @throws TuneError naming the parameter, the value received and what is expected.
 */
export function checkSpace(space: Space): void {
  const names = Object.keys(space);
  if (names.length === 0) {
    throw new TuneError('space', 'tune: the search space is empty. Name at least one parameter.');
  }
  for (const name of names) checkDimension(name, space[name]);
}

function checkDimension(name: string, dimension: Dimension): void {
  const fail = (why: string): never => {
    throw new TuneError(
      name,
      `tune: parameter '${name}' ${why}, got ${JSON.stringify(dimension)}.`,
    );
  };
  if ('choices' in dimension) {
    if (dimension.choices.length === 0) fail('needs at least one choice');
    return;
  }
  const { low, high, log, int, points } = dimension;
  if (!Number.isFinite(low) || !Number.isFinite(high)) fail('needs finite numbers low and high');
  if (low > high) fail('needs low <= high');
  if (log && low <= 0) fail('needs low > 0, because log is set');
  if (int && !(Number.isInteger(low) && Number.isInteger(high))) fail('needs whole low and high');
  if (points !== undefined && !(Number.isInteger(points) && points > 0)) {
    fail('needs points to be a whole number above 0');
  }
}

/** The value at `share` (0..1) of a range: evenly spaced, on a log scale where `log` is set. */
export function valueAt(range: RealRange | IntegerRange, share: number): number {
  const { low, high } = range;
  // Exponentials would miss the ends by a bit.
  if (share === 0) return low;
  if (share === 1) return high;
  if (range.int) {
    // Each whole number owns a bin of equal width, so that both ends are as likely as the rest.
    const real = range.log
      ? Math.exp(lerp(Math.log(low - 0.5), Math.log(high + 0.5), share))
      : lerp(low - 0.5, high + 0.5, share);
    return Math.min(high, Math.max(low, Math.round(real)));
  }
  const real = range.log
    ? Math.exp(lerp(Math.log(low), Math.log(high), share))
    : lerp(low, high, share);
  return Math.min(high, Math.max(low, real));
}

function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
