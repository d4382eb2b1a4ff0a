/** Compares nested figures up to rounding. */
import assert from 'node:assert/strict';

export function assertClose(actual: unknown, expected: unknown, tolerance = 1e-12): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const isClose = Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance;
    assert.ok(isClose, `${actual} is not ${expected}`);
    return;
  }
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) {
    assert.deepEqual(actual, expected);
    return;
  }
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const key of Object.keys(expected)) {
    assertClose(Reflect.get(actual, key), Reflect.get(expected, key), tolerance);
  }
}
