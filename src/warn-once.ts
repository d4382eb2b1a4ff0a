/** Warnings about mistakes that everyone makes: each once for each model or data set. */

const said = new WeakMap<object, Set<string>>();

/** Whether `about` is new to this kind of mistake; from now on it isn't. */
export function isNew(about: object, mistake: string): boolean {
  const mistakes = said.get(about) ?? new Set();
  said.set(about, mistakes);
  if (mistakes.has(mistake)) return false;
  mistakes.add(mistake);
  return true;
}

/** Prints the text unless that was done before for this mistake of `about`. */
export function warnOnce(about: object, mistake: string, text: string): void {
  if (isNew(about, mistake)) console.warn(`Warning: ${text}`);
}
