/** Texts of errors in bounded length. */

/** What is longer, in UTF-16 units, is neither copied nor looked through: of a hundred megabytes that takes seconds. */
export const LONG = 100_000;

/** How many characters are shown. */
const MOST_CHARACTERS = 10_000;

/** A text, and how much of it is left out. */
export function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const left = (text.length - MOST_CHARACTERS).toLocaleString('en');
  return `${text.slice(0, MOST_CHARACTERS)} ... ${left} more characters`;
}
