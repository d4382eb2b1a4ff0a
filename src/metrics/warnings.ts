/** What metrics say of figures that aren't defined. */

/** Runs `body`, which computes the same figure of many samples, where one warning would become thousands. */
export function withoutWarnings<T>(body: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return body();
  } finally {
    console.warn = warn;
  }
}
