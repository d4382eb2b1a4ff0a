import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient, withKernel } from './client.js';

describe('messages that are not as they should be', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start({ env: { GRADBOOK_DEBUG: 'wire' } });
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
    assert.deepEqual(exchange.kinds, ['busy', 'idle']);
  });

  test('a request of unknown kind gets no reply, and idle', async () => {
    const exchange = kernel.send('no_such_request', {});
    await kernel.until(() => exchange.isIdle);
    assert.equal(exchange.reply, undefined);
    assert.equal((await kernel.run('4')).result, '4');
  });
});

test('with an empty key messages go unsigned both ways', () =>
  withKernel({ key: '' }, async (kernel) => {
    assert.equal((await kernel.run('1 + 1')).result, '2');
  }));
