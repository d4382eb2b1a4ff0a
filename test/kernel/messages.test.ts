/** docs/protocol.md says which messages the kernel knows, and with which fields: here it is held to it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Dealer, Subscriber } from 'zeromq';
import { KernelClient, ROOT, sign } from './client.js';
import { Exchange, type Message } from './exchange.js';

const DOCS = path.join(ROOT, 'docs');
const [, general = '', requests = '', published = '', comms = '', asked = ''] = readFileSync(
  path.join(DOCS, 'protocol.md'),
  'utf8',
).split('\n## ');

const SECTIONS = [general, requests, published, comms, asked];

/** The cells of a section's table, row by row. */
function rows(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The names in a cell: those that are always there, and all. */
function fields(cell = ''): { always: string[]; all: string[] } {
  // What stands behind a colon are values.
  const names = [...cell.matchAll(/(?<!: .*)`([\w?]+)`/g)].map(([, name = '']) => name);
  return {
    always: names.filter((name) => !name.endsWith('?')),
    all: names.map((name) => name.replace('?', '')),
  };
}

function assertFields(content: object, cell: string | undefined, of: string): void {
  const { always, all } = fields(cell);
  const there = Object.keys(content);
  const missing = always.filter((name) => !there.includes(name));
  const unknown = there.filter((name) => !all.includes(name));
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] }, of);
}

/** A request of each kind, and where it goes. */
const SAMPLES: Readonly<Record<string, readonly [content: object, channel?: 'control']>> = {
  execute_request: [{ code: '1 + 1', user_expressions: { two: '2' } }],
  complete_request: [{ code: 'Math.fl', cursor_pos: 7 }],
  inspect_request: [{ code: 'Math', cursor_pos: 4, detail_level: 0 }],
  is_complete_request: [{ code: 'if (true) {' }],
  history_request: [{ hist_access_type: 'tail', n: 1, output: true }],
  kernel_info_request: [{}],
  connect_request: [{}],
  comm_info_request: [{ target_name: 'jupyter.widget' }],
  interrupt_request: [{}, 'control'],
  usage_request: [{}, 'control'],
  debug_request: [{ type: 'request', seq: 1, command: 'debugInfo', arguments: {} }, 'control'],
  create_subshell_request: [{}, 'control'],
  list_subshell_request: [{}, 'control'],
  delete_subshell_request: [{}, 'control'],
};

/** A cell that makes the kernel publish all that cells can. */
const SHOWS_ALL = `console.log('text');
const shown = display('one', { display_id: 'id' });
shown.update('two');
clearOutput();
prompt('name?');
Deno.jupyter.broadcast('comm_open', { comm_id: 'ours', target_name: 'any', data: {} });
Deno.jupyter.broadcast('comm_msg', { comm_id: 'ours', data: {} });
`;

const KEY = 'a key';
let kernel: KernelClient;
before(async () => {
  // A cell's type errors may be said under a later one, where the server is busy.
  kernel = await KernelClient.start({ key: KEY, env: { GRADBOOK_TYPES: 'off' } });
});
after(() => kernel.stop());

test('docs/protocol.md names files, tests and fields that are there', () => {
  for (const [message = '', ...cells] of SECTIONS.flatMap(rows)) {
    const [code = '', tests = ''] = cells.slice(-2);
    const linked = (cell: string) => {
      const file = path.join(DOCS, /\]\((.*?)\)/.exec(cell)?.[1] ?? 'nowhere');
      assert.ok(existsSync(file), `${message}: ${file}`);
      return readFileSync(file, 'utf8');
    };
    const source = linked(code);
    const title = tests.slice(tests.indexOf('): ') + 3);
    assert.ok(linked(tests).includes(title), `${message}: no test '${title}'`);
    if (!message.includes('_request')) continue;
    for (const name of fields(cells[0]).all) {
      assert.match(source, new RegExp(`\\b${name}\\b`), `${message}: nothing reads ${name}`);
    }
  }
});

test('docs/protocol.md leaves out no message', () => {
  const read = (file: string) => readFileSync(path.join(ROOT, 'kernel', file), 'utf8');
  const handled = [...read('requests/table.ts').matchAll(/\['(\w+)'/g)];
  const sent = [...read('wire/outgoing.ts').matchAll(/msg_type: ([^;}]+);/g)].flatMap(
    ([, kinds = '']) => [...kinds.matchAll(/'(\w+)'/g)],
  );
  const named = new Set(SECTIONS.flatMap(rows).flatMap(([message = '']) => fields(message).all));
  const kinds = [...handled, ...sent].map(([, kind = '']) => kind.replace(/_reply$/, '_request'));
  assert.ok(kinds.length > 30);
  assert.deepEqual(new Set(kinds.filter((kind) => !named.has(kind))), new Set());
});

test('every request is answered with the fields of docs/protocol.md', async () => {
  let subshell: unknown;
  for (const [message = '', , reply] of rows(requests)) {
    const kind = message.replaceAll('`', '');
    const sample = SAMPLES[kind];
    // How the kernel ends, test/kernel/shutdown.test.ts shows.
    if (kind === 'shutdown_request') continue;
    assert.ok(sample, `no sample of ${kind}`);
    const [content, channel] = sample;
    const own = kind === 'delete_subshell_request' ? { subshell_id: subshell } : content;
    const exchange = await kernel.request(kind, { ...own }, channel);
    if (kind === 'create_subshell_request') subshell = exchange.reply.subshell_id;
    assert.deepEqual(exchange.kinds.at(-1), 'idle');
    const { status, ...rest } = exchange.reply;
    if (kind === 'is_complete_request') assert.equal(status, 'incomplete');
    else if (kind !== 'debug_request') assert.equal(status, 'ok', kind);
    assertFields(rest, reply, kind);
  }
});

test('what is published, and asked, has the fields of docs/protocol.md', async () => {
  const cell = kernel.send('execute_request', { code: SHOWS_ALL, allow_stdin: true });
  await kernel.until(() => cell.on('stdin').length > 0);
  kernel.send('input_reply', { value: 'Ada' }, 'stdin');
  await kernel.finished(cell);
  await kernel.run('null.x');
  for (const command of ['initialize', 'attach']) {
    await kernel.request('debug_request', { type: 'request', seq: 1, command }, 'control');
  }
  const open = kernel.send('comm_open', { comm_id: 'c', target_name: 'unknown', data: {} });
  await kernel.until(() => open.isIdle);
  for (const [message = '', content] of [...rows(published), ...rows(comms), ...rows(asked)]) {
    const kind = message.replaceAll('`', '');
    if (kind === 'shutdown_reply' || kind === 'input_reply') continue;
    const seen = kernel.messages.filter(({ type }) => type === kind);
    assert.ok(seen.length > 0, `${kind} was not seen`);
    for (const one of seen) assertFields(one.content, content, kind);
  }
});

test('every message has a header of its own, and that of its cause, whole', async () => {
  const before = kernel.messages.length;
  const request = {
    ...{ msg_id: 'my-own', msg_type: 'execute_request', session: 'mine', username: 'Ada' },
    ...{ date: '2001-02-03T04:05:06Z', version: '5.3', client_note: 'not in the protocol' },
  };
  const parts = [request, {}, {}, { code: '6 * 7' }].map((part) => JSON.stringify(part));
  await kernel.sendFrames('shell', ['<IDS|MSG>', sign(KEY, parts), ...parts]);
  const { id } = await kernel.finished(new Exchange(request.msg_id, kernel.messages));
  const answers = kernel.messages.slice(before).filter(({ parent }) => parent === id);
  const kinds = answers.map(({ type, content }) => content.execution_state ?? type);
  assert.deepEqual(kinds.toSorted(), [
    ...['busy', 'execute_input', 'execute_reply', 'execute_result', 'idle'],
  ]);
  const ids = new Set(kernel.messages.map(({ header }) => header.msg_id));
  assert.equal(ids.size, kernel.messages.length);
  const names = ['msg_id', 'msg_type', 'session', 'username', 'date', 'version'];
  for (const { header, parentHeader, metadata } of answers) {
    assert.deepEqual(Object.keys(header).toSorted(), names.toSorted());
    assert.ok(!Number.isNaN(Date.parse(String(header.date))));
    assert.equal(header.version, '5.5');
    assert.deepEqual(parentHeader, request);
    assert.equal(typeof metadata, 'object');
  }
});

test('a client that subscribes is welcomed, the start is told once; neither has a parent', () => {
  const of = (test: (message: Message) => boolean) => kernel.messages.filter(test);
  const welcome = of(({ type }) => type === 'iopub_welcome');
  assert.deepEqual(welcome[0]?.content, { subscription: '' });
  const starting = of(({ content }) => content.execution_state === 'starting');
  assert.equal(starting.length, 1);
  for (const { parentHeader } of [...welcome, ...starting]) assert.deepEqual(parentHeader, {});
});

test('a subscription to one kind of message is welcomed, one that is no text is not', async () => {
  const { reply } = await kernel.request('connect_request');
  const client = new Subscriber({ linger: 0, receiveTimeout: 300 });
  client.connect(`tcp://127.0.0.1:${reply.iopub_port}`);
  client.subscribe(Buffer.of(0xff, 0xfe), 'execute_input');
  const [topic, , , header = ''] = await client.receive();
  assert.equal(String(topic), 'execute_input');
  assert.equal(JSON.parse(String(header)).msg_type, 'iopub_welcome');
  await assert.rejects(client.receive(), { code: 'EAGAIN' });
  await kernel.run('1');
  assert.equal(String((await client.receive())[0]), 'execute_input');
  client.close();
});

test('a client that comes back under its own name is answered, though its old connection is still there', async () => {
  const { reply } = await kernel.request('connect_request');
  const connections: Dealer[] = [];
  for (const id of ['first', 'back', 'again']) {
    const client = new Dealer({ linger: 0, routingId: 'the-client', receiveTimeout: 60_000 });
    connections.push(client);
    client.connect(`tcp://127.0.0.1:${reply.shell_port}`);
    const header = { msg_id: id, msg_type: 'kernel_info_request', session: 'the-client' };
    const parts = [JSON.stringify(header), '{}', '{}', '{}'];
    await client.send(['<IDS|MSG>', sign(KEY, parts), ...parts]);
    const [, , , parent = ''] = await client.receive();
    assert.equal(JSON.parse(String(parent)).msg_id, id);
  }
  for (const client of connections) client.close();
});

test('a reply to a cell says when the kernel began with it', async () => {
  const times = ({ id }: Exchange) => {
    const on = (test: (message: Message) => boolean) =>
      kernel.messages.find((message) => message.parent === id && test(message));
    const busy = on(({ content }) => content.execution_state === 'busy')?.header.date;
    const reply = on(({ type }) => type === 'execute_reply');
    const idle = on(({ content }) => content.execution_state === 'idle')?.header.date;
    return [busy, reply?.metadata.started, reply?.header.date, idle].map(String);
  };
  const waits = kernel.send('execute_request', {
    code: 'await new Promise((r) => setTimeout(r, 60))',
  });
  const next = kernel.send('execute_request', { code: '1' });
  const all = [...times(await kernel.finished(waits)), ...times(await kernel.finished(next))];
  assert.deepEqual(all, all.toSorted());
  assert.ok(
    all.every((time) => !Number.isNaN(Date.parse(time))),
    all.join(),
  );
});
