/**
 * A widget's state as messages carry it: widgets by their ids, bytes apart from the rest.
 *
 * https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 */
import type { CommAttachments } from '../current-notebook.js';

export type WireState = Record<string, unknown>;

/** Where bytes stand in a state: `['image', 'pixels']`, `['rows', 0]`. */
export type BufferPath = (string | number)[];

/** A state whose bytes have been taken out. */
export interface SplitState {
  readonly state: WireState;
  readonly buffer_paths: BufferPath[];
  readonly buffers: NonNullable<CommAttachments['buffers']>;
}

/** The property by which a value is known as a widget: its model's id. */
export const MODEL_ID: unique symbol = Symbol('modelId');

const REFERENCE = 'IPY_MODEL_';

/** Puts ids in place of widgets, and takes the bytes out: lists keep `null` there, objects nothing. */
export function splitState(state: WireState): SplitState {
  const buffer_paths: BufferPath[] = [];
  const buffers: ArrayBufferView[] = [];
  const split = (value: unknown, path: BufferPath): unknown => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      buffer_paths.push(path);
      buffers.push(ArrayBuffer.isView(value) ? value : new Uint8Array(value));
      return undefined;
    }
    if (Array.isArray(value)) return value.map((one, i) => split(one, [...path, i]) ?? null);
    if (!isObject(value)) return value;
    if (MODEL_ID in value) return `${REFERENCE}${value[MODEL_ID]}`;
    if (!isPlain(value)) return value;
    const entries = Object.entries(value).map(([key, one]) => [key, split(one, [...path, key])]);
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
  };
  const whole = split(state, []);
  return { state: isObject(whole) ? whole : {}, buffer_paths, buffers };
}

/**
 * Puts the bytes back into a state that came from outside, and widgets in place of their ids.
 * Bytes whose place is not there are left out.
 */
export function joinState(
  state: WireState,
  paths: unknown,
  buffers: readonly Uint8Array[],
  widgetOf: (id: string) => unknown,
): WireState {
  const join = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith(REFERENCE)) {
      return widgetOf(value.slice(REFERENCE.length)) ?? value;
    }
    if (Array.isArray(value)) return value.map(join);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, join(one)]));
  };
  const whole = join(state);
  for (const [i, path] of (Array.isArray(paths) ? paths : []).entries()) {
    if (Array.isArray(path)) putAt(whole, path, buffers[i]);
  }
  return isObject(whole) ? whole : {};
}

function putAt(whole: unknown, path: readonly unknown[], bytes: unknown): void {
  let place = whole;
  for (const key of path.slice(0, -1)) {
    place = isObject(place) && Object.hasOwn(place, String(key)) ? place[String(key)] : undefined;
  }
  const last = path.at(-1);
  if (isObject(place) && last !== undefined && last !== '__proto__') place[String(last)] = bytes;
}

/** Whether both are the same, or lists of the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
}

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether JSON has it as an object of its own fields: not a date, which says itself what it is. */
function isPlain(value: object): boolean {
  return !('toJSON' in value);
}
