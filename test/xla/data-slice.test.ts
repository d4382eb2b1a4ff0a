/** Slices of data on the device: wherever they start, they are one program. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { arange, compile, device, type Tensor, tensor } from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';

before(async () => {
  await device('cpu');
});

const DATA = 40;

/** How many programs are compiled by `action`. */
function compiled(action: () => void): number {
  const { compilations } = statistics();
  action();
  return statistics().compilations - compilations;
}

test('rows are one program, whichever is taken', () => {
  const data = arange(DATA).reshape([DATA / 4, 4]);
  data.sum().item();
  const rows: number[][] = [];
  const count = compiled(() => {
    for (let i = 0; i < DATA / 4; i++) rows.push([...data.at(i).dataSync()]);
  });
  assert.deepEqual(rows, data.toArray());
  // The first with its number in it, and one for all others.
  assert.ok(count <= 2, `${count} programs`);
});

test('so are windows along several dimensions, with what is computed of them', () => {
  const data = arange(DATA).reshape([5, 8]);
  data.sum().item();
  const whole = data.toArray() as number[][];
  const count = compiled(() => {
    for (let i = 0; i < 4; i++) {
      const window = data.at({ start: i, end: i + 2 }, { start: 2 * i, end: 2 * i + 2 });
      const rows = whole.slice(i, i + 2).map((row) => row.slice(2 * i, 2 * i + 2));
      const sum = rows.flat().reduce((total, value) => total + value);
      assert.equal(window.mul(2).sum().item(), 2 * sum);
    }
  });
  assert.ok(count <= 2, `${count} programs`);
});

test('an index out of range is refused, not moved', () => {
  const data = arange(DATA);
  assert.throws(() => data.at(DATA), /out of range/);
  assert.deepEqual(data.at({ start: DATA - 2, end: DATA + 5 }).shape, [2]);
});

test('gradients and recorded functions take them too', () => {
  const weights = arange(6).reshape([3, 2]).float().requiresGrad_();
  for (const row of [0, 2]) weights.at(row).sum().backward();
  assert.deepEqual(weights.grad?.toArray(), [
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
  const data = arange(DATA).float();
  const scaled = compile((x: Tensor) => data.at({ start: 3, end: 5 }).mul(x));
  assert.deepEqual(scaled(tensor([1])).toArray(), [3, 4]);
  assert.deepEqual(scaled(tensor([2])).toArray(), [6, 8]);
});
