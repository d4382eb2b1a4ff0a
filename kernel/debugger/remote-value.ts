/** A value on the main thread, as V8 describes it -> the text and the type that a person reads. */
import type { Runtime } from 'node:inspector';
import { withWrittenNames } from '../text/own-names.js';

/** How many characters of a string stand in a list of variables. */
export const MOST_CHARACTERS = 1000;

/** `'text'`, `(3) [1, 2, 3]`, `Point {x: 1, y: 2}`, `Map(1) {'a' => 1}`. */
export function textOfRemote(value: Runtime.RemoteObject): string {
  const { type, subtype, description = '', preview, unserializableValue } = value;
  switch (type) {
    case 'string':
      return quoted(String(value.value));
    case 'undefined':
      return 'undefined';
    case 'function':
      return signature(withWrittenNames(description));
    case 'object':
      if (subtype === 'null') return 'null';
      if (subtype === 'error') return firstLine(description);
      if (!preview || subtype === 'date' || subtype === 'regexp') return description;
      return textOfPreview(preview);
    default:
      return unserializableValue ?? (description || String(value.value));
  }
}

/** `number`, `null`, `function`, `class`, or the name of an object's class, with the length of a list. */
export function typeOfRemote(value: Runtime.RemoteObject): string {
  const { type, subtype, className, description = '' } = value;
  if (subtype === 'null') return 'null';
  if (type === 'function') return description.startsWith('class') ? 'class' : 'function';
  if (type !== 'object') return type;
  const isList = /^[\w$]+\(\d+\)$/.test(description);
  return isList ? description : (className ?? 'object');
}

/** How many elements a list has; undefined for what is none. */
export function lengthOfRemote({ subtype, description = '' }: Runtime.RemoteObject) {
  if (subtype !== 'array' && subtype !== 'typedarray') return undefined;
  const [, length] = /\((\d+)\)$/.exec(description) ?? [];
  return length === undefined ? undefined : Number(length);
}

function textOfPreview(preview: Runtime.ObjectPreview): string {
  const { subtype, description = '', entries, overflow } = preview;
  const properties = preview.properties.filter(({ name }) => !isOfNode(name));
  const isArray = subtype === 'array' || subtype === 'typedarray';
  const isIndex = ({ name }: Runtime.PropertyPreview) => /^\d+$/.test(name);
  const parts =
    entries?.map(textOfEntry) ??
    properties.flatMap((property) => {
      if (isArray && isIndex(property)) return propertyText(property);
      return subtype === 'typedarray' ? [] : `${property.name}: ${propertyText(property)}`;
    });
  if (overflow) parts.push('…');
  if (parts.length === 0 && !isContainer(preview)) return scalar(preview);
  if (isArray) {
    const [, length] = /^Array\((\d+)\)$/.exec(description) ?? [];
    const prefix = length === undefined ? description : `(${length})`;
    return `${prefix} [${parts.join(', ')}]`;
  }
  const inside = subtype === 'promise' ? promiseText(properties) : parts.join(', ');
  return `${description === 'Object' ? '' : `${description} `}{${inside}}`;
}

function textOfEntry({ key, value }: Runtime.EntryPreview): string {
  return `${key ? `${textOfPreview(key)} => ` : ''}${textOfPreview(value)}`;
}

/** `pending`, `fulfilled: 5`. */
function promiseText(properties: readonly Runtime.PropertyPreview[]): string {
  const [state, result] = ['State', 'Result'].map((what) => {
    return properties.find(({ name }) => name === `[[Promise${what}]]`);
  });
  const name = state?.value ?? '';
  return name === 'pending' || !result ? name : `${name}: ${propertyText(result)}`;
}

/** Whether Node has put a property on an object, to follow who awaits it. */
export function isOfNode(name: string): boolean {
  return /^Symbol\((async_id_symbol|trigger_async_id_symbol|kResourceStore|async_context_frame)\)$/.test(
    name,
  );
}

function isContainer({ type, subtype }: Runtime.ObjectPreview): boolean {
  return type === 'object' && subtype !== 'null' && subtype !== 'date' && subtype !== 'regexp';
}

function scalar({ type, description = '' }: Runtime.ObjectPreview): string {
  return type === 'string' ? quoted(description) : description;
}

function propertyText({ type, value = '', subtype }: Runtime.PropertyPreview): string {
  if (type === 'string') return quoted(value);
  if (type === 'function') return 'ƒ';
  if (type === 'accessor') return '(...)';
  if (subtype === 'error') return firstLine(value);
  return value === 'Object' && subtype === undefined ? '{…}' : value;
}

function quoted(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return `'${JSON.stringify(short).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `ƒ area(width, height)`, `class Point`. */
function signature(description: string): string {
  const line = firstLine(description);
  if (line.startsWith('class')) return line.replace(/\s*\{.*$/, '');
  const [head = line] = line.split(/\s*(?:\{|=>)/);
  return `ƒ ${head.replace(/^(async\s+)?function\b\s*/, '$1')}`.trim();
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** What code has thrown, in one line. */
export function messageOfThrown({ exception, text }: Runtime.ExceptionDetails): string {
  if (!exception) return text;
  if (exception.subtype !== 'error') return `Uncaught ${textOfRemote(exception)}`;
  return (exception.description ?? text).split('\n', 1)[0] ?? text;
}
