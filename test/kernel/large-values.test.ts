/** Questions about values with millions of elements: answered without going through all of them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';
import { DebugClient } from './debug-client.js';

const VALUES = `const text = 'a'.repeat(2e8);
const numbers = Array.from({ length: 3e6 }, (_, i) => i);
const bytes = new Uint8Array(1e8);
const squares = new Map(Array.from({ length: 2e5 }, (_, i) => [i, i * i]));`;

describe('of large values', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    assert.equal((await kernel.run(VALUES)).reply.status, 'ok');
  });
  after(() => kernel.stop());

  // Their numbers are property names too: collecting those of a long text takes a minute, in which no cell runs.
  for (const [name, member] of [
    ['text', 'toUpperCase'],
    ['numbers', 'findLast'],
    ['bytes', 'subarray'],
    ['squares', 'entries'],
  ] as const) {
    test(`${name} has its methods completed, and says what it is`, async () => {
      const code = `${name}.`;
      const question = { code, cursor_pos: code.length };
      const { reply } = await kernel.request('complete_request', question);
      assert.ok(reply.matches.includes(member), reply.matches.join());
      const inspected = await kernel.request('inspect_request', { code: name, cursor_pos: 1 });
      assert.equal(inspected.reply.found, true);
      assert.equal((await kernel.run('1 + 1')).result, '2');
    });
  }

  test('text is shown by its beginning, and says how to see the rest; nothing else is slow for it', async () => {
    const [shown] = (await kernel.run('text')).contents('execute_result');
    assert.match(
      shown.data['text/plain'],
      /^'a{10000}'\.\.\. 199,990,000 more characters: console\.log\(\.\.\.\) prints all$/,
    );
    const { reply } = await kernel.run('text', { user_expressions: { all: 'text' } });
    assert.equal(
      reply.user_expressions.all.data['text/plain'].length,
      shown.data['text/plain'].length,
    );
    // A loop has the value of its last turn, which is not shown.
    assert.equal((await kernel.run('for (const one of [1, 2]) text')).result, undefined);
    assert.equal((await kernel.run('"a", "b"')).result, "'b'");
    assert.equal((await kernel.run('text.length // the end')).result, '200000000');
    const memory = Number((await kernel.run('process.memoryUsage.rss() / 1e6')).result);
    assert.ok(memory < 1000, `${memory} MB`);
  });

  test('errors are shown by their beginnings, and end no other cell', async () => {
    const { subshell_id: subshell } = (
      await kernel.request('create_subshell_request', {}, 'control')
    ).reply;
    const signal = kernel.newSignal();
    const code = `while (!${signal.isGiven}) await new Promise((resolve) => setTimeout(resolve, 5)); 'over'`;
    const other = kernel.send('execute_request', { code }, 'shell', { subshell });
    for (const thrown of ['text', 'new Error(text)', 'Object.assign(() => {}, { text })']) {
      const { reply, traceback } = await kernel.run(`throw ${thrown}`);
      assert.equal(reply.status, 'error');
      assert.ok(traceback.length < 30_000, `${thrown}: ${traceback.length}`);
    }
    const { evalue } = (await kernel.run('throw new Error(text)')).reply;
    assert.match(evalue, /^a{10000} \.\.\. 199,990,000 more characters$/);
    const late =
      'setTimeout(() => { throw new Error(text) }); await new Promise((resolve) => setTimeout(resolve, 50))';
    assert.match(
      (await kernel.run(late)).text('stderr'),
      /^Uncaught: Error: a{9000,10000} \.\.\. .* more characters/,
    );
    signal.give();
    assert.equal((await kernel.finished(other)).result, "'over'");
    const memory = Number((await kernel.run('process.memoryUsage.rss() / 1e6')).result);
    assert.ok(memory < 1000, `${memory} MB`);
  });

  test('variables are listed, without a preview of what has none at hand', async () => {
    const debug = new DebugClient(kernel);
    const { variables } = await debug.body('inspectVariables');
    const values = Object.fromEntries(
      variables.map((one: { name: string; value: string }) => [one.name, one.value]),
    );
    assert.match(values.text, /^'a{1000}…'$/);
    assert.equal(values.numbers, 'Array(3000000)');
    assert.match(values.bytes, /^Uint8Array\(100000000\) \[0, 0, .*…\]$/);
    assert.equal(values.squares, 'Map(200000)');
  });

  test('all entries of a map can be found', async () => {
    const debug = new DebugClient(kernel);
    const { variables } = await debug.body('inspectVariables');
    const { variablesReference } = variables.find(
      (one: { name: string }) => one.name === 'squares',
    );
    const groups = await debug.children(variablesReference);
    const last = await debug.children(groups['[190000…199999]'].variablesReference);
    const entries = await debug.children(last['[199900…199999]'].variablesReference);
    assert.equal(entries['199999'].value, '(2) [199999, 39999600001]');
  });
});
