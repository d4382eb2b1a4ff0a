/**
 * Interleaved rounds and what they add up to. Every contestant is measured once a round (A B C, A B C, ...), so that
 * other load on the machine falls on all alike. No statistics beyond medians and extremes: a bench on a shared machine
 * has none that would be honest.
 */
import { messageOf } from '../src/error-message.js';

/** What is measured: one call gives one sample, in the unit that the table names. */
export interface Contestant {
  readonly name: string;
  measure(): Promise<number>;
}

/** The samples of one contestant; `failure` says why there are fewer samples than rounds. */
export interface Samples {
  readonly name: string;
  readonly values: readonly number[];
  readonly failure?: string;
}

/** Median, least and greatest of some samples. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Measures all contestants `rounds` times, interleaved. One that fails is out for the rest and keeps what it has.
 *
 * @param onRound called before each round with its number, from 1
 */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<Samples[]> {
  const values = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  const failures = new Map<string, string>();
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const contestant of contestants) {
      if (failures.has(contestant.name)) continue;
      try {
        values.get(contestant.name)?.push(await contestant.measure());
      } catch (error) {
        failures.set(contestant.name, messageOf(error));
      }
    }
  }
  return contestants.map(({ name }) => {
    const failure = failures.get(name);
    return { name, values: values.get(name) ?? [], ...(failure === undefined ? {} : { failure }) };
  });
}

/** The middle value, or the mean of the middle two. @throws RangeError without values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values, no median');
  return (lower + upper) / 2;
}

/** @throws RangeError without values */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * How many times `values` is the reference: the median of the ratios of the same rounds, which a machine that is
 * slower in some rounds than in others distorts less than the ratio of the medians.
 *
 * @returns undefined when they share no round
 */
export function ratio(
  values: readonly (number | undefined)[],
  reference: readonly (number | undefined)[],
): number | undefined {
  const ratios = values.flatMap((value, round) => {
    const base = reference[round];
    return value === undefined || base === undefined ? [] : [value / base];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}
