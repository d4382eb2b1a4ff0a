/**
 * What an import gives of a CommonJS module or of JSON: what TypeScript's types say of it, and
 * bundlers, Bun and tsx give. Node finds only those names that it can read off a module's text, none
 * of lodash's, and takes `module.exports` for the default also where a compiler has put one there.
 *
 * https://www.typescriptlang.org/docs/handbook/modules/appendices/esm-cjs-interop.html
 */
import { isRecord } from '../wire/json.js';

/** What functions have of their own is no export. */
const OF_FUNCTIONS = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/** A module as Node imports it, whose default is the whole of what it exports. */
export interface WholeModule {
  readonly default: unknown;
}

/** For each of Node's namespaces, what cells get for it: the same object each time. */
const made = new WeakMap<WholeModule, object>();

/** A module with all of its names. */
export function withAllNames(namespace: WholeModule): object {
  const known = made.get(namespace);
  if (known) return known;
  const result = extended(namespace);
  made.set(namespace, result);
  return result;
}

/** The names of Node's namespace, and behind them those that it lacks; the namespace itself where it lacks none. */
function extended(namespace: WholeModule): object {
  const { default: whole } = namespace;
  if (typeof whole !== 'function' && !isRecord(whole)) return namespace;
  const added = Object.entries<PropertyDescriptor>(Object.getOwnPropertyDescriptors(whole)).filter(
    ([name]) => !(name in namespace) && !(typeof whole === 'function' && OF_FUNCTIONS.has(name)),
  );
  const compiled = compiledDefault(whole);
  if (added.length === 0 && !compiled) return namespace;
  const exports: object = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } });
  Object.assign(exports, namespace, compiled);
  for (const [name, { value, get }] of added) {
    // A getter may load what it gives: not before someone asks.
    const read = get ? { get: () => Reflect.get(whole, name) } : { value };
    Object.defineProperty(exports, name, { ...read, enumerable: true });
  }
  return exports;
}

/** The default that a compiler of ES modules has put beside the other exports. */
function compiledDefault(whole: object): WholeModule | undefined {
  const isCompiled = '__esModule' in whole && Boolean(whole.__esModule) && 'default' in whole;
  return isCompiled ? { default: whole.default } : undefined;
}
