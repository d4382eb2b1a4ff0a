/** What the bench makes of its samples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contestant, interleave, median, ratio, summarize } from '../../bench/rounds.js';

function counting(name: string, order: string[], fails = Number.POSITIVE_INFINITY): Contestant {
  let calls = 0;
  return {
    name,
    async measure() {
      order.push(name);
      calls++;
      if (calls >= fails) throw new Error(`${name} broke`);
      return calls;
    },
  };
}

test('every round measures each contestant once, in the same order', async () => {
  const order: string[] = [];
  const samples = await interleave([counting('a', order), counting('b', order)], 3);
  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual(samples, [
    { name: 'a', values: [1, 2, 3] },
    { name: 'b', values: [1, 2, 3] },
  ]);
});

test('a contestant that fails keeps its samples, says why, and is not asked again', async () => {
  const order: string[] = [];
  const samples = await interleave([counting('a', order, 2), counting('b', order)], 3);
  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'b']);
  assert.deepEqual(samples[0], { name: 'a', values: [1], failure: 'a broke' });
  assert.deepEqual(samples[1], { name: 'b', values: [1, 2, 3] });
});

test('a contestant may keep state in itself', async () => {
  class Stateful implements Contestant {
    readonly name = 'stateful';
    #calls = 0;
    async measure() {
      this.#calls++;
      return this.#calls;
    }
  }
  assert.deepEqual(await interleave([new Stateful()], 2), [{ name: 'stateful', values: [1, 2] }]);
});

test('the median is the middle value, or the mean of the middle two', () => {
  assert.equal(median([5, 1, 9]), 5);
  assert.equal(median([4, 1, 2, 100]), 3);
  assert.throws(() => median([]), RangeError);
});

test('a summary has the median and the extremes', () => {
  assert.deepEqual(summarize([3, 1, 2]), { median: 2, min: 1, max: 3 });
});

test('a ratio compares samples of the same round, so that a slow round cancels out', () => {
  // The machine was ten times slower in the second round.
  assert.equal(ratio([2, 20, 2], [1, 10, 1]), 2);
  assert.equal(ratio([1, 2, 3], []), undefined);
});

test('rounds that only one of the two has do not count in the ratio', () => {
  assert.equal(ratio([2], [1, 100]), 2);
  assert.equal(ratio([2, 100], [1]), 2);
});
