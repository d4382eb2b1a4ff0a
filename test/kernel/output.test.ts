import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient } from './client.js';

describe('output', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.stop());

  test('20,000 printed lines arrive whole, in order, in few messages, before idle', async () => {
    const cell = await kernel.run('for (let i = 0; i < 20_000; i++) console.log("line " + i)');
    const expected = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
    assert.equal(cell.text(), expected);
    assert.equal(cell.kinds.at(-1), 'idle');
    assert.ok(cell.contents('stream').length < 500);
  });

  test('stdout, stderr and displays keep their order', async () => {
    const cell = await kernel.run(
      'console.log("a"); console.error("b"); display.html("<c>"); process.stdout.write("d")\n;null',
    );
    assert.deepEqual(cell.kinds.slice(2, -2), ['stream', 'stream', 'display_data', 'stream']);
    assert.equal(cell.text('stderr'), 'b\n');
  });

  test('a line shows while the cell still runs', async () => {
    const signal = kernel.newSignal();
    const cell = kernel.send('execute_request', {
      code: `console.log("early"); while (!${signal.isGiven}) {}`,
    });
    await kernel.until(() => cell.text() === 'early\n');
    assert.ok(!cell.isIdle);
    signal.give();
    await kernel.finished(cell);
  });

  test('bytes of a character that are written one by one come out as that character', async () => {
    const cell = await kernel.run(
      'for (const byte of Buffer.from("€")) process.stdout.write(Buffer.of(byte));',
    );
    assert.equal(cell.text(), '€');
  });

  test('half a surrogate pair comes out as the mark for what is no character', async () => {
    const cell = await kernel.run(
      String.raw`display.html('a\ud800b \\ud800 😀'); console.log('\udc00'); throw new Error('\ud83d')`,
    );
    assert.equal(cell.contents('display_data')[0].data['text/html'], 'a\ufffdb \\ud800 😀');
    assert.equal(cell.text(), '\ufffd\n');
    assert.equal(cell.contents('error')[0].evalue, '\ufffd');
  });

  test('what a timer prints after the end belongs to the cell that started it', async () => {
    const first = await kernel.run('setTimeout(() => console.log("late"), 60); 0');
    const second = await kernel.run('console.log("second")');
    await kernel.until(() => first.text() === 'late\n');
    assert.equal(second.text(), 'second\n');
  });

  test('what a timer or a promise throws is said at its cell, and the kernel goes on', async () => {
    const cell = await kernel.run(
      'setTimeout(() => { throw new Error("in timer") }, 5); void Promise.reject(new Error("in promise"));',
    );
    await kernel.run('1');
    await kernel.until(
      () => /in timer/.test(cell.text('stderr')) && /in promise/.test(cell.text('stderr')),
    );
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });

  test('nothing is shown for undefined, a declaration or a loop', async () => {
    for (const code of [
      'undefined',
      'const x = 1',
      'for (const i of [1]) { i; }',
      'class A {}',
      '// no',
      '',
    ]) {
      assert.deepEqual((await kernel.run(code)).kinds, ['busy', 'execute_input', 'idle'], code);
    }
  });

  test('objects, promises and timers print plainly, without colours or marks of the kernel', async () => {
    assert.equal(
      (await kernel.run('({ name: "Ada", n: [1, 2] })')).result,
      "{ name: 'Ada', n: [ 1, 2 ] }",
    );
    assert.equal((await kernel.run('Promise.resolve(5)')).result, 'Promise { 5 }');
    assert.doesNotMatch(
      (await kernel.run('setTimeout(() => {}, 1)')).result ?? '',
      /kResourceStore/,
    );
  });

  test('an object shows itself by Jupyter.display, also asynchronously', async () => {
    for (const method of ['[S]() {', 'async [S]() { await null;']) {
      const code = `{ const S = Symbol.for('Jupyter.display'); globalThis.o = { ${method} return { 'text/html': '<i>' } } } }\n(globalThis as any).o`;
      const [content] = (await kernel.run(code)).contents('execute_result');
      assert.deepEqual(content.data, { 'text/html': '<i>' });
    }
  });

  test('an object whose display throws is shown as text, and why on stderr', async () => {
    const cell = await kernel.run(
      `({ a: 1, [Symbol.for('Jupyter.display')]() { throw new Error('no picture') } })`,
    );
    assert.match(cell.result ?? '', /a: 1/);
    assert.match(cell.text('stderr'), /no picture/);
    assert.equal(cell.reply.status, 'ok');
  });

  test('the bytes of a PNG are shown as an image', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]).toString('base64');
    const cell = await kernel.run(`Buffer.from('${png}', 'base64')`);
    assert.equal(cell.contents('execute_result')[0].data['image/png'], png);
  });

  test('display() gives a handle that updates, and takes raw bundles', async () => {
    const cell = await kernel.run(
      `const h = display('one', { display_id: 'd1' }); h.update('two'); display({ 'text/markdown': '*x*' }, { raw: true });`,
    );
    const [shown, raw] = cell.contents('display_data');
    const [updated] = cell.contents('update_display_data');
    assert.deepEqual(shown.transient, { display_id: 'd1' });
    assert.deepEqual(updated.transient, { display_id: 'd1' });
    assert.equal(updated.data['text/plain'], "'two'");
    assert.deepEqual(raw.data, { 'text/markdown': '*x*' });
  });

  test('a library displays through gradbook.notebook, clears and updates', async () => {
    const cell = await kernel.run(`
      const notebook = (globalThis as any)[Symbol.for('gradbook.notebook')];
      notebook.display({ 'application/json': { a: 1 } }, { displayId: 'p', metadata: { m: 1 } });
      notebook.display({ 'text/html': 'new' }, { displayId: 'p', update: true });
      notebook.clearOutput(true);`);
    const [shown] = cell.contents('display_data');
    assert.deepEqual(shown, {
      data: { 'application/json': { a: 1 } },
      metadata: { m: 1 },
      transient: { display_id: 'p' },
    });
    assert.equal(cell.contents('update_display_data')[0].data['text/html'], 'new');
    assert.deepEqual(cell.contents('clear_output'), [{ wait: true }]);
  });

  test('tslab, where it is not installed, is ours', async () => {
    const cell = await kernel.run(`
      import * as tslab from 'tslab';
      tslab.display.html('<b>x</b>');
      tslab.display.png(Buffer.from('png'));
      tslab.display.raw('application/json', '{"a": 1}');
      const d = tslab.newDisplay(); d.markdown('1'); d.markdown('2');`);
    const shown = cell.contents('display_data').map(({ data }) => data);
    const png = Buffer.from('png').toString('base64');
    const json = { 'application/json': '{"a": 1}' };
    assert.deepEqual(shown, [
      { 'text/html': '<b>x</b>' },
      { 'image/png': png },
      json,
      { 'text/markdown': '1' },
    ]);
    assert.deepEqual(cell.contents('update_display_data')[0].data, { 'text/markdown': '2' });
  });

  test('a display of 5 MB arrives whole', async () => {
    const cell = await kernel.run('display.html("x".repeat(5 * 1024 * 1024))');
    assert.equal(cell.contents('display_data')[0].data['text/html'].length, 5 * 1024 * 1024);
    await delay(0);
  });
});
