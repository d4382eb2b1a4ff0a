/** Texts of errors in bounded length. */

/** How many characters are shown. */
const MOST_CHARACTERS = 10_000;

/** A text, and how much of it is left out. */
export function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const left = (text.length - MOST_CHARACTERS).toLocaleString('en');
  return `${text.slice(0, MOST_CHARACTERS)} ... ${left} more characters`;
}
