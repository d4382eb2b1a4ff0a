/** The examples of docs/kernel.md run in the kernel as they stand there, without a type error. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, ROOT } from '../kernel/client.js';
import type { Exchange } from '../kernel/exchange.js';

const VIEW = 'application/vnd.jupyter.widget-view+json';

const text = readFileSync(path.join(ROOT, 'docs', 'kernel.md'), 'utf8');
const examples = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);

/** What each example shows, by a text in it. */
const SHOWN: Record<string, (cell: Exchange) => void> = {
  'h.update(': (cell) => {
    const shown = cell.contents('display_data').map(({ data }) => Object.keys(data)[0]);
    assert.deepEqual(shown, ['text/plain', 'text/markdown', 'text/html']);
    assert.equal(cell.contents('update_display_data').length, 2);
  },
  'widgets.interact(': (cell) => {
    const types = cell.contents('display_data').flatMap(({ data }) => Object.keys(data));
    for (const type of [VIEW, 'application/vnd.plotly.v1+json']) assert.ok(types.includes(type));
  },
  'out.capture(': (cell) => assert.ok(VIEW in cell.contents('execute_result')[0].data),
  'widgets.anywidget(': (cell) => assert.ok(VIEW in cell.contents('execute_result')[0].data),
  'lines.question(': (cell) => {
    assert.equal(cell.on('stdin').length, 1);
  },
  'comms.registerTarget(': (cell) => assert.equal(cell.contents('comm_close').length, 1),
};

let kernel: KernelClient;
before(async () => {
  kernel = await KernelClient.start();
});
after(() => kernel.stop());

test('every example of docs/kernel.md runs and shows what it says', async () => {
  for (const code of examples) {
    const found = Object.entries(SHOWN).filter(([part]) => code.includes(part));
    assert.equal(found.length, 1, `one expectation for:\n${code}`);
    const cell = kernel.send('execute_request', { code, allow_stdin: true });
    if (code.includes('.question(')) {
      await kernel.until(() => cell.on('stdin').length === 1);
      kernel.send('input_reply', { value: 'Ada' }, 'stdin');
    }
    await kernel.finished(cell);
    assert.equal(cell.reply.status, 'ok', cell.traceback);
    assert.doesNotMatch(cell.text('stderr'), /TS\d+/);
    for (const [, check] of found) check(cell);
  }
  assert.equal(examples.length, Object.keys(SHOWN).length);
});
