/** Whether one of two samples tends to be larger than the other. */
import { normalCdf } from '../../src/metrics/normal.js';

/**
 * The two-sided p-value of the Mann-Whitney U test, by the normal approximation with corrections for ties and
 * continuity. SciPy: `mannwhitneyu(a, b, method='asymptotic')`.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].sort((x, y) => x - y);
  // Equal values share the mean of their ranks.
  const rank = (value: number) => (all.indexOf(value) + all.lastIndexOf(value)) / 2 + 1;
  const u = a.reduce((sum, value) => sum + rank(value), 0) - (a.length * (a.length + 1)) / 2;
  const tied = [...new Set(all)].map((value) => all.lastIndexOf(value) - all.indexOf(value) + 1);
  const n = all.length;
  const ties = tied.reduce((sum, count) => sum + count ** 3 - count, 0) / (n * (n - 1));
  const deviation = Math.sqrt(((a.length * b.length) / 12) * (n + 1 - ties));
  if (deviation === 0) return 1;
  const distance = Math.abs(u - (a.length * b.length) / 2) - 0.5;
  return Math.min(1, 2 * normalCdf(-distance / deviation));
}
