/** Cells replace what the language's own objects have: the kernel goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

describe('a cell that replaces', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run('%types off');
  });
  after(() => kernel.stop());

  for (const [name, code] of [
    ['Array.prototype[Symbol.iterator]', 'Array.prototype[Symbol.iterator] = () => { throw 1 }'],
    [
      "the set iterator's next",
      'Object.getPrototypeOf(new Set().values()).next = () => ({ done: true })',
    ],
    ['Map.prototype[Symbol.iterator]', 'Map.prototype[Symbol.iterator] = null'],
  ] as const) {
    test(`${name} by what does not work is told that it is there again`, async () => {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.status, 'ok', cell.traceback);
      assert.match(cell.text('stderr'), /^Without .* as it was, the kernel can run no cell/);
      assert.ok(cell.text('stderr').includes(name));
      const next = await kernel.run('[...[1], ...new Set([2]), ...new Map([[3, 4]])]');
      assert.equal(next.result, '[ 1, 2, [ 3, 4 ] ]');
      assert.equal(next.text('stderr'), '');
    });
  }

  test('the iterator of arrays by one that works keeps it', async () => {
    const cell = await kernel.run(
      'const { values } = Array.prototype; let calls = 0;\n' +
        'Array.prototype[Symbol.iterator] = function () { calls++; return values.call(this) }',
    );
    assert.equal(cell.text('stderr'), '');
    const kept = await kernel.run('calls = 0; const [one] = [1]; calls');
    assert.equal(kept.result, '1');
    await kernel.run('Array.prototype[Symbol.iterator] = values');
  });

  test('the methods of promises is ended all the same, and so are the cells after it', async () => {
    const code =
      'const { then, finally: last } = Promise.prototype;\n' +
      'Promise.prototype.then = Promise.prototype.catch = Promise.prototype.finally = () => {}; 5';
    assert.equal((await kernel.run(code)).result, '5');
    assert.equal((await kernel.run('await null; 6')).result, '6');
    assert.equal((await kernel.run('throw new Error("seven")')).reply.evalue, 'seven');
    await kernel.run(
      'Promise.prototype.then = then; Promise.prototype.finally = last;\n' +
        'Promise.prototype.catch = function (f) { return this.then(undefined, f) }',
    );
  });
});
