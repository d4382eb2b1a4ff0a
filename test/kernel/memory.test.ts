/** Cells that would use up the memory are ended, and the state is kept. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, withKernel } from './client.js';

/** Cells that fill the heap, each in its own way; all keep what they make in `kept`. */
const FILLING: readonly (readonly [how: string, code: string])[] = [
  ['arrays', 'for (;;) kept.push(new Array(1000).fill(0.5))'],
  ['strings', 'for (let i = 0; ; i++) kept.push("text ".repeat(50) + i + JSON.stringify([i]))'],
  ['awaits', 'for (;;) { await null; kept.push(new Array(1000).fill(0.5)); }'],
  [
    'local variables',
    'kept.push((() => { const own = []; for (;;) own.push(new Array(1000).fill(0.5)); })())',
  ],
];

describe('a full heap', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start({ env: { NODE_OPTIONS: '--max-old-space-size=250' } });
    await kernel.run('const answer = 42; let kept: unknown[] = []');
  });
  after(() => kernel.stop());

  for (const [how, code] of FILLING) {
    test(`of ${how} ends the cell, says how to raise the limit, and keeps the state`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.ename, 'HeapExhausted', cell.traceback);
      assert.match(cell.reply.evalue, /variables hold 2\d\d of 250 MB/);
      assert.match(cell.reply.evalue, /NODE_OPTIONS=--max-old-space-size=\d+/);
      assert.equal(cell.kinds.at(-1), 'idle');
      const { result } = await kernel.run(
        'const left = kept.length; kept = []; [answer, left >= 0]',
      );
      assert.equal(result, '[ 42, true ]');
    });
  }

  test('does not end a cell that makes much garbage', async () => {
    const cell = await kernel.run(
      'let last; for (let i = 0; i < 3e5; i++) last = new Array(1000).fill(i); last.length',
    );
    assert.equal(cell.result, '1000');
  });
});

test('typed arrays beyond the limit of the process end the cell', () =>
  withKernel({ env: { GRADBOOK_MEMORY: '500' } }, async (kernel) => {
    const cell = await kernel.run(
      'const kept = []; for (;;) kept.push(new Uint8Array(1e6).fill(1))',
    );
    assert.equal(cell.reply.ename, 'MemoryExhausted', cell.traceback);
    assert.match(cell.reply.evalue, /of 500 MB.*GRADBOOK_MEMORY/);
    const freed = await kernel.run('const left = kept.length; kept.length = 0; left > 100');
    assert.equal(freed.result, 'true', freed.traceback);
  }));
