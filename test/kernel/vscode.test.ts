/**
 * What VS Code's Jupyter extension sends, in its order and with its fields, replayed over ZeroMQ:
 * test/kernel/exchanges/vscode.json. It talks to kernels itself, without a Jupyter server, and ends them
 * by a signal.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient, ROOT, sign } from './client.js';
import { Exchange } from './exchange.js';

interface Sent {
  readonly channel: 'shell' | 'control';
  readonly msg_type: string;
  readonly metadata?: object;
  readonly content: object;
}

interface Step {
  readonly what: string;
  readonly send: Sent;
  /** The line for an `input_request`. */
  readonly answer?: object;
  /** Sent while the first request is being worked on. */
  readonly meanwhile?: Sent;
  /** Part of the reply's content. */
  readonly reply: object;
  /** A pattern for the reply's `text/plain`, which is all that the extension shows. */
  readonly replyText?: string;
  readonly published: readonly string[];
}

const { header: always, steps }: { header: object; steps: Step[] } = JSON.parse(
  readFileSync(path.join(ROOT, 'test', 'kernel', 'exchanges', 'vscode.json'), 'utf8'),
);

const KEY = randomUUID();
const SESSION = randomUUID();
let kernel: KernelClient;
before(async () => {
  kernel = await KernelClient.start({ key: KEY });
});
after(() => kernel.stop());

function send(
  channel: 'shell' | 'control' | 'stdin',
  { msg_type, metadata = {}, content }: Omit<Sent, 'channel'>,
  parent: object = {},
): Exchange {
  const msg_id = randomUUID();
  const date = new Date().toISOString();
  const header = { date, msg_id, msg_type, session: SESSION, ...always };
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  void kernel.sendFrames(channel, ['<IDS|MSG>', sign(KEY, parts), ...parts]);
  return new Exchange(msg_id, kernel.messages);
}

/** Whether all that is wanted is there; more may be. */
function assertHas(there: unknown, wanted: unknown, where: string): void {
  if (wanted === null || typeof wanted !== 'object') {
    assert.equal(there, wanted, where);
    return;
  }
  assert.ok(there && typeof there === 'object', where);
  const values: Record<string, unknown> = { ...there };
  for (const [name, value] of Object.entries(wanted)) {
    assertHas(values[name], value, `${where}.${name}`);
  }
}

const isHelp = /^(complete|inspect)_request$/;
/** How long the language server may take to start, in milliseconds. */
const PATIENCE = 30_000;

function has(there: unknown, wanted: object, text = ''): boolean {
  try {
    assertHas(there, wanted, '');
    return new RegExp(text).test(JSON.stringify(there).replaceAll('\\n', '\n'));
  } catch {
    return false;
  }
}

for (const { what, send: first, answer, meanwhile, reply, replyText, published } of steps) {
  test(`VS Code: ${what}`, async () => {
    let exchange = send(first.channel, first);
    // As a person types on it asks again; so does this, until types answer.
    for (const end = Date.now() + PATIENCE; isHelp.test(first.msg_type); ) {
      await kernel.finished(exchange);
      if (has(exchange.reply, reply, replyText) || Date.now() > end) break;
      exchange = send(first.channel, first);
    }
    if (answer) {
      await kernel.until(() => exchange.on('stdin').length > 0);
      const question = exchange.on('stdin')[0];
      send('stdin', { msg_type: 'input_reply', content: answer }, question.header);
    }
    if (meanwhile) {
      await kernel.until(() => exchange.kinds.includes('execute_input'));
      const other = await kernel.finished(send(meanwhile.channel, meanwhile));
      assert.equal(other.reply.status, 'ok');
    }
    await kernel.finished(exchange);
    assertHas(exchange.reply, reply, what);
    if (replyText) assert.match(exchange.reply.data['text/plain'], new RegExp(replyText));
    assert.deepEqual(exchange.kinds, published);
    assert.equal(exchange.on(first.channel).length, 1);
  });
}

test('VS Code: the kernel is closed by a signal, and its language server ends with it', async () => {
  // Beside it, the kernel has a child that outlives it for what is left in its pipes.
  const children = execFileSync('pgrep', ['-f', '-P', String(kernel.process.pid), '--', '--lsp'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const server = Number(children);
  assert.ok(isAlive(server), children);
  kernel.process.kill('SIGTERM');
  await kernel.exit();
  for (const end = Date.now() + 20_000; isAlive(server); await delay(20)) {
    assert.ok(Date.now() < end, 'the language server lives on');
  }
});

function isAlive(pid: number): boolean {
  // A process that ended and whose parent is gone may stay in the table as a zombie where nobody reaps.
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
