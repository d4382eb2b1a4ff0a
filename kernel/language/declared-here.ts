/**
 * Whether a text itself declares a name: what a live variable of that name holds says nothing about it then. The text
 * may be unfinished, so this goes by its looks; at worst a value is not shown.
 */

const IDENTIFIER = '[\\p{ID_Continue}$]';

/** Whether a name stands in one of the places that declare it: a variable, a pattern, a parameter, a function, a class. */
export function declaresHere(code: string, name: string): boolean {
  if (!/^[\p{ID_Continue}$]+$/u.test(name)) return false;
  const word = `(?<!${IDENTIFIER}|\\.)${name.replaceAll('$', '\\$')}(?!${IDENTIFIER})`;
  const places = [
    `\\b(?:let|const|var|using|class|function\\*?|enum|namespace)\\s+${word}`,
    // A pattern, and what stands behind the first of several variables.
    `\\b(?:let|const|var)\\s*[[{][^=;]*${word}`,
    `\\b(?:let|const|var)\\s[^;\\n]*,\\s*${word}\\s*[=:,;]`,
    // Parameters.
    `${word}\\s*=>`,
    `\\([^()]*${word}[^()]*\\)\\s*(?::[^{}()=]*)?(?:=>|\\{)`,
    `\\bcatch\\s*\\(\\s*${word}`,
    `\\bimport\\b[^'"\`;]*${word}[^'"\`;]*\\bfrom\\b`,
  ];
  return places.some((place) => new RegExp(place, 'u').test(code));
}

/** The name that an expression begins with: `user` of `user.address`. */
export function firstName(expression: string): string {
  return /^[\p{ID_Continue}$]*/u.exec(expression)?.[0] ?? '';
}
