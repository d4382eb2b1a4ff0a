/**
 * The protocol counts code points, JavaScript strings count UTF-16 units: `𝒳` is one of the former
 * and two of the latter.
 */

/** The number of code points in a text. */
export function codePointLength(text: string): number {
  return toCodePoints(text, text.length);
}

/** A position in code points, from one in UTF-16 units. */
export function toCodePoints(text: string, units: number): number {
  let points = 0;
  for (const char of text.slice(0, units)) points += char.length > 0 ? 1 : 0;
  return points;
}

/** A position in UTF-16 units, from one in code points; past the end is the end. */
export function toCodeUnits(text: string, points: number): number {
  let units = 0;
  let left = points;
  for (const char of text) {
    if (left <= 0) break;
    units += char.length;
    left -= 1;
  }
  return units;
}
