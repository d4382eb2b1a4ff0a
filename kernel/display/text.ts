/**
 * A value as text, as Node's `util.inspect` writes it, in bounded length and time. Colours, depth
 * and the like are Node's own settings: `util.inspect.defaultOptions.colors = true`.
 */
import { inspect, types } from 'node:util';

/** An object with more properties is shown by its first ones. */
const MOST_PROPERTIES = 1000;
/** How many those are: as many as `inspect` shows of an array. */
const FIRST_PROPERTIES = 100;
/** How many characters are shown. */
const MOST_CHARACTERS = 200_000;

/** Never throws: values may lie. */
export function textOf(value: unknown): string {
  try {
    return shortened(inspectFirst(value));
  } catch (error) {
    return `<${typeof value} that cannot be shown: ${messageOf(error)}>`;
  }
}

/** What a thrown value says of itself; thrown objects may lie too. */
export function messageOf(thrown: unknown, field: 'message' | 'stack' = 'message'): string {
  try {
    return String(thrown instanceof Error ? thrown[field] : thrown);
  } catch {
    return 'no reason';
  }
}

function inspectFirst(value: unknown): string {
  if (!isPlain(value)) return inspect(value);
  const keys = Object.keys(value);
  if (keys.length <= MOST_PROPERTIES) return inspect(value);
  const first: object = Object.create(Object.getPrototypeOf(value));
  for (const key of keys.slice(0, FIRST_PROPERTIES)) {
    Object.defineProperty(first, key, Object.getOwnPropertyDescriptor(value, key) ?? {});
  }
  const left = (keys.length - FIRST_PROPERTIES).toLocaleString('en');
  return `${inspect(first).replace(/\s*\}$/, '')},\n  ... ${left} more properties\n}`;
}

/** Whether `inspect` would list all the properties of an object: it cuts those of collections. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]' && !(inspect.custom in value);
}

function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const left = (text.length - MOST_CHARACTERS).toLocaleString('en');
  return `${text.slice(0, MOST_CHARACTERS)}\n... ${left} more characters`;
}
