/** What comments of a cell say of its JSX, as `@jsx h` does. It holds for later cells that say nothing of theirs. */

const PRAGMA = /@jsx\w*\s+[^\s*]+/g;

/** The pragmas of a text: `@jsx h @jsxFrag Fragment`. */
export function jsxPragmas(text: string): string {
  return text.match(PRAGMA)?.join(' ') ?? '';
}
