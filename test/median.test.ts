/** Places among sorted numbers, found without sorting them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, select } from '../src/median.js';
import { Generator } from '../src/random/index.js';

const draw = new Generator(3);

/** Many numbers of a kind: all different, few different, sorted, falling, all the same. */
const KINDS: Readonly<Record<string, (count: number) => Float64Array>> = {
  different: (count) => Float64Array.from({ length: count }, () => draw.rand()),
  few: (count) => Float64Array.from(draw.randints(count, 0, 4)),
  sorted: (count) => Float64Array.from({ length: count }, (_, i) => i),
  falling: (count) => Float64Array.from({ length: count }, (_, i) => -i),
  same: (count) => new Float64Array(count).fill(7),
  infinite: (count) => Float64Array.from({ length: count }, (_, i) => (i % 3 ? i : Infinity)),
  'with NaN': (count) =>
    Float64Array.from({ length: count }, (_, i) => (i % 5 ? draw.rand() : NaN)),
};

for (const [kind, make] of Object.entries(KINDS)) {
  test(`each place among numbers, ${kind}, has what sorting puts there`, () => {
    for (const count of [1, 2, 63, 64, 65, 500]) {
      const values = make(count);
      const sorted = values.slice().sort();
      for (let place = 0; place < count; place++) {
        assert.equal(select(values.slice(), place), sorted[place], `${place} of ${count}`);
      }
      const half = count / 2;
      const middle = Number.isInteger(half)
        ? (sorted[half - 1] + sorted[half]) / 2
        : sorted[Math.floor(half)];
      assert.equal(median(values), middle);
    }
  });
}

test('of nothing there is no median', () => {
  assert.ok(Number.isNaN(median([])));
});
