/** How a download shows itself in a notebook, in a terminal and in a file. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { progressLine } from '../../src/download/index.js';

const url = 'http://localhost/digits.gz';
const NOTEBOOK = Symbol.for('gradbook.notebook');

/** What a download of 2 MB that stops after `received` writes to stderr. */
function written(isTTY: boolean, received: readonly number[], total?: number): string {
  const terminal = process.stderr.isTTY;
  let text = '';
  const write = mock.method(process.stderr, 'write', (chunk: string) => {
    text += chunk;
    return true;
  });
  try {
    process.stderr.isTTY = isTTY;
    const line = progressLine('digits.gz');
    for (const bytes of received) line.update({ url, received: bytes, total });
    line.end();
  } finally {
    process.stderr.isTTY = terminal;
    write.mock.restore();
  }
  return text;
}

test('in a terminal a line is rewritten and ends with the download', () => {
  assert.equal(
    written(true, [5e5, 2e6], 2e6),
    '\r\u001b[Kdigits.gz: 500.0 kB of 2.0 MB (25 %)\r\u001b[Kdigits.gz: 2.0 MB of 2.0 MB (100 %)\n',
  );
});

test('a download that breaks off, or of unknown size, leaves the terminal at a new line', () => {
  assert.match(written(true, [5e5], 2e6), /\(25 %\)\n$/);
  assert.match(written(true, [5e5]), /digits\.gz: 500\.0 kB\n$/);
  assert.equal(written(true, []), '');
});

test('in a file there is one line, when all is there', () => {
  assert.equal(written(false, [5e5, 2e6], 2e6), 'digits.gz: 2.0 MB of 2.0 MB (100 %)\n');
  assert.equal(written(false, [5e5], 2e6), '');
});

test('in a notebook one display is updated', () => {
  const shown: [bundle: object, options: { displayId: string; update: boolean }][] = [];
  const display = (...call: (typeof shown)[number]) => shown.push(call);
  Reflect.set(globalThis, NOTEBOOK, { display });
  try {
    const line = progressLine('digits.gz');
    for (const received of [5e5, 2e6]) line.update({ url, received, total: 2e6 });
    line.end();
  } finally {
    Reflect.deleteProperty(globalThis, NOTEBOOK);
  }
  const [[first, { displayId }], [last]] = shown;
  assert.deepEqual(first, { 'text/plain': 'digits.gz: 500.0 kB of 2.0 MB (25 %)' });
  assert.deepEqual(last, { 'text/plain': 'digits.gz: 2.0 MB of 2.0 MB (100 %)' });
  assert.deepEqual(
    shown.map(([, options]) => options),
    [
      { displayId, update: false },
      { displayId, update: true },
    ],
  );
});
