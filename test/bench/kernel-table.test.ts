/** The bench's table of kernels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelTable } from '../../bench/kernel/table.js';

const table = kernelTable({
  rows: [
    { figure: 'lines', question: 'lines', title: 'lines, s', compared: true },
    { figure: 'lostLines', question: 'lines', title: 'lost', compared: false },
  ],
  kernels: [
    {
      name: 'Gradbook',
      version: '1',
      samples: { lines: [undefined, 1, 3], lostLines: [0, 0, 0] },
      notes: ['a cell never ended'],
    },
    {
      name: 'ipykernel',
      version: '7',
      samples: { lines: [9, 2, 4], lostLines: [0, 0, 0] },
      notes: [],
    },
    {
      name: 'tslab',
      version: '2',
      samples: { lines: [undefined], lostLines: [19_493] },
      notes: [],
    },
  ],
  missing: [{ name: 'Deno', failure: 'no connection' }],
});
const [head, , version, lines, lost, ...notes] = table.split('\n').map((line) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .filter(Boolean),
);

test('a row has medians, and ratios of the rounds that both have', () => {
  assert.deepEqual(head, ['median (x ipykernel)', 'Gradbook', 'ipykernel', 'tslab', 'Deno']);
  assert.deepEqual(lines, ['lines, s', '2 (0.63x)', '4 (1.00x)', '-', '-']);
});

test('counts have no ratio, and what was not measured is a dash', () => {
  assert.deepEqual(version, ['version', '1', '7', '2', '-']);
  assert.deepEqual(lost, ['lost', '0', '0', '19493', '-']);
});

test('below it stands why a figure or a kernel is missing', () => {
  assert.deepEqual(notes, [
    ['Gradbook: a cell never ended'],
    ['Deno: not measured: no connection'],
  ]);
});
