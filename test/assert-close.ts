/** Compares numbers up to rounding, by themselves or in lists and objects of any depth. */
import assert from 'node:assert/strict';

/**
 * @param tolerance how far each number may be off, as a part of its size, and of 1 where it is smaller
 * @param what is compared, for the message
 */
export function assertClose(
  actual: unknown,
  expected: unknown,
  tolerance = 1e-12,
  what = 'the value',
): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (!isClose(actual, expected, tolerance)) assert.fail(`${what} is ${actual}, not ${expected}`);
    return;
  }
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) {
    assert.deepEqual(actual, expected, `${what} is ${actual}, not ${expected}`);
    return;
  }
  assert.deepEqual(Object.keys(actual), Object.keys(expected), `${what} has other parts`);
  for (const key of Object.keys(expected)) {
    const part = `${what} at ${key}`;
    assertClose(Reflect.get(actual, key), Reflect.get(expected, key), tolerance, part);
  }
}

function isClose(actual: number, expected: number, tolerance: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}
