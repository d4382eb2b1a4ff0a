/** The bench's test of two samples, against SciPy's `mannwhitneyu(a, b, method='asymptotic')`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mannWhitney } from '../../bench/tune/mann-whitney.js';
import { assertClose } from '../assert-close.js';

test('samples with a tie, the same one twice, and samples of one value', () => {
  const a = [1.5, 2, 3, 7, 8, 2.25];
  assertClose(mannWhitney(a, [2, 4, 5, 9, 10, 11, 12]), 0.0860439882552816);
  assert.equal(mannWhitney(a, a), 1);
  assert.equal(mannWhitney([1, 1], [1, 1]), 1);
});
