/** Writing variables: of a paused frame, and what is in an object. */
import type { Runtime } from 'node:inspector';
import { previewed } from './previews.js';
import type { Holder, Properties } from './properties.js';
import { Refusal } from './protocol.js';

/** Strict, so that what can't be written throws; gives what is there then, which may be another value. */
const WRITE = `function (name, value) {
  'use strict';
  if (!(name in this)) throw new ReferenceError(name + ' is not there.');
  this[name] = value;
  return this[name];
}`;
const WRITE_ENTRY = `function (at, value) {
  const key = [...Map.prototype.keys.call(this)][at];
  Map.prototype.set.call(this, key, value);
  return value;
}`;
const WRITE_COPY = `function (name, value) {
  if (Object.hasOwn(this, name)) this[name] = value;
}`;

/**
 * Writes what is in an object; gives what it is then.
 * @throws Refusal for what can't be written: a private field, a getter, an element of a set
 */
export async function writeProperty(
  properties: Properties,
  holder: Exclude<Holder, { kind: 'scopes' }>,
  name: string,
  value: Runtime.RemoteObject,
  group: string,
): Promise<Runtime.RemoteObject> {
  // Private fields and V8's own properties can't be reached by their names.
  if (holder.kind === 'getter' || /^(#|\[\[|Symbol\()/.test(name)) {
    throw new Refusal(`${name} cannot be set here.`);
  }
  const object = holder.kind === 'range' ? holder.list : holder.value;
  const { objectId = '', subtype } = object;
  const isCollection = subtype === 'map' || subtype === 'set';
  const entries = isCollection ? await properties.entriesOf(object, subtype, group) : [];
  const at = entries.findIndex((entry) => entry.name === name);
  if (at >= 0 && subtype === 'set') {
    throw new Refusal('An element of a Set cannot be set: delete it, and add another one.');
  }
  const [write, key] = at >= 0 ? ([WRITE_ENTRY, at] as const) : ([WRITE, name] as const);
  const written = await properties.call(objectId, write, group, [
    { value: key },
    argumentOf(value),
  ]);
  return previewed(properties.inspector, written);
}

/** Of a frame, V8 gives copies of its scopes, which don't follow what is written to the frame: so this does. */
export async function writeCopies(
  properties: Properties,
  scopes: readonly string[],
  name: string,
  value: Runtime.RemoteObject,
  group: string,
): Promise<void> {
  for (const scope of scopes) {
    const values = [{ value: name }, argumentOf(value)];
    await properties.call(scope, WRITE_COPY, group, values);
  }
}

function argumentOf(given: Runtime.RemoteObject): Runtime.CallArgument {
  const { objectId, value, unserializableValue } = given;
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}
