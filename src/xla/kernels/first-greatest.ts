/** The gradient of a maximum: it goes to one of those that are as great. */
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** For each of `values`, `dy` where it is the first that equals `greatest`, else 0. */
export function toFirstGreatest(
  hlo: StableHlo,
  values: readonly Value[],
  greatest: Value,
  dy: Value,
): Value[] {
  let open = hlo.constant(1, 'i1', dy.shape);
  return values.map((value) => {
    const wins = hlo.and(open, hlo.compare('EQ', value, greatest));
    open = hlo.and(open, hlo.not(wins));
    return hlo.select(wins, dy, 0);
  });
}
