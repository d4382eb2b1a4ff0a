/**
 * What lowered decorators and `using` call at run time, under the global name that oxc gives them.
 *
 * The functions do what TypeScript's `__decorate`, `__param` and `__metadata` do.
 */

type Decorator = (target: unknown, key?: PropertyKey, descriptor?: PropertyDescriptor) => unknown;

/** Applies decorators, last first, to a class (two arguments), a method (`null`) or a property. */
function decorate(
  decorators: readonly Decorator[],
  target: object,
  key?: PropertyKey,
  descriptor?: PropertyDescriptor | null,
): unknown {
  const isMember = key !== undefined;
  let result: unknown = target;
  if (isMember) {
    result = descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : descriptor;
  }
  for (const decorator of decorators.toReversed()) {
    const made = isMember
      ? decorator(target, key, result as PropertyDescriptor | undefined)
      : decorator(result);
    result = made ?? result;
  }
  if (isMember && result) Object.defineProperty(target, key, result);
  return result;
}

function decorateParam(
  index: number,
  decorator: (target: unknown, key: PropertyKey | undefined, index: number) => void,
): Decorator {
  return (target, key) => decorator(target, key, index);
}

function decorateMetadata(): Decorator {
  return () => undefined;
}

/** The global `babelHelpers` of oxc's external helpers. */
export const loweringHelpers = { decorate, decorateParam, decorateMetadata };
