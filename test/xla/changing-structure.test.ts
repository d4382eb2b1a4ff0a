/** What is said of a step that is compiled anew again and again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangingStructure } from '../../src/xla/backend/changing-structure.js';
import { linearize } from '../../src/xla/graph/linearize.js';
import { apply, NONE, Node, type Op } from '../../src/xla/graph/node.js';

const add: Op<object> = { name: 'add', lower: (_, [value]) => value };
const slice: Op<{ start: number }> = { name: 'slice', lower: (_, [value]) => value };

const input = (rows: number) => new Node({ kind: 'placeholder' }, 'f32', [rows, 3]);
const sumOf = (x: Node, times = 1): Node =>
  times === 0 ? x : sumOf(apply(add, [x, x], NONE, x.type, x.shape), times - 1);

/** What is said of the programs of these nodes, each compiled in so many seconds. */
function saidOf(nodes: readonly Node[], seconds = 0.5): string[] {
  const changing = new ChangingStructure();
  return nodes.flatMap(
    (node) =>
      changing.note(
        linearize([node], () => false),
        seconds,
      ) ?? [],
  );
}

const counts = Array.from({ length: 30 }, (_, i) => i + 1);

test('shapes that change are named, once', () => {
  const [text, ...more] = saidOf(counts.map((rows) => sumOf(input(rows))));
  assert.deepEqual(more, []);
  assert.match(
    text,
    /^a computation of 1 operation was compiled 20 times, which took 10\.0 s: last, an input changed from float32 \[19, 3\] to float32 \[20, 3\]/,
  );
  assert.match(text, /dropLast.* or pad/);
});

test('so is a number of operations that changes, and an operation', () => {
  const [longer] = saidOf(counts.map((times) => sumOf(input(4), times)));
  assert.match(longer, /the number of operations changed from 19 to 20/);
  const [other] = saidOf(counts.map((start) => apply(slice, [input(4)], { start }, 'f32', [1, 3])));
  assert.match(other, /an operation changed from slice\{"start":19\}\S* to slice\{"start":20\}/);
});

test('nothing is said of models of other widths, which a search tries', () => {
  const model = (width: number) => {
    const [x, weight, bias] = [input(4), input(width), input(width)];
    return [weight, bias].reduce((sum, one) => apply(add, [sum, one], NONE, 'f32', [width, 3]), x);
  };
  assert.deepEqual(saidOf(counts.map(model)), []);
});

test('nothing is said of programs that differ, or that took no time', () => {
  assert.deepEqual(
    saidOf(
      counts.map((rows) => sumOf(input(rows))),
      0.01,
    ),
    [],
  );
  const others = counts.map((i) =>
    apply({ ...add, name: `op ${i}` }, [input(4)], NONE, 'f32', [4, 3]),
  );
  assert.deepEqual(saidOf(others), []);
});
