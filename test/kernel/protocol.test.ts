import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';
import { Exchange } from './exchange.js';

describe('the messaging protocol', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
  });
  after(() => kernel.stop());

  test('every request is busy first and idle last, with its outputs between', async () => {
    const cell = await kernel.run('console.log("a"); 1 + 1');
    assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'stream', 'execute_result', 'idle']);
    const info = await kernel.request('kernel_info_request');
    assert.deepEqual(info.kinds, ['busy', 'idle']);
  });

  test('kernel_info names the language and the protocol, on shell and on control', async () => {
    for (const channel of ['shell', 'control'] as const) {
      const { reply } = await kernel.request('kernel_info_request', {}, channel);
      assert.equal(reply.status, 'ok');
      assert.equal(reply.language_info.name, 'typescript');
      assert.equal(reply.language_info.file_extension, '.ts');
      assert.match(reply.protocol_version, /^5\./);
    }
  });

  test('a silent cell shows nothing, also later, answers expressions and does not count', async () => {
    const { reply: first } = await kernel.run('0');
    const codes = [
      '1',
      'console.log(1); display(2); clearOutput()',
      'require("child_process").execSync("echo 3", { stdio: "inherit" }); setTimeout(() => console.log(4), 5)',
      'throw new Error("5")',
    ];
    const silent = [];
    for (const code of codes) {
      silent.push(
        await kernel.run(code, { silent: true, user_expressions: { seven: '3 + 4' } }),
        await kernel.run('await new Promise((r) => setTimeout(r, 10))', { store_history: false }),
      );
    }
    for (const { kinds } of silent) {
      assert.deepEqual(
        kinds.filter((kind) => kind !== 'execute_input'),
        ['busy', 'idle'],
      );
    }
    assert.equal(silent[0]?.reply.user_expressions.seven.data['text/plain'], '7');
    const { reply: second } = await kernel.run('2');
    assert.equal(second.execution_count, first.execution_count + 1);
  });

  test('a cell that is not stored does not count', async () => {
    const { reply: first } = await kernel.run('0');
    await kernel.run('"unstored"', { store_history: false });
    const { reply: second } = await kernel.run('0');
    assert.equal(second.execution_count, first.execution_count + 1);
  });

  test('user expressions give bundles, and errors of their own', async () => {
    const { reply } = await kernel.run('const five: number = 5', {
      user_expressions: {
        good: 'five + 1',
        awaits: 'await Promise.resolve(7)',
        bad: 'nothingOfThatName',
        wrong: ')(',
        number: 5,
        ['__proto__']: 'five',
      },
    });
    const { good, awaits, bad, wrong, number, ...rest } = reply.user_expressions;
    assert.deepEqual(good, { status: 'ok', data: { 'text/plain': '6' }, metadata: {} });
    assert.equal(awaits.data['text/plain'], '7');
    assert.deepEqual(
      [bad, wrong, number].map(({ status, ename }) => [status, ename]),
      [
        ['error', 'ReferenceError'],
        ['error', 'SyntaxError'],
        ['error', 'RequestError'],
      ],
    );
    assert.equal(Object.values(rest).length, 1, 'that of the name __proto__');
  });

  test('an error aborts the cells that wait behind it', async () => {
    const failing = kernel.send('execute_request', { code: 'throw new Error("first")' });
    const waiting = [1, 2].map((n) => kernel.send('execute_request', { code: `${n}` }));
    await kernel.finished(failing);
    for (const exchange of waiting) {
      await kernel.finished(exchange);
      assert.equal(exchange.reply.status, 'aborted');
      assert.deepEqual(exchange.kinds, ['busy', 'idle']);
    }
    assert.equal((await kernel.run('3')).result, '3');
  });

  test('with stop_on_error false the cells behind an error run', async () => {
    const code = 'throw new Error("first")';
    kernel.send('execute_request', { code, stop_on_error: false });
    const next = await kernel.finished(kernel.send('execute_request', { code: '4' }));
    assert.equal(next.result, '4');
  });

  test('history gives the tail, a range, a search, and each input once', async () => {
    await kernel.run('"needle 1"');
    await kernel.run('"needle 1"');
    const { reply } = await kernel.run('"needle 2"');
    const ask = async (content: object) =>
      (await kernel.request('history_request', { output: false, raw: true, ...content })).reply
        .history;
    const tail = await ask({ hist_access_type: 'tail', n: 1 });
    assert.deepEqual(tail, [[1, reply.execution_count, '"needle 2"']]);
    const search = await ask({ hist_access_type: 'search', pattern: '*needle*', n: 10 });
    assert.equal(search.length, 3);
    const pattern = '"needle ?"';
    const unique = await ask({ hist_access_type: 'search', pattern, n: 10, unique: true });
    assert.deepEqual(
      unique.map((entry: string[]) => entry[2]),
      ['"needle 1"', '"needle 2"'],
    );
    const all = await ask({ hist_access_type: 'search', pattern });
    assert.equal(all.length, 3, 'without n, all');
    assert.deepEqual(await ask({ hist_access_type: 'search', pattern, n: 0 }), []);
    const wrong = await kernel.request('history_request', { hist_access_type: 'tial' });
    assert.match(wrong.reply.evalue, /hist_access_type.*range, tail or search/);
    const { execution_count: n } = reply;
    const range = await ask({ hist_access_type: 'range', session: 0, start: n, stop: n + 1 });
    assert.equal(range[0][2], '"needle 2"');
    const outputs = await ask({ hist_access_type: 'tail', n: 1, output: true });
    assert.deepEqual(outputs[0][2], ['"needle 2"', "'needle 2'"]);
  });

  test('a name and a question mark open the pager, two give the source too', async () => {
    await kernel.run('function asked(a: number) { return a * 42; }');
    const ask = async () => (await kernel.run('asked?')).reply.payload[0];
    let page = await ask();
    // Until the language server is up, the live object answers.
    while (page.data['text/plain'].startsWith('asked: function')) page = await ask();
    assert.equal(page.source, 'page');
    assert.match(page.data['text/plain'], /asked\(a: number\): number/);
    const both = await kernel.run('??asked', { user_expressions: { n: 'asked(1)' } });
    assert.equal(both.reply.payload.length, 1);
    assert.equal(both.reply.user_expressions.n.data['text/plain'], '42');
    await kernel.run('const größe = 7');
    const letters = (await kernel.run('größe?')).reply.payload[0];
    assert.match(letters.data['text/plain'], /größe/);
    const unknown = await kernel.run('never_declared?');
    assert.match(unknown.text('stderr'), /Nothing is known of never_declared/);
  });

  test('usage tells what the kernel takes', async () => {
    const { reply } = await kernel.request('usage_request', {}, 'control');
    assert.ok(reply.kernel_memory > 20e6 && reply.kernel_memory < reply.host_virtual_memory.total);
    assert.ok(reply.kernel_cpu >= 0 && reply.cpu_count >= 1);
    assert.equal((await kernel.run('process.pid')).result, String(reply.pid));
  });

  test('is_complete tells complete, incomplete with its indent, and invalid apart', async () => {
    const ask = async (code: string) =>
      (await kernel.request('is_complete_request', { code })).reply;
    assert.deepEqual(await ask('const a: number = 1'), { status: 'complete' });
    assert.deepEqual(await ask('  if (true) {'), { status: 'incomplete', indent: '    ' });
    assert.deepEqual(await ask('const = 1'), { status: 'invalid' });
  });

  test('requests are answered while a cell keeps the main thread busy', async () => {
    const signal = kernel.newSignal();
    const cell = await kernel.begin(`while (!${signal.isGiven}) {}`);
    assert.equal((await kernel.request('kernel_info_request')).reply.status, 'ok');
    assert.equal(
      (await kernel.request('is_complete_request', { code: '1' })).reply.status,
      'complete',
    );
    const completion = await kernel.request('complete_request', {
      code: 'Math.flo',
      cursor_pos: 8,
    });
    assert.ok(completion.reply.matches.includes('floor'));
    assert.equal(await kernel.heartbeat(), 'ping');
    assert.ok(!cell.isIdle);
    signal.give();
    await kernel.finished(cell);
  });

  test('the latest status is busy as long as a cell runs, whatever is answered meanwhile', async () => {
    const signal = kernel.newSignal();
    const cell = await kernel.begin(
      `while (!${signal.isGiven}) await new Promise((resolve) => setTimeout(resolve, 5))`,
    );
    const states = () => kernel.messages.flatMap(({ content }) => content.execution_state ?? []);
    for (const channel of ['shell', 'control'] as const) {
      const { id } = await kernel.request('kernel_info_request', {}, channel);
      await kernel.until(() => states().at(-1) === 'busy');
      const last = kernel.messages.findLast(({ content }) => content.execution_state === 'busy');
      assert.equal(last?.parent, undefined, 'that of the kernel as a whole');
      const { kinds } = new Exchange(id, kernel.messages);
      assert.deepEqual(kinds, ['busy', 'idle']);
    }
    signal.give();
    await kernel.finished(cell);
    assert.equal(states().at(-1), 'idle');
    assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'stream', 'idle']);
  });

  test('a line that the cell asks for comes from the client', async () => {
    const cell = kernel.send('execute_request', { code: 'prompt("name?")', allow_stdin: true });
    await kernel.until(() => cell.on('stdin').length > 0);
    assert.deepEqual(cell.on('stdin')[0]?.content, { prompt: 'name?', password: false });
    kernel.send('input_reply', { value: 'Ada', status: 'ok' }, 'stdin');
    assert.equal((await kernel.finished(cell)).result, "'Ada'");
    const refused = await kernel.run('prompt("name?")', { allow_stdin: false });
    assert.equal(refused.reply.ename, 'StdinNotAllowed');
  });
});
