/** Comms, as clients speak them: both ways, with their parents, in order, while cells run. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KernelClient, withKernel } from './client.js';

/** In a notebook that uses comms without a library. */
const SET_UP = `
const { comms } = globalThis[Symbol.for('gradbook.notebook')];
const heard = [];
let opened;
comms.registerTarget('echo', (comm, { data, metadata, buffers }) => {
  opened = comm;
  console.log('opened', JSON.stringify(data), JSON.stringify(metadata), buffers.length);
  comm.onMessage = ({ data, metadata, buffers }) => {
    heard.push(data.n);
    console.log('heard', data.n);
    comm.send({ got: data }, { metadata: { seen: metadata }, buffers: buffers.map((b) => b.slice().reverse()) });
  };
  comm.onClose = ({ data }) => console.log('closed', JSON.stringify(data));
});`;

describe('comms', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run(SET_UP);
  });
  after(() => kernel.stop());

  const open = (comm_id: string, target_name = 'echo', data = {}) =>
    kernel.comm('comm_open', { comm_id, target_name, data });
  const say = (comm_id: string, data: object) => kernel.comm('comm_msg', { comm_id, data });
  const listed = async (content = {}) =>
    (await kernel.request('comm_info_request', content)).reply.comms;

  test('what a front end opens reaches the target, and what the handler prints is under it', async () => {
    const content = { comm_id: 'a', target_name: 'echo', data: { x: 1 } };
    const opening = await kernel.comm('comm_open', content, {
      metadata: { version: '2.1.0' },
      buffers: [Buffer.from('bytes')],
    });
    assert.deepEqual(opening.kinds, ['busy', 'stream', 'idle']);
    assert.equal(opening.text(), 'opened {"x":1} {"version":"2.1.0"} 1\n');
  });

  test('messages go both ways with data, metadata and bytes', async () => {
    await open('bytes');
    const exchange = await kernel.comm(
      'comm_msg',
      { comm_id: 'bytes', data: { n: 1, text: '€𝒳' } },
      { metadata: { a: [1] }, buffers: [Buffer.from([1, 2, 3]), Buffer.alloc(0)] },
    );
    assert.deepEqual(exchange.kinds, ['busy', 'stream', 'comm_msg', 'idle']);
    const [answer] = exchange.on('iopub').filter(({ type }) => type === 'comm_msg');
    assert.deepEqual(answer.content, { comm_id: 'bytes', data: { got: { n: 1, text: '€𝒳' } } });
    assert.deepEqual(answer.metadata, { seen: { a: [1] } });
    assert.deepEqual(
      answer.buffers.map((buffer) => [...buffer]),
      [[3, 2, 1], []],
    );
  });

  test('a megabyte of bytes comes back whole', async () => {
    await open('much');
    const bytes = Buffer.alloc(1 << 20, 'abcd');
    const exchange = await kernel.comm(
      'comm_msg',
      { comm_id: 'much', data: { n: 0 } },
      { buffers: [bytes] },
    );
    const [answer] = exchange.on('iopub').filter(({ type }) => type === 'comm_msg');
    assert.ok(answer.buffers[0]?.equals(Buffer.from(bytes).reverse()));
  });

  test('a cell opens, speaks over and closes a comm of its own', async () => {
    const cell = await kernel.run(`
      const mine = comms.open('theirs', { id: 'mine', data: { v: 1n }, metadata: { m: 1 }, buffers: [new Uint16Array([258])] });
      mine.send({ more: new Date(0) });
      mine.close({ bye: true });
      mine.close();`);
    assert.deepEqual(cell.kinds, [
      ...['busy', 'execute_input', 'comm_open', 'comm_msg', 'comm_close', 'idle'],
    ]);
    const [opening] = cell.on('iopub').filter(({ type }) => type === 'comm_open');
    const content = { comm_id: 'mine', target_name: 'theirs', data: { v: 1 } };
    assert.deepEqual(opening.content, content);
    assert.deepEqual(opening.metadata, { m: 1 });
    assert.deepEqual([...opening.buffers[0]], [2, 1]);
    assert.deepEqual(cell.contents('comm_msg')[0].data, { more: '1970-01-01T00:00:00.000Z' });
    const late = await kernel.run('mine.send({})');
    assert.match(late.traceback, /CommClosed: The comm 'mine' of target 'theirs' is closed/);
  });

  test('data without JSON is refused where it is sent', async () => {
    const cell = await kernel.run(
      'const loop = {}; loop.loop = loop; comms.open("x", { data: loop })',
    );
    assert.match(cell.traceback, /TypeError: Converting circular structure/);
    const list = await kernel.run('comms.open("x", { data: [1] })');
    assert.match(list.traceback, /TypeError: A comm sends objects/);
  });

  test('comm_info lists what is open, of one target where it is named', async () => {
    await open('b');
    await kernel.run(`comms.open('other', { id: 'c' })`);
    const all = await listed();
    assert.deepEqual(all.b, { target_name: 'echo' });
    assert.deepEqual(await listed({ target_name: 'other' }), { c: { target_name: 'other' } });
    const closing = await kernel.comm('comm_close', { comm_id: 'b', data: { why: 1 } });
    assert.equal(closing.text(), 'closed {"why":1}\n');
    assert.equal((await listed()).b, undefined);
    await kernel.run('opened.close()');
  });

  test('an unknown target is answered with comm_close', async () => {
    const opening = await open('d', 'nobody');
    assert.deepEqual(opening.kinds, ['busy', 'comm_close', 'idle']);
    assert.deepEqual(opening.contents('comm_close'), [{ comm_id: 'd', data: {} }]);
    assert.equal((await listed()).d, undefined);
    assert.deepEqual((await say('d', {})).kinds, ['busy', 'idle']);
  });

  test('what a handler throws is shown under its message, and ends nothing', async () => {
    await kernel.run(`comms.registerTarget('bad', (comm) => {
      comm.onMessage = async ({ data }) => {
        if (data.late) await null;
        throw new RangeError('too far');
      };
    });`);
    await open('e', 'bad');
    for (const data of [{}, { late: true }]) {
      const message = await say('e', data);
      assert.deepEqual(message.kinds, ['busy', 'error', 'idle']);
      assert.match(message.traceback, /RangeError: too far\n +at .*cell \d+:4:/);
    }
    await kernel.run(`comms.registerTarget('refuses', () => { throw new Error('no') })`);
    assert.deepEqual((await open('f', 'refuses')).kinds, ['busy', 'comm_close', 'error', 'idle']);
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });

  test('a message that names no comm is an error, and no handler runs', async () => {
    for (const kind of ['comm_open', 'comm_msg', 'comm_close'] as const) {
      const wrong = await kernel.comm(kind, { target_name: 'echo', data: {} });
      assert.deepEqual(wrong.kinds, ['busy', 'error', 'idle']);
      assert.match(wrong.contents('error')[0].evalue, /no usable 'comm_id'/);
      assert.equal(wrong.reply, undefined);
    }
  });

  test('a comm that is opened without a target is closed again', async () => {
    const opening = await kernel.comm('comm_open', { comm_id: 'g' });
    assert.deepEqual(opening.kinds, ['busy', 'comm_close', 'idle']);
    assert.equal(opening.reply, undefined);
    assert.equal((await listed()).g, undefined);
  });

  test('Deno.jupyter.broadcast speaks over comms, as packages for Deno do', async () => {
    const cell = await kernel.run(`
      const content = { comm_id: 'deno', target_name: 'jupyter.widget', data: { state: { a: 1 } } };
      await Deno.jupyter.broadcast('comm_open', content, { metadata: { version: '2.1.0' }, buffers: [new Uint8Array([7])] });
      await Deno.jupyter.broadcast('comm_msg', { comm_id: 'deno', data: { method: 'update', state: { a: 2 } } });
      await Deno.jupyter.broadcast('comm_close', { comm_id: 'deno' });`);
    const [opening, update, closing] = cell.on('iopub').slice(2, 5);
    assert.deepEqual(opening.content.data, { state: { a: 1 } });
    assert.deepEqual(opening.metadata, { version: '2.1.0' });
    assert.deepEqual([...opening.buffers[0]], [7]);
    assert.deepEqual(update.content.data, { method: 'update', state: { a: 2 } });
    assert.equal(closing.type, 'comm_close');
    const late = await kernel.run(`await Deno.jupyter.broadcast('comm_msg', { comm_id: 'deno' })`);
    assert.match(late.traceback, /TypeError: There is no open comm 'deno' for a comm_msg/);
  });

  test('messages that come while a cell loops are handled behind it, in order', async () => {
    await open('h');
    await kernel.run('heard.length = 0');
    const signal = kernel.newSignal();
    const cell = await kernel.begin(`while (!${signal.isGiven}) {}; heard.length`);
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const sent = numbers.map((n) =>
      kernel.send('comm_msg', { comm_id: 'h', data: { n } }, 'shell'),
    );
    await kernel.received();
    signal.give();
    await kernel.finished(cell);
    assert.equal(cell.result, '0');
    for (const exchange of sent) await kernel.until(() => exchange.isIdle);
    assert.equal((await kernel.run('heard.join()')).result, `'${numbers.join()}'`);
  });

  test('handlers run while a cell awaits, also before cells that wait behind it', async () => {
    await kernel.run(`let go;
      comms.registerTarget('go', (comm) => {
        comm.onMessage = ({ data }) => { console.log('handler'); go(data.word); };
      });`);
    await open('i', 'go');
    const cell = kernel.send('execute_request', {
      code: `console.log('before');
        const word = await new Promise((resolve) => { go = resolve; });
        console.log('after', word);`,
    });
    const next = kernel.send('execute_request', { code: 'word' });
    await kernel.until(() => cell.text().includes('before'));
    const message = await say('i', { word: 'now' });
    assert.deepEqual(message.kinds, ['busy', 'stream', 'idle']);
    assert.equal(message.text(), 'handler\n');
    await kernel.finished(cell);
    assert.equal(cell.text(), 'before\nafter now\n');
    assert.equal((await kernel.finished(next)).result, "'now'");
  });

  test('a message that is sent behind a cell finds what the cell registers', async () => {
    kernel.send('execute_request', {
      code: `comms.registerTarget('fresh', () => console.log('found'))`,
    });
    assert.equal((await open('j', 'fresh')).text(), 'found\n');
  });

  test('an asynchronous handler keeps its message busy, and others are handled meanwhile', async () => {
    await kernel.run(`let release;
      comms.registerTarget('slow', (comm) => {
        comm.onMessage = async ({ data }) => {
          if (data.release) return release();
          await new Promise((resolve) => { release = resolve; });
          console.log('slow is done');
        };
      });`);
    await open('k', 'slow');
    const slow = kernel.send('comm_msg', { comm_id: 'k', data: {} });
    const quick = await say('k', { release: true });
    assert.deepEqual(quick.kinds, ['busy', 'idle']);
    await kernel.until(() => slow.isIdle);
    assert.deepEqual(slow.kinds, ['busy', 'stream', 'idle']);
  });

  test('what a handler leaves behind prints under its message', async () => {
    await kernel.run(
      `comms.registerTarget('later', () => setTimeout(() => console.log('later'), 20))`,
    );
    const opening = await open('l', 'later');
    await kernel.until(() => opening.text() === 'later\n');
    assert.deepEqual(opening.kinds, ['busy', 'idle', 'stream']);
  });

  test('a handler that loops is interrupted, alone and beside a cell that awaits', async () => {
    await kernel.run(
      `comms.registerTarget('loop', () => { console.log('looping'); while (true) {} })`,
    );
    const alone = kernel.send('comm_open', { comm_id: 'm', target_name: 'loop' });
    await kernel.until(() => alone.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.until(() => alone.isIdle);
    assert.match(alone.traceback, /Interrupted/);

    const cell = kernel.send('execute_request', {
      code: `console.log('awaits'); await new Promise(() => {})`,
    });
    await kernel.until(() => cell.text() !== '');
    const beside = kernel.send('comm_open', { comm_id: 'n', target_name: 'loop' });
    await kernel.until(() => beside.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    await kernel.until(() => beside.isIdle);
    assert.match(beside.traceback, /Interrupted/);
    assert.equal((await kernel.run('typeof comms')).result, "'object'");
  });
});

/** As such packages are written: Deno is looked for once, and taken for missing for ever. */
const PACKAGE_FOR_DENO = `
const broadcast = globalThis.Deno?.jupyter.broadcast ?? (async () => {});
export async function widget(state) {
  const comm_id = crypto.randomUUID();
  const content = { comm_id, target_name: 'jupyter.widget', data: { state } };
  await broadcast('comm_open', content, { metadata: { version: '2.1.0' } });
  return { [Symbol.for('Jupyter.display')]: () => ({ 'application/vnd.jupyter.widget-view+json': { model_id: comm_id } }) };
}`;

test('a package for Deno that speaks over comms finds Deno when it is imported', async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'gradbook-deno-'));
  try {
    const folder = path.join(cwd, 'node_modules', '@jsr', 'acme__deno');
    mkdirSync(folder, { recursive: true });
    const about = { name: '@jsr/acme__deno', type: 'module', main: 'index.js' };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(about));
    writeFileSync(path.join(folder, 'index.js'), PACKAGE_FOR_DENO);
    await withKernel({ cwd }, async (kernel) => {
      const cell = await kernel.run(
        `import { widget } from 'jsr:@acme/deno@1'; await widget({ a: 1 })`,
      );
      const [opened] = cell.contents('comm_open');
      assert.deepEqual(opened?.data, { state: { a: 1 } });
      const [result] = cell.contents('execute_result');
      const [view] = Object.values<{ model_id: string }>(result.data);
      assert.equal(view.model_id, opened.comm_id);
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
