/** Subshells (JEP 91): cells of one shell run while those of another await. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';
import type { Exchange } from './exchange.js';

describe('subshells', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.stop());

  const create = async (): Promise<string> =>
    (await kernel.request('create_subshell_request', {}, 'control')).reply.subshell_id;
  const remove = async (subshell_id: unknown) =>
    (await kernel.request('delete_subshell_request', { subshell_id }, 'control')).reply;
  const list = async (): Promise<string[]> =>
    (await kernel.request('list_subshell_request', {}, 'control')).reply.subshell_id;
  const send = (code: string, subshell?: string): Exchange =>
    kernel.send('execute_request', { code }, 'shell', { subshell });
  const run = (code: string, subshell?: string) => kernel.finished(send(code, subshell));
  /** A cell that awaits until `name` is called. */
  const waiting = async (name: string, subshell?: string): Promise<Exchange> => {
    const cell = send(
      `console.log('waits'); await new Promise((go) => { globalThis.${name} = go; }); console.log('${name} came')`,
      subshell,
    );
    await kernel.until(() => cell.text() !== '');
    return cell;
  };

  test('the kernel says that it has them, makes, lists and deletes them', async () => {
    const { reply } = await kernel.request('kernel_info_request');
    assert.ok(reply.supported_features.includes('kernel subshells'));
    assert.deepEqual(await list(), []);
    const ids = [await create(), await create()];
    assert.notEqual(ids[0], ids[1]);
    assert.deepEqual(await list(), ids);
    for (const id of ids) assert.deepEqual(await remove(id), { status: 'ok' });
    assert.deepEqual(await list(), []);
  });

  test('a cell of a subshell runs while one of the parent shell awaits', async () => {
    const id = await create();
    const parent = await waiting('first');
    const cell = await run(`console.log('beside'); const made = 6 * 7; made`, id);
    assert.equal(parent.isIdle, false);
    assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'stream', 'execute_result', 'idle']);
    assert.equal(cell.text(), 'beside\n');
    await run('first()', id);
    await kernel.finished(parent);
    assert.equal(parent.text(), 'waits\nfirst came\n');
    assert.equal((await run('made')).result, '42');
    await remove(id);
  });

  test('each shell runs its own cells in order, and all count together', async () => {
    const id = await create();
    const parent = await waiting('second');
    const blocked = await waiting('third', id);
    const order = ['a', 'b'].map((name) => send(`console.log('${name}')`, id));
    const behind = send('"parent"');
    await run('third()', await create());
    for (const cell of order) await kernel.finished(cell);
    await kernel.finished(blocked);
    assert.equal(behind.isIdle, false);
    await run('second()', id);
    await kernel.finished(parent);
    await kernel.finished(behind);
    const counts = [parent, blocked, ...order, behind].map(({ reply }) => reply.execution_count);
    assert.equal(new Set(counts).size, counts.length);
    for (const one of await list()) await remove(one);
  });

  test('an error aborts what waits in its own shell only', async () => {
    const id = await create();
    const parent = await waiting('fourth');
    const kept = send('"kept"');
    const signal = kernel.newSignal();
    const failing = send(
      `while (!${signal.isGiven}) await new Promise((go) => setTimeout(go, 5)); throw new Error("here")`,
      id,
    );
    const aborted = send('"aborted"', id);
    await kernel.received();
    signal.give();
    await kernel.finished(failing);
    assert.equal((await kernel.finished(aborted)).reply.status, 'aborted');
    assert.equal((await run('fourth(); 1', id)).result, '1');
    await kernel.finished(parent);
    assert.equal((await kernel.finished(kept)).result, "'kept'");
    await remove(id);
  });

  test('a subshell that is deleted ends its running cell in order, and aborts the others', async () => {
    const id = await create();
    const running = await waiting('fifth', id);
    const queued = send('"never"', id);
    await kernel.received();
    assert.deepEqual(await remove(id), { status: 'ok' });
    assert.equal((await kernel.finished(queued)).reply.status, 'aborted');
    assert.deepEqual(await list(), []);
    assert.equal(running.isIdle, false);
    await run('fifth()');
    assert.equal((await kernel.finished(running)).reply.status, 'ok');
    assert.match(running.text(), /fifth came/);
  });

  test('unknown subshells are errors, and nothing runs', async () => {
    const gone = await create();
    await remove(gone);
    const cell = await run('globalThis.ran = true', gone);
    assert.equal(cell.reply.ename, 'SubshellNotFound');
    assert.deepEqual(cell.kinds, ['busy', 'idle']);
    assert.equal((await run('globalThis.ran')).result, undefined);
    assert.equal((await remove(gone)).ename, 'SubshellNotFound');
    assert.equal((await remove(undefined)).ename, 'RequestError');
    const complete = kernel.send('complete_request', { code: 'a', cursor_pos: 1 }, 'shell', {
      subshell: gone,
    });
    assert.equal((await kernel.finished(complete)).reply.ename, 'SubshellNotFound');
    const comm = await kernel.comm(
      'comm_open',
      { comm_id: 'x', target_name: 'x' },
      { subshell: gone },
    );
    assert.deepEqual(comm.kinds, ['busy', 'error', 'idle']);
  });

  test('an interrupt ends what runs in all shells, and keeps what they have made', async () => {
    const id = await create();
    const parent = await waiting('sixth');
    const beside = send(`const before = 1; console.log('loops'); while (true) {}`, id);
    await kernel.until(() => beside.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    for (const cell of [parent, beside]) {
      assert.equal((await kernel.finished(cell)).reply.ename, 'Interrupted');
    }
    assert.equal((await run('before', id)).result, '1');
    await remove(id);
  });

  test('comms speak over a subshell, as JupyterLab has it', async () => {
    await run(`const { comms } = globalThis[Symbol.for('gradbook.notebook')];
      comms.registerTarget('echo', (comm) => { comm.onMessage = ({ data }) => comm.send(data); });`);
    const subshell = await create();
    const parent = await waiting('seventh');
    await kernel.comm('comm_open', { comm_id: 'c', target_name: 'echo' }, { subshell });
    const said = await kernel.comm('comm_msg', { comm_id: 'c', data: { a: 1 } }, { subshell });
    assert.deepEqual(said.contents('comm_msg'), [{ comm_id: 'c', data: { a: 1 } }]);
    await run('seventh()', subshell);
    await kernel.finished(parent);
  });
});
