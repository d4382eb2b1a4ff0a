/** A value -> its MIME bundle. */
import { isRecord } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { chartOf, elementOf } from './markup.js';
import { pictureOf } from './pictures.js';
import { stateOf } from './promises.js';
import { type Method, methodOf } from './shape.js';
import { tableOf } from './tables.js';
import { textOf } from './text.js';
import { transportableBundle } from './transport.js';

/** Deno's convention: an object with this method says itself how it is shown. */
export const DISPLAY = Symbol.for('Jupyter.display');

/** What a value may be, besides text. Values are known by their shapes, not by their packages. */
const KINDS: readonly ((value: unknown) => MimeBundle | undefined)[] = [
  pictureOf,
  chartOf,
  elementOf,
  tableOf,
];

/** A value could not show itself; the bundle is what could be shown instead. */
export interface Bundled {
  readonly bundle: MimeBundle;
  readonly problem?: unknown;
}

/** The bundle of a value, at once where the value does not make it asynchronously. Never throws. */
export function bundleOf(value: unknown): Bundled | Promise<Bundled> {
  const text = (problem: unknown): Bundled => ({
    bundle: { 'text/plain': textOf(value) },
    problem,
  });
  try {
    const method = displayMethod(value);
    if (!method && stateOf(value) === 'fulfilled') return bundleOfFulfilled(value);
    if (!method) return { bundle: richOf(value) ?? { 'text/plain': textOf(value) } };
    const made = method();
    if (made instanceof Promise) return made.then(checked).catch(text);
    return checked(made);
  } catch (problem) {
    return text(problem);
  }
}

function checked(made: unknown): Bundled {
  if (isRecord(made)) return { bundle: transportableBundle(made) };
  throw new TypeError(`[Symbol.for('Jupyter.display')]() gave ${typeof made}`);
}

/** A promise that has its value is shown as that, and says in text that it is a promise. */
async function bundleOfFulfilled(promise: unknown): Promise<Bundled> {
  const { bundle, ...rest } = await bundleOf(await promise);
  return { ...rest, bundle: { ...bundle, 'text/plain': textOf(promise) } };
}

function displayMethod(value: unknown): Method | undefined {
  try {
    return methodOf(value, DISPLAY);
  } catch {
    // A proxy or a getter that throws: no method then.
    return undefined;
  }
}

/** More than text, where a value is of a kind that has it. A value that lies about its kind has none. */
function richOf(value: unknown): MimeBundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const kind of KINDS) {
    try {
      const bundle = kind(value);
      if (bundle) return transportableBundle(bundle);
    } catch {
      // It only looked like one.
    }
  }
  return undefined;
}
