/**
 * Whatever comes through `any`, JSON or plain JavaScript: no function or method of tensors answers with an error of
 * JavaScript's own, as "Cannot read properties of undefined", which says nothing of what was wrong.
 */
import './cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tensors from '../../src/tensor/public.js';

const { Tensor, tensor, noGrad } = tensors;

/** Tensors whose memory has been given back. */
function released(): tensors.Tensor {
  const one = tensor([1, 2]);
  one.tf.dispose();
  return one;
}

const ODD: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  null: () => null,
  'a text': () => 'x',
  'an object': () => ({}),
  'a released tensor': released,
};

const whole = () => tensor([0, 1], [2], 'int32');
const square = () =>
  tensor([
    [1, 2],
    [3, 4],
  ]);

/** Where the odd value stands among others that may be right. */
const PLACES: readonly ((odd: () => unknown) => unknown[])[] = [
  (odd) => [odd()],
  (odd) => [[odd(), odd()]],
  (odd) => [odd(), odd(), odd(), odd()],
  (odd) => [0, odd(), odd()],
  (odd) => [1, odd(), 1],
  (odd) => [[0, 1], odd(), odd()],
  (odd) => [square(), odd(), odd()],
  (odd) => [square(), 0, odd()],
  (odd) => [[square(), square()], odd()],
  (odd) => [0, whole(), odd(), odd()],
  (odd) => [0, whole(), square(), odd()],
  (odd) => [1, 2, odd(), odd()],
  (odd) => [odd, odd],
];

/** Errors that no one wrote for the person who reads them. */
const OWN: readonly string[] = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

/** What JavaScript itself had to say to a call, if anything. */
async function rawError(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`;
    return OWN.includes(error.name) ? `${error.name}: ${error.message}` : undefined;
  }
}

/** All calls that answer so, as `name(place) of what: error`. */
async function complaints(
  name: string,
  apply: (args: readonly unknown[]) => unknown,
): Promise<string[]> {
  const found: string[] = [];
  for (const [what, odd] of Object.entries(ODD)) {
    for (const [place, args] of PLACES.entries()) {
      const error = await rawError(() => apply(args(odd)));
      if (error !== undefined) found.push(`${name}, place ${place}, ${what}: ${error}`);
    }
  }
  return found;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

/** Methods that only the library calls. */
const INTERNAL: readonly string[] = ['accumulate', 'accumulateWithGraph', 'replaceGrad'];

const isClass = (name: string) => /^[A-Z]/.test(name);

describe('Odd arguments get errors that say what is wrong', () => {
  it('from every function of tensors', async () => {
    const found: string[] = [];
    for (const [name, value] of Object.entries(tensors)) {
      if (!isFunction(value) || isClass(name)) continue;
      found.push(...(await complaints(name, (args) => Reflect.apply(value, undefined, args))));
    }
    assert.deepEqual(found, []);
  });

  const receivers: Readonly<Record<string, () => tensors.Tensor>> = {
    'a matrix': square,
    'whole numbers': whole,
    'a parameter': () => square().requiresGrad_(),
    'a released tensor': released,
  };
  for (const [what, receiver] of Object.entries(receivers)) {
    it(`from every method of ${what}`, async () => {
      const found: string[] = [];
      for (const name of Object.getOwnPropertyNames(Tensor.prototype)) {
        const method: unknown = Object.getOwnPropertyDescriptor(Tensor.prototype, name)?.value;
        if (!isFunction(method) || ['constructor', ...INTERNAL].includes(name)) continue;
        const apply = (args: readonly unknown[]) =>
          noGrad(() => Reflect.apply(method, receiver(), args));
        found.push(...(await complaints(`.${name}`, apply)));
      }
      assert.deepEqual(found, []);
    });
  }
});
