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
    return piecewise(value) ?? unshown(value, error);
  }
}

/** The members of an object, of which one can't be shown, each by itself; undefined where it has none. */
function piecewise(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  const isList = Array.isArray(value);
  const names = Object.keys(value).slice(0, FIRST_PROPERTIES);
  const members = names.flatMap((name) => {
    const member = Object.getOwnPropertyDescriptor(value, name);
    const text = member && 'value' in member ? memberText(member.value) : '[Getter]';
    return `  ${isList ? '' : `${name}: `}${text},`;
  });
  if (members.length === 0) return undefined;
  return shortened([isList ? '[' : '{', ...members, isList ? ']' : '}'].join('\n'));
}

function memberText(value: unknown): string {
  try {
    return inspect(value, { depth: 1 }).replaceAll('\n', '\n  ');
  } catch (error) {
    return unshown(value, error);
  }
}

function unshown(value: unknown, error: unknown): string {
  return `<${typeof value} that cannot be shown: ${messageOf(error)}>`;
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
  if (typeof value === 'string') return inspectText(value);
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

/** A text, as `inspect` shortens it, and where the rest is to be had. */
function inspectText(text: string): string {
  const { maxStringLength } = inspect.defaultOptions;
  const most = Math.min(maxStringLength ?? MOST_CHARACTERS, MOST_CHARACTERS);
  if (text.length <= most) return inspect(text);
  return `${inspect(text.slice(0, most))}... ${moreThan(text, most)}`;
}

function moreThan({ length }: string, shown: number): string {
  return `${(length - shown).toLocaleString('en')} more characters: console.log(...) prints all`;
}

/** Whether `inspect` would list all the properties of an object: it cuts those of collections. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]' && !(inspect.custom in value);
}

function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}\n... ${moreThan(text, MOST_CHARACTERS)}`;
}
