/** What a soak is: a load far longer than a test's, judged by a few figures. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The most that passes. */
  readonly most: number;
}

export interface Soak {
  readonly name: string;
  /** How many turns `npm run soak` takes. */
  readonly turns: number;
  /**
   * Runs the load.
   * @param seed what chance decides follows from it
   * @throws when something comes out wrong, which no figure excuses
   */
  run(turns: number, seed: number): Promise<readonly Figure[]>;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32, by Tommy Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
