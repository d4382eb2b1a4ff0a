/** Keys of programs: equal for equal structures alone, whatever the numbers in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberOf, StructureKey } from '../../src/xla/graph/structure-key.js';

function keyOf(numbers: readonly number[]): string {
  const key = new StructureKey();
  for (const number of numbers) key.add(number);
  return key.toString();
}

test('lists of numbers have equal keys where they are equal, and nowhere else', () => {
  const edges = [
    0,
    1,
    2 ** 15 - 1,
    2 ** 15,
    2 ** 15 + 1,
    2 ** 16,
    2 ** 30,
    2 ** 31,
    2 ** 45,
    2 ** 50,
  ];
  const lists = edges.flatMap((a) => [
    [a],
    ...edges.flatMap((b) => [
      [a, b],
      [a, b, 0],
      [0, a, b],
    ]),
  ]);
  const different = new Map(lists.map((list) => [`${list}`, list]));
  assert.equal(new Set([...different.values()].map(keyOf)).size, different.size);
  assert.equal(keyOf([5, 2 ** 40, 7]), keyOf([5, 2 ** 40, 7]));
});

test('a key can be longer than a call takes arguments', () => {
  const long = Array.from({ length: 300_000 }, (_, i) => i);
  assert.equal(keyOf(long), keyOf([...long]));
  assert.notEqual(keyOf(long), keyOf([...long.slice(0, -1), 0]));
});

test('texts have numbers of their own', () => {
  const first = numberOf('structure-key test: a');
  assert.notEqual(numberOf('structure-key test: b'), first);
  assert.equal(numberOf('structure-key test: a'), first);
});
