/** The known name that a mistyped one was probably meant to be. */

/** @returns the nearest of `names`, or `undefined` where none is near. Python's spelling, as `batch_first`, is as near as ours. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: editDistance(plain(typed), plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked.at(0);
  return best !== undefined && best.distance <= Math.max(2, typed.length / 3)
    ? best.name
    : undefined;
}

/** A question for an error's text, with a space behind it; empty where none of `names` is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, names);
  return meant === undefined ? '' : `Did you mean '${meant}'? `;
}

/** Without what only styles differ in. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
