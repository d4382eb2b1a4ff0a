/** What torchvision made, and that a transform makes the same. */
import assert from 'node:assert/strict';
import type { Tensor } from '../../src/tensor/index.js';

export interface Golden {
  readonly shape: number[];
  readonly values: number[];
}

/** Goldens have five decimals. */
const TOLERANCE = 2e-5;

/** @param others how many values may be others, where rounding decides about a whole pixel */
export function assertMade(made: Tensor, { shape, values }: Golden, others = 0): void {
  assert.deepEqual(made.shape, shape);
  const actual = made.dataSync();
  const wrong = values.flatMap((value, i) =>
    Math.abs(actual[i] - value) <= TOLERANCE ? [] : [`${i}: ${actual[i]}, not ${value}`],
  );
  assert.ok(wrong.length <= others, `${wrong.length} of ${values.length}: ${wrong.slice(0, 3)}`);
}
