/** The gradient of a maximum: it goes to one of those that are as great. */
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** Which of `values` is the first that equals `greatest`: its index, int32; as many as there are where none does. */
export function firstGreatest(hlo: StableHlo, values: readonly Value[], greatest: Value): Value {
  const none = hlo.constant(values.length, 'i32', greatest.shape);
  return values.reduceRight(
    (found, value, i) => hlo.select(hlo.compare('EQ', value, greatest), i, found),
    none,
  );
}

/** For each of `values`, `dy` where it is the first that equals `greatest`, else 0. */
export function toFirstGreatest(
  hlo: StableHlo,
  values: readonly Value[],
  greatest: Value,
  dy: Value,
): Value[] {
  const first = firstGreatest(hlo, values, greatest);
  return values.map((_, i) => hlo.select(hlo.compare('EQ', first, i), dy, 0));
}
