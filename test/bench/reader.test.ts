/** Contestants that read something else than the reference are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../../bench/data/reader.js';

const pass = (samples: number, mean: number) => ({ seconds: 1, samples, mean, peak: 1 });

test('other samples and other values are told, roundings are not', () => {
  const passes = new Map([
    ['reference', pass(100, 0.5)],
    ['rounded', pass(100, 0.501)],
    ['fewer', pass(99, 0.5)],
    ['other', pass(100, 0.6)],
    ['nothing', pass(100, Number.NaN)],
  ]);
  assert.deepEqual(differences(passes, 'reference', 0.01), [
    'fewer read 99 samples of mean 0.5, not 100 of 0.5.',
    'other read 100 samples of mean 0.6, not 100 of 0.5.',
    'nothing read 100 samples of mean NaN, not 100 of 0.5.',
  ]);
  assert.deepEqual(differences(passes, 'one that failed', 0.01), []);
});
