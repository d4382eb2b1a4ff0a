/** What the bench prints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figure, markdown, samplesTable } from '../../bench/table.js';
import { disagreements } from '../../bench/training/index.js';

const cells = (table: string) =>
  table.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

test('a row has the median, the range and the ratio to the reference', () => {
  const table = samplesTable(
    [
      { name: 'ours', values: [0.6, 0.5, 0.7] },
      { name: 'theirs', values: [1.2, 1, 1.4] },
    ],
    { title: 'step, ms', reference: 'theirs', columns: { version: { theirs: '2.0' } } },
  );
  assert.deepEqual(cells(table), [
    ['step, ms', 'median', 'min to max', 'x theirs', 'version'],
    cells(table)[1],
    ['ours', '0.600', '0.500 to 0.700', '0.50x', ''],
    ['theirs', '1.20', '1.00 to 1.40', '1.00x', '2.0'],
  ]);
});

test('a contestant that was not measured is named with the reason', () => {
  const failure = 'could not be installed: no connection';
  const table = samplesTable([{ name: 'theirs', values: [], failure }], {
    title: 'step, ms',
    reference: 'theirs',
  });
  assert.deepEqual(cells(table)[2], ['theirs', '-', '-', '-']);
  assert.equal(table.split('\n').at(-1), `theirs: not measured: ${failure}`);
});

test('a contestant that failed on the way shows its samples and the reason', () => {
  const table = samplesTable([{ name: 'ours', values: [2], failure: 'out of memory' }], {
    title: 'step, ms',
    reference: 'absent',
  });
  assert.deepEqual(cells(table)[2], ['ours', '2.00', '2.00 to 2.00', '-']);
  assert.equal(table.split('\n').at(-1), 'ours: failed after round 1: out of memory');
});

test('figures have three digits at every size', () => {
  const values = [0.3894, 2.406, 11.24, 99.96, 2504.4];
  assert.deepEqual(values.map(figure), ['0.389', '2.41', '11.2', '100.0', '2504']);
});

test('a table stays a table whatever its cells hold', () => {
  const table = markdown([
    ['a', 'b'],
    ['x|y', 'two\nlines'],
  ]);
  assert.equal(table, '| a    | b         |\n|------|-----------|\n| x\\|y | two lines |');
});

test('a contestant whose loss differs from the reference is said to do other work', () => {
  const details = { version: '1', threads: 1, firstEpoch: 1, peak: 1 };
  const lines = disagreements({
    PyTorch: { ...details, loss: 0.7 },
    same: { ...details, loss: 0.7005 },
    other: { ...details, loss: 0.8 },
    broken: { ...details, loss: Number.NaN },
  });
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^other has a first-epoch loss of 0.80000, not 0.70000/);
  assert.match(lines[1] ?? '', /^broken /);
});
