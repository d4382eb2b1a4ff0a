/**
 * The first few things in an object, by which a person knows it: V8's previews. V8 makes one of a list with millions
 * of elements in seconds, since it collects all of its keys first, and no cell runs meanwhile: such lists go without.
 */
import type { Runtime } from 'node:inspector';
import type { Inspector } from './inspector.js';

/** The most elements of a list or a collection that has a preview. */
const MOST_ELEMENTS = 50_000;

/** As a function that V8 is to call on an object: asks for it once more, with a preview. */
export const SELF = 'function () { return this; }';

/** A value that V8 has described, as far as its size goes. */
interface Described {
  readonly subtype?: string | undefined;
  readonly description?: string | undefined;
}

/** Whether V8 would take long for a preview; typed arrays have their elements at hand. */
export function isTooLarge({ subtype, description = '' }: Described): boolean {
  const [, length = '0'] = /\((\d+)\)$/.exec(description) ?? [];
  return subtype !== 'typedarray' && Number(length) > MOST_ELEMENTS;
}

/** What is in an object, with previews of what is not too large for them. */
export async function propertiesWithPreviews(inspector: Inspector, objectId: string) {
  const options = { objectId, ownProperties: true };
  const found = await inspector.command('Runtime.getProperties', options);
  const isLarge = ({ value }: Held) => value?.objectId !== undefined && isTooLarge(value);
  const { result, privateProperties = [], internalProperties = [] } = found;
  if (![...result, ...privateProperties, ...internalProperties].some(isLarge)) {
    return inspector.command('Runtime.getProperties', { ...options, generatePreview: true });
  }
  const all = <T extends Held>(properties: readonly T[]) => {
    return Promise.all(properties.map((one) => withPreview(inspector, one)));
  };
  return {
    result: await all(result),
    privateProperties: await all(privateProperties),
    internalProperties: await all(internalProperties),
  };
}

interface Held {
  value?: Runtime.RemoteObject;
}

async function withPreview<T extends Held>(inspector: Inspector, property: T): Promise<T> {
  const { value } = property;
  return value === undefined ? property : { ...property, value: await previewed(inspector, value) };
}

/** A value that V8 gave without a preview, with one where it is not too large. */
export async function previewed(
  inspector: Inspector,
  value: Runtime.RemoteObject,
): Promise<Runtime.RemoteObject> {
  const { objectId, type } = value;
  if (objectId === undefined || type === 'symbol' || isTooLarge(value)) return value;
  const options = { objectId, functionDeclaration: SELF, silent: true, generatePreview: true };
  const answer = await inspector.command('Runtime.callFunctionOn', options);
  return answer.result;
}
