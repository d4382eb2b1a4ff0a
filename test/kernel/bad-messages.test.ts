import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { KernelClient, sign, withKernel } from './client.js';
import { Exchange } from './exchange.js';

const KEY = 'the key of these tests';

describe('messages that are not as they should be', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start({ key: KEY, env: { GRADBOOK_DEBUG: 'wire' } });
  });
  after(() => kernel.stop());

  test('a request that is signed with another key is not answered, and is logged', async () => {
    const wrong = kernel.send('execute_request', { code: '1' }, 'shell', { key: 'another key' });
    assert.equal((await kernel.run('2')).result, '2');
    assert.equal(wrong.reply, undefined);
    assert.deepEqual(wrong.kinds, []);
    assert.match(kernel.stderr, /wrong signature/);
  });

  test('frames that are no message are survived on every socket', async () => {
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      await kernel.sendFrames(channel, ['']);
      await kernel.sendFrames(channel, ['<IDS|MSG>', '', '{']);
      await kernel.sendFrames(channel, ['<IDS|MSG>', '', '{', '[]', '{}', 'null']);
    }
    assert.equal((await kernel.run('3')).result, '3');
  });

  test('an execute_request without code is refused, with idle', async () => {
    const exchange = await kernel.request('execute_request', {});
    assert.equal(exchange.reply.status, 'error');
    assert.match(exchange.reply.evalue, /'code'/);
    assert.equal(typeof exchange.reply.execution_count, 'number');
    assert.deepEqual(exchange.kinds, ['busy', 'idle']);
  });

  test('a request of unknown kind gets an error, a message of unknown kind nothing but idle', async () => {
    const request = await kernel.request('no_such_request', {});
    assert.equal(request.reply.ename, 'UnknownRequest');
    assert.deepEqual(request.kinds, ['busy', 'idle']);
    const message = kernel.send('no_such_message', {});
    await kernel.until(() => message.isIdle);
    assert.equal(message.reply, undefined);
  });

  test('a request whose content is no object gets an error under its own header', async () => {
    const id = 'the-id';
    const header = JSON.stringify({ msg_id: id, msg_type: 'execute_request', session: 's' });
    for (const content of ['[1]', '{"code": ', 'null']) {
      kernel.forget();
      const exchange = new Exchange(id, kernel.messages);
      const parts = [header, '{}', '{}', content];
      await kernel.sendFrames('shell', ['<IDS|MSG>', sign(KEY, parts), ...parts]);
      await kernel.finished(exchange);
      assert.equal(exchange.reply.ename, 'MalformedRequest');
      assert.match(exchange.reply.evalue, /content is not/);
      assert.deepEqual(exchange.kinds, ['busy', 'idle']);
    }
  });

  test('a message that is sent again is not run again', async () => {
    const header = JSON.stringify({ msg_id: 'once', msg_type: 'execute_request', session: 's' });
    const parts = [header, '{}', '{}', '{"code": "globalThis.runs = (globalThis.runs ?? 0) + 1"}'];
    for (let i = 0; i < 3; i++) {
      await kernel.sendFrames('shell', ['<IDS|MSG>', sign(KEY, parts), ...parts]);
    }
    assert.equal((await kernel.run('globalThis.runs')).result, '1');
    assert.match(kernel.stderr, /signature that has come before/);
  });

  test('10 MB of noise are survived on every socket, also as code and as JSON without end', async () => {
    const noise = randomBytes(10 * 1024 * 1024);
    const nested = '['.repeat(10 * 1024 * 1024);
    const header = JSON.stringify({ msg_id: 'noise', msg_type: 'execute_request', session: 's' });
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      await kernel.sendFrames(channel, [noise]);
      const parts = [header, '{}', '{}', nested];
      await kernel.sendFrames(channel, ['<IDS|MSG>', sign(KEY, parts), ...parts]);
    }
    const code = await kernel.run(noise.toString('latin1', 0, 1 << 20));
    assert.equal(code.reply.status, 'error');
    assert.equal((await kernel.run('5')).result, '5');
    assert.equal(await kernel.heartbeat(), 'ping');
  });

  test('bytes that are no ZeroMQ, or not what a socket speaks, are survived on every port', async () => {
    // A frame of ZMTP 1.0, without the envelope that comes before a question.
    const bare = Buffer.from('\x01\x00\x05\x00ping', 'latin1');
    const { status: _, ...ports } = (await kernel.request('connect_request', {})).reply;
    for (const port of Object.values(ports).map(Number)) {
      for (const noise of [bare, Buffer.from('GET / HTTP/1.1\r\n\r\n'), randomBytes(2000)]) {
        const socket = createConnection(port, '127.0.0.1');
        socket.on('error', () => {}).end(noise, () => socket.destroy());
        await new Promise((resolve) => socket.on('close', resolve));
      }
    }
    assert.equal(await kernel.heartbeat(), 'ping');
    assert.equal((await kernel.run('6')).result, '6');
  });

  test('the key is in no log', () => {
    assert.ok(kernel.stderr.length > 0);
    assert.ok(!kernel.stderr.includes(KEY));
  });
});

test('with an empty key messages go unsigned both ways', () =>
  withKernel({ key: '' }, async (kernel) => {
    assert.equal((await kernel.run('1 + 1')).result, '2');
  }));
