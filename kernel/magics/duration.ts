/** A duration as people read it. */

const UNITS = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
] as const;

/** Three digits and a unit: `1.23 s`, `45.6 ms`, `789 ns`. */
export function seconds(value: number): string {
  const [unit, size] = UNITS.find(([, least]) => value >= least) ?? ['ns', 1e-9];
  return `${Number((value / size).toPrecision(3))} ${unit}`;
}
