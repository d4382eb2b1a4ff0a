/** `process.stdin` of cells, which the person at the notebook types. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Dealer } from 'zeromq';
import { KernelClient, ROOT, withKernel } from './client.js';
import type { Exchange } from './exchange.js';

describe('process.stdin', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run("import { createInterface } from 'node:readline/promises';");
  });
  after(() => kernel.stop());

  /** Types lines as they are asked for, and waits for the end of the cell. */
  async function type(cell: Exchange, lines: readonly string[]): Promise<void> {
    for (const [i, value] of lines.entries()) {
      await kernel.until(() => cell.on('stdin').length === i + 1);
      kernel.send('input_reply', { value }, 'stdin');
    }
    await kernel.finished(cell);
  }

  const run = (code: string) => kernel.send('execute_request', { code, allow_stdin: true });

  test('answers the questions of readline', async () => {
    const cell = run(`{
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      const name = await lines.question('name? ');
      const age = await lines.question('age? ');
      lines.close();
      console.log(name + ' is ' + age);
    }`);
    await type(cell, ['Ada', '36']);
    assert.equal(cell.text(), 'name? age? Ada is 36\n');
    assert.equal(cell.on('stdin').length, 2);
  });

  test('works as docs/kernel.md shows it', async () => {
    const text = readFileSync(path.join(ROOT, 'docs', 'kernel.md'), 'utf8');
    const examples = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
    const example = examples.find((code) => code.includes('readline')) ?? assert.fail();
    const cell = run(`${example}\nname`);
    await type(cell, ['Ada']);
    assert.equal(cell.result, "'Ada'");
  });

  test('gives lines until the cell has enough, and asks for no more', async () => {
    const cell = run(
      `let sum = 0; for await (const line of createInterface(process.stdin)) { if (line === '') break; sum += Number(line); } sum`,
    );
    await type(cell, ['3', '4', '']);
    assert.equal(cell.result, '7');
    await delay(60);
    assert.equal(cell.on('stdin').length, 3);
  });

  test('asks nothing when the cell has ended, though the reader was never closed', async () => {
    const cell = run(
      `const open = createInterface(process.stdin); const answer = await open.question(''); answer`,
    );
    await type(cell, ['yes']);
    assert.equal(cell.result, "'yes'");
    await delay(60);
    assert.equal(cell.on('stdin').length, 1);
  });

  test('that waits for a line is left by an interrupt, and the next cell can ask', async () => {
    const cell = run(`await createInterface(process.stdin).question('')`);
    await kernel.until(() => cell.on('stdin').length === 1);
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    const next = run(`await createInterface(process.stdin).question('')`);
    await type(next, ['there']);
    assert.equal(next.result, "'there'");
  });

  test('of an interrupted cell is not what a late answer is for', async () => {
    const cell = run(`prompt('first')`);
    await kernel.until(() => cell.on('stdin').length === 1);
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    kernel.send('input_reply', { value: 'early' }, 'stdin');
    const next = run(`prompt('second')`);
    await kernel.until(() => next.on('stdin').length === 1);
    const [first] = cell.on('stdin');
    kernel.send('input_reply', { value: 'late' }, 'stdin', { parent: first.header });
    await type(next, ['right']);
    assert.equal(next.result, "'right'");
  });

  test('of cells in two shells is answered each by its own answer', async () => {
    const { reply } = await kernel.request('create_subshell_request', {}, 'control');
    const subshell: string = reply.subshell_id;
    const code = (name: string) =>
      `{ const lines = createInterface(process.stdin); console.log('${name} ' + (await lines.question(''))); lines.close(); }`;
    for (const says of ['parent', 'subshell'] as const) {
      const one = run(code('one'));
      await kernel.until(() => one.on('stdin').length === 1);
      const other = kernel.send(
        'execute_request',
        { code: code('other'), allow_stdin: true },
        'shell',
        { subshell },
      );
      await kernel.until(() => other.on('stdin').length === 1);
      const more = says === 'subshell' ? { subshell } : { parent: other.on('stdin')[0]?.header };
      kernel.send('input_reply', { value: 'b' }, 'stdin', more);
      await kernel.finished(other);
      assert.equal(other.text(), 'other b\n');
      assert.equal(one.isIdle, false);
      kernel.send('input_reply', { value: 'a' }, 'stdin');
      await kernel.finished(one);
      assert.equal(one.text(), 'one a\n');
    }
    await kernel.request('delete_subshell_request', { subshell_id: subshell }, 'control');
  });

  test('of one client is not answered by another', () =>
    withKernel({ key: '' }, async (kernel) => {
      const { reply } = await kernel.request('connect_request');
      const other = new Dealer({ linger: 0, routingId: 'other' });
      other.connect(`tcp://127.0.0.1:${reply.stdin_port}`);
      const cell = kernel.send('execute_request', { code: `prompt('?')`, allow_stdin: true });
      await kernel.until(() => cell.on('stdin').length === 1);
      const header = { msg_id: 'theirs', msg_type: 'input_reply', session: 'theirs' };
      const parts = [header, {}, {}, { value: 'theirs' }].map((part) => JSON.stringify(part));
      await other.send(['<IDS|MSG>', '', ...parts]);
      await delay(60);
      assert.equal(cell.isIdle, false);
      kernel.send('input_reply', { value: 'mine' }, 'stdin');
      await kernel.finished(cell);
      assert.equal(cell.result, "'mine'");
      other.close();
    }));

  test('waits with a question until its client can be asked', () =>
    withKernel({ key: '' }, async (kernel) => {
      const { reply } = await kernel.request('connect_request');
      const socket = (port: number) => {
        const dealer = new Dealer({ linger: 0, routingId: 'late' });
        dealer.connect(`tcp://127.0.0.1:${port}`);
        return dealer;
      };
      const shell = socket(reply.shell_port);
      const header = { msg_id: 'early', msg_type: 'execute_request', session: 'late' };
      const content = { code: `prompt('?')`, allow_stdin: true };
      const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
      await shell.send(['<IDS|MSG>', '', ...parts]);
      await kernel.until(() => kernel.messages.some(({ type }) => type === 'execute_input'));
      const stdin = socket(reply.stdin_port);
      const question = (await stdin.receive()).map(String);
      assert.equal(JSON.parse(question[2] ?? '').msg_type, 'input_request');
      shell.close();
      stdin.close();
    }));

  test('is refused with a clear error where the client takes no questions', async () => {
    for (const code of [
      "await createInterface(process.stdin).question('x')",
      'for await (const chunk of process.stdin) chunk',
      "process.stdin.on('data', () => {})",
      "prompt('x')",
    ]) {
      const cell = await kernel.run(code, { allow_stdin: false });
      assert.equal(cell.reply.ename, 'StdinNotAllowed', code);
      assert.match(cell.reply.evalue, /allow_stdin is false/);
    }
    assert.equal(
      (await kernel.run('process.stdin.isTTY', { allow_stdin: false })).reply.status,
      'ok',
    );
  });

  test('of alert is waited for, or not asked for where the client takes no questions', async () => {
    const cell = run("alert('seen?'); 'seen'");
    await type(cell, ['']);
    assert.equal(cell.on('stdin')[0]?.content.prompt, 'seen? [Enter] ');
    assert.equal(cell.result, "'seen'");
    const printed = await kernel.run("alert('printed')", { allow_stdin: false });
    assert.equal(printed.text(), 'printed\n');
  });

  test('of prompt takes passwords without showing them', async () => {
    const cell = run(`prompt('key', { password: true })`);
    await type(cell, ['secret']);
    assert.deepEqual(cell.on('stdin')[0]?.content, { prompt: 'key', password: true });
    assert.equal(cell.text(), '');
  });
});
