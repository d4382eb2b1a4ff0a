/** Type errors of the first cells, which end before there is a language server to find them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { withKernel } from './client.js';

const WRONG = 'const far: string = Math.hypot(3, 4); far';
const SAYS = /^cell 1:1:7 - warning TS2322: /;

test('the first cell does not wait for the server; what is wrong with it is said under it a moment later', () =>
  withKernel({}, async (kernel) => {
    const cell = await kernel.run(WRONG);
    assert.equal(cell.result, '5');
    await kernel.until(() => cell.text('stderr'));
    assert.match(cell.text('stderr'), SAYS);
    assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'execute_result', 'idle', 'stream']);
  }));

test('under a cell that runs by then', () =>
  withKernel({}, async (kernel) => {
    const wrong = kernel.send('execute_request', { code: WRONG });
    const code = 'await new Promise(() => {})';
    const running = kernel.send('execute_request', { code, store_history: false });
    await kernel.until(() => running.text('stderr'));
    assert.match(running.text('stderr'), SAYS);
    assert.equal(wrong.text('stderr'), '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(running);
  }));

test('%types strict has the first cell wait, and refuses it', () =>
  withKernel({ env: { GRADBOOK_TYPES: 'strict' } }, async (kernel) => {
    const cell = await kernel.run(WRONG);
    assert.equal(cell.reply.status, 'error');
    assert.match(cell.traceback, /TS2322/);
  }));

test('%types off has no server started before something is asked of it', () =>
  withKernel({ env: { GRADBOOK_TYPES: 'off' } }, async (kernel) => {
    const servers = () => {
      const command = ['-o', 'args=', '--ppid', String(kernel.process.pid)];
      return spawnSync('ps', command).stdout.toString().match(/--lsp/g)?.length ?? 0;
    };
    // Otherwise it is started within a second.
    await kernel.run('const three = 3; await new Promise((end) => setTimeout(end, 1200));');
    assert.equal(servers(), 0);
    const code = 'three.toFix';
    const { reply } = await kernel.request('complete_request', { code, cursor_pos: code.length });
    assert.deepEqual(reply.matches, ['toFixed']);
    const inspected = await kernel.request('inspect_request', { code: 'three', cursor_pos: 5 });
    assert.match(inspected.reply.data['text/plain'], /three/);
    while (servers() === 0) await new Promise((end) => setTimeout(end, 20));
  }));
