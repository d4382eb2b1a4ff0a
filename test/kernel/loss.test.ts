/** What the next kernel says of one that was lost. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { withKernel } from './client.js';

test('a kernel that was killed in a cell is told of at the first cell of the next one, once', () =>
  withKernel({}, async (kernel) => {
    await kernel.run('const n = 1');
    const cell = kernel.send('execute_request', { code: 'console.log("on"); while (true) {}' });
    await kernel.until(() => cell.text() === 'on\n');
    kernel.process.kill('SIGKILL');
    await kernel.restart();
    assert.equal((await kernel.run('0', { silent: true })).text('stderr'), '');
    const first = await kernel.run('console.log("out")');
    assert.match(
      first.text('stderr'),
      /kernel before this one was lost while cell 2 ran.*was killed, or crashed/,
    );
    assert.equal(first.text(), 'out\n');
    assert.equal((await kernel.run('1')).text('stderr'), '');
  }));

test('a crash in native code between cells is told of', () =>
  withKernel({}, async (kernel) => {
    await kernel.run('setTimeout(() => process.dlopen({ exports: {} }, "/nonexistent"), 1e6); 0');
    kernel.process.kill('SIGSEGV');
    await kernel.restart();
    assert.match((await kernel.run('1')).text('stderr'), /lost while no cell ran/);
  }));

test('a heap that V8 found full first is told of, with the way to raise its limit', () =>
  withKernel({ env: { NODE_OPTIONS: '--max-old-space-size=250' } }, async (kernel) => {
    const code = 'const all = []; for (;;) all.push(Array.from({ length: 2e7 }, () => 0.5))';
    kernel.send('execute_request', { code });
    await kernel.exit();
    await kernel.restart();
    const told = (await kernel.run('1')).text('stderr');
    assert.match(told, /lost while cell 1 ran/);
    assert.match(told, /limit of JavaScript's heap is \d+ MB.*--max-old-space-size/);
  }));

for (const [how, end] of [
  ['a shutdown', (kernel) => void kernel.send('shutdown_request', { restart: true }, 'control')],
  ['process.exit', (kernel) => void kernel.send('execute_request', { code: 'process.exit(1)' })],
  ['SIGTERM', (kernel) => void kernel.process.kill('SIGTERM')],
] satisfies [string, (kernel: Parameters<Parameters<typeof withKernel>[1]>[0]) => void][]) {
  test(`after ${how} there is nothing to tell, and no file is left`, () =>
    withKernel({}, async (kernel) => {
      await kernel.run('1');
      end(kernel);
      await kernel.exit();
      assert.deepEqual(readdirSync(kernel.folder), ['connection.json']);
      await kernel.restart();
      assert.equal((await kernel.run('1')).text('stderr'), '');
    }));
}
