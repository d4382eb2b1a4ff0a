/** Output that outlives its cell goes to the cell that started it, and nothing stands behind its idle but that. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

/** What prints "late" some time after the cell, by kind. */
const KINDS: Readonly<Record<string, string>> = {
  'a timer': `setTimeout(() => console.log('late'), 30);`,
  'an interval': `let left = 3; const every = setInterval(() => { if (--left === 0) { clearInterval(every); console.log('late'); } }, 10);`,
  'a promise': `void sleep(30).then(() => console.log('late'));`,
  'an async function': `void (async () => { await sleep(15); await sleep(15); console.log('late'); })();`,
  'an async generator': `void (async () => { async function* g() { await sleep(30); yield 'late'; } for await (const x of g()) console.log(x); })();`,
  'an event emitter': `{ const e = new EventEmitter(); e.on('x', () => console.log('late')); setTimeout(() => e.emit('x'), 30); }`,
  'a stream': `Readable.from((async function* () { await sleep(30); yield 'late\\n'; })()).pipe(process.stdout);`,
  'a child process': `spawn('sh', ['-c', 'sleep 0.05; echo late']).stdout.on('data', (text) => process.stdout.write(text));`,
  'a server': `{ const server = createServer((socket) => { console.log('late'); socket.end(); server.close(); }).listen(0, () => { const { port } = server.address(); setTimeout(() => connect(port), 30); }); }`,
  'an immediate behind a file': `readFile('/dev/null', () => setImmediate(() => console.log('late')));`,
  'a display': `setTimeout(() => display({ 'text/plain': 'late' }, { raw: true }), 30);`,
};

describe('late output', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start({ env: { GRADBOOK_TYPES: 'off' } });
    await kernel.run(`import { spawn } from 'node:child_process'; import { EventEmitter } from 'node:events';
      import { readFile } from 'node:fs'; import { connect, createServer } from 'node:net';
      import { Readable } from 'node:stream'; import { setTimeout as sleep } from 'node:timers/promises';`);
  });
  after(() => kernel.stop());

  // A client that runs notebooks drops what comes behind a cell's idle.
  for (const code of [
    `process.nextTick(() => console.error('said'))`,
    `process.nextTick(() => { throw new Error('said') })`,
    `Promise.reject(new Error('said'))`,
    `(async () => { await null; throw new Error('said') })()`,
  ]) {
    test(`what ${code} says at once comes before the cell's idle`, async () => {
      const cell = await kernel.run(`${code}; 1`);
      assert.match(cell.text('stderr'), /said/);
      assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'stream', 'execute_result', 'idle']);
    });
  }

  for (const [kind, code] of Object.entries(KINDS)) {
    test(`of ${kind} goes to its cell while later cells run`, async () => {
      const cell = await kernel.run(`${code}\nundefined`);
      const others = [];
      const isThere = () =>
        cell.text() === 'late\n' ||
        cell.contents('display_data').some(({ data }) => data['text/plain'] === 'late');
      for (let i = 0; i === 0 || !isThere(); i++) {
        assert.ok(i < 500, `nothing came; ${cell.text('stderr')}`);
        others.push(await kernel.run(`await sleep(20); console.log('other ${i}'); ${i}`));
      }
      for (const [i, other] of others.entries()) {
        assert.deepEqual(
          other.kinds.filter((one) => one !== 'stream'),
          ['busy', 'execute_input', 'execute_result', 'idle'],
        );
        assert.equal(other.text(), `other ${i}\n`);
        assert.equal(other.kinds.at(-1), 'idle');
      }
    });
  }
});
