/** Asking what a value can do, by its shape: no package is needed to know its objects. */

export type Method = (...args: unknown[]) => unknown;

/**
 * The method of that name, bound; undefined where there is none. `in` is asked first: a proxy that
 * answers to every name, such as a remote object, does not claim to have them.
 */
export function methodOf(value: unknown, name: PropertyKey): Method | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject || !(name in value)) return undefined;
  const method: unknown = Reflect.get(value, name);
  return typeof method === 'function' ? method.bind(value) : undefined;
}
