/**
 * What lowered decorators call at run time.
 *
 * The functions do what TypeScript's `__decorate`, `__param` and `__metadata` do.
 */

type Decorator = (target: unknown, key?: PropertyKey, descriptor?: PropertyDescriptor) => unknown;

/** Applies decorators, last first, to a class (two arguments), a method (`null`) or a property. */
export function decorate(
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

export function decorateParam(
  index: number,
  decorator: (target: unknown, key: PropertyKey | undefined, index: number) => void,
): Decorator {
  return (target, key) => decorator(target, key, index);
}

/** What `emitDecoratorMetadata` asks for, where the package reflect-metadata is loaded. */
export function decorateMetadata(key: unknown, value: unknown): Decorator {
  const metadata: unknown = Reflect.get(Reflect, 'metadata');
  return typeof metadata === 'function' ? metadata(key, value) : () => undefined;
}
