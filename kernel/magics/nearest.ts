/** The known name that a mistyped one most likely means. */

/** How many letters may be wrong, missing, too many or swapped. */
const MOST = 2;

export function nearest(typed: string, known: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const scored = known.map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }));
  const [best] = scored.toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.min(MOST, wanted.length - 1) ? best.name : undefined;
}

/** A question for the end of an error's text, with a blank before it; empty where no known name is near. */
export function didYouMean(typed: string, known: readonly string[], sign = ''): string {
  const meant = nearest(typed, known);
  return meant === undefined ? '' : ` Did you mean ${sign}${meant}?`;
}

/** Optimal string alignment distance: Levenshtein's, with neighbours swapped as one mistake. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
