/** Much output, quick and slow clients, and an interrupt in the midst of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Subscriber, XPublisher } from 'zeromq';
import { LosslessPublishing } from '../../kernel/wire/lossless-publishing.js';
import { type KernelClient, withKernel } from './client.js';

const LINES = 20_000;
const LENGTH = 5000;

test('100 MB in 20,000 lines arrive whole and in order while a slow client reads, in bounded memory', () =>
  withKernel({ dawdle: () => delay(1) }, async (kernel) => {
    await kernel.run('"warm"');
    const before = kernel.peakMemory;
    const cell = await kernel.run(
      `const tail = 'x'.repeat(${LENGTH - 8}); for (let i = 0; i < ${LINES}; i++) console.log(String(i).padStart(7) + tail);`,
    );
    assert.equal(cell.kinds.at(-1), 'idle');
    const text = cell.text();
    assert.equal(text.length, LINES * LENGTH);
    const tail = 'x'.repeat(LENGTH - 8);
    for (let i = 0; i < LINES; i++) {
      const line = text.slice(i * LENGTH, (i + 1) * LENGTH);
      if (line !== `${String(i).padStart(7)}${tail}\n`)
        assert.fail(`line ${i} is not in its place`);
    }
    assert.ok(cell.contents('stream').length < LINES / 5);
    const grown = kernel.peakMemory - before;
    assert.ok(grown < 90, `the kernel grew by ${grown.toFixed(0)} MB`);
  }));

test('texts of any length and script pass whole between the threads', () =>
  withKernel({}, async (kernel) => {
    const code = `const texts = [1, 3, 4095, 16384, 16385, 99999, 300000].map((n) => 'ä€😀'.repeat(n));
      for (const text of texts) { process.stdout.write(text); process.stderr.write('|'); }`;
    const cell = await kernel.run(code);
    const texts = [1, 3, 4095, 16384, 16385, 99999, 300000].map((n) => 'ä€😀'.repeat(n));
    assert.ok(cell.text() === texts.join(''));
    assert.equal(cell.text('stderr'), '|'.repeat(texts.length));
  }));

test('displays between printed lines keep their place, also when there is much of both', () =>
  withKernel({ dawdle: () => delay(0) }, async (kernel) => {
    const cell = await kernel.run(
      `for (let i = 0; i < 300; i++) { console.log(i + ' ' + '.'.repeat(2000)); display({ 'text/plain': i + '!' }, { raw: true }); }`,
    );
    // A line may come in two messages; a display within it would be found in its midst.
    const shown = cell
      .on('iopub')
      .map(({ content: { text, data } }) => text ?? (data ? `${data['text/plain']}\n` : ''))
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ')[0]);
    assert.deepEqual(shown, Array.from({ length: 300 }, (_, i) => [`${i}`, `${i}!`]).flat());
  }));

test('an interrupt ends a cell that prints without end to a slow client, and keeps all state', async () => {
  let pace = 5;
  await withKernel({ dawdle: () => delay(pace) }, async (kernel) => {
    await kernel.run('let lines = 0');
    for (const print of [
      'console.log("x".repeat(3000))',
      'display({ "text/plain": "x".repeat(30_000) }, { raw: true })',
    ]) {
      const cell = kernel.send('execute_request', { code: `for (;;) { ${print}; lines++; }` });
      await kernel.until(() => cell.kinds.length > 20);
      kernel.send('interrupt_request', {}, 'control');
      pace = 0;
      await kernel.finished(cell);
      assert.equal(cell.reply.ename, 'Interrupted');
      assert.equal(cell.kinds.at(-1), 'idle');
      pace = 5;
    }
    assert.equal((await kernel.run('lines > 20')).result, 'true');
  });
});

for (const [how, interrupt] of [
  ['a message', (kernel) => void kernel.send('interrupt_request', {}, 'control')],
  ['SIGINT', (kernel) => void kernel.process.kill('SIGINT')],
] satisfies [string, (kernel: KernelClient) => void][]) {
  test(`a cell that ${how} interrupts is answered soon where a client takes nothing, and loses nothing`, async () => {
    let hold: Promise<void> | undefined;
    const env = { GRADBOOK_DEBUG: 'wire' };
    await withKernel({ env, dawdle: async () => hold }, async (kernel) => {
      await kernel.run('let shown = 0');
      let letGo = () => {};
      hold = new Promise((resolve) => {
        letGo = resolve;
      });
      const cell = kernel.send('execute_request', { code: 'for (;;) display(shown++)' });
      // Long enough for the client's and ZeroMQ's queues to be full.
      await delay(1000);
      interrupt(kernel);
      await kernel.until(() => cell.reply);
      assert.doesNotMatch(kernel.stderr, /takes nothing$/m, 'waited for as long as while it runs');
      hold = undefined;
      letGo();
      await kernel.finished(cell);
      const shown = cell.on('iopub').flatMap(({ content }) => content.data?.['text/plain'] ?? []);
      assert.deepEqual(
        shown,
        shown.map((_, i) => String(i)),
      );
      assert.equal((await kernel.run('shown > 1000')).result, 'true');
    });
  });
}

describe('a client that never reads', () => {
  /** Publishes to two clients of which one reads, until that one has enough; gives how many it got. */
  async function publish(marks: { slow: number; stalled: number }, count: number, enough: number) {
    const socket = new XPublisher({ linger: 0 });
    // Each subscription is told of.
    socket.verbosity = 'allSubs';
    const publishing = new LosslessPublishing(socket, marks);
    publishing.patience = 200;
    await socket.bind('tcp://127.0.0.1:*');
    const options = { linger: 0, receiveHighWaterMark: 1 };
    const [reads, sleeps] = [new Subscriber(options), new Subscriber(options)];
    let received = 0;
    try {
      for (const client of [reads, sleeps]) {
        client.connect(socket.lastEndpoint ?? assert.fail());
        client.subscribe();
        await socket.receive();
      }
      void (async () => {
        for await (const _frames of reads) received += 1;
      })();
      for (let i = 0; i < count; i++) await publishing.handOver([String(i), 'x'.repeat(1 << 17)]);
      for (let looks = 0; looks < 3000 && received < enough; looks++) await delay(10);
    } finally {
      for (const one of [socket, reads, sleeps]) one.close();
    }
    return received;
  }

  test('costs the others nothing but a wait', async () => {
    assert.equal(await publish({ slow: 4, stalled: 1000 }, 300, 300), 300);
  });

  test('holds up nobody, however much comes', async () => {
    assert.ok((await publish({ slow: 2, stalled: 4 }, 300, 1)) > 0);
  });
});
