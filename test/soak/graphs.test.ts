/** Random programs of TensorFlow.js, as many as a test may take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphs } from './graphs.js';

test('2,000 random programs give on xla what they give on cpu', async () => {
  for (const { name, value, most } of await graphs.run(2000, 1)) assert.ok(value <= most, name);
});
