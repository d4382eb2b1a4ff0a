import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient } from './client.js';
import type { Exchange } from './exchange.js';

/** Cells that never end, each in its own way. */
const ENDLESS: readonly (readonly [how: string, code: string])[] = [
  ['a loop', 'while (true) {}'],
  ['a loop after an await', 'await sleep(1); while (true) {}'],
  ['an await of nothing', 'await new Promise(() => {})'],
  ['a loop of awaits', 'while (true) await sleep(1)'],
  ['a loop of microtasks', 'while (true) await null'],
  ['a loop in a timer', 'setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})'],
  [
    'a loop in the second of two immediates',
    'setImmediate(() => {}); setImmediate(() => { while (true) {} }); await new Promise(() => {})',
  ],
  [
    'a loop in the first of three immediates',
    'setImmediate(() => { while (true) {} }); setImmediate(() => {}); setImmediate(() => { last = true }); await new Promise(() => {})',
  ],
  ['a blocked Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['a regular expression', '/(a+)+$/.test("a".repeat(40) + "b")'],
  ['a printing loop', 'while (true) console.log("x")'],
  ['a loop of displays', 'while (true) display({ "text/plain": "x" }, { raw: true })'],
  ['a program that is waited for', 'require("child_process").execSync("sleep 600; echo done")'],
  ['a program with arguments', 'require("child_process").spawnSync("sleep", ["600"])'],
  ['an object that shows itself for ever', '({ [Symbol.for("Jupyter.display")]() { for (;;); } })'],
];

describe('interrupt', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run(
      'let kept = 0, last = false; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))',
    );
  });
  after(() => kernel.stop());

  let expected = 0;
  for (const [how, code] of ENDLESS) {
    test(`ends ${how}, keeps the state and lets timers run`, async () => {
      const cell = await kernel.begin(code);
      await delay(100);
      const { reply } = await kernel.request('interrupt_request', {}, 'control');
      assert.equal(reply.status, 'ok');
      await kernel.finished(cell);
      assert.equal(cell.reply.status, 'error');
      assert.equal(cell.contents('error')[0].ename, 'Interrupted');
      assert.equal(cell.kinds.at(-1), 'idle');
      expected += 1;
      assert.equal((await kernel.run('await sleep(5); kept += 1')).result, String(expected));
      // Immediates that never run would keep the process from ever sleeping.
      const { result } = await kernel.run(
        'await sleep(5); process.getActiveResourcesInfo().includes("Immediate")',
      );
      assert.equal(result, 'false');
    });
  }

  test('of an immediate lets those behind it run', async () => {
    assert.equal((await kernel.run('last')).result, 'true');
  });

  test('ends the programs that the cell awaits, not those of earlier cells', async () => {
    await kernel.run(
      'import { spawn, execFile } from "node:child_process"; const earlier = spawn("sleep", ["600"])',
    );
    // What is started anew after each signal, the end of the shell must not leave behind.
    const again = `sleep 600.${kernel.process.pid}`;
    const cell = kernel.send('execute_request', {
      code: `const own = spawn("sh", ["-c", "trap true INT; echo ready; while true; do ${again}; done"]);\nown.stdout.pipe(process.stdout);\nawait new Promise((r) => own.on("exit", r))`,
    });
    await kernel.until(() => cell.text() === 'ready\n');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    const { result } = await kernel.run(
      'const hasEnded = () => own.signalCode ?? own.exitCode;' +
        'if (hasEnded() === null) await new Promise((r) => own.on("exit", r));' +
        'const ends = [hasEnded(), earlier.signalCode]; earlier.kill(); ends',
    );
    assert.equal(result, "[ 'SIGKILL', null ]");
    // What was killed takes a moment to be gone.
    const isLeft = () => spawnSync('pgrep', ['-fx', again], { timeout: 10_000 }).status === 0;
    for (let looks = 0; looks < 50 && isLeft(); looks++) await delay(100);
    assert.ok(!isLeft());
  });

  test('of a command of the shell is said once, and nothing behind the idle', async () => {
    const cell = kernel.send('execute_request', { code: '!echo begun; sleep 600' });
    await kernel.until(() => cell.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    await kernel.run('await sleep(200)');
    assert.deepEqual(cell.kinds, ['busy', 'execute_input', 'stream', 'error', 'idle']);
  });

  for (const shows of ['console.log("x")', 'display({ "text/plain": "x" }, { raw: true })']) {
    test(`lets a loop of ${shows} clean up, however busy that keeps it`, async () => {
      await kernel.run('let swept = 0');
      const cell = kernel.send('execute_request', {
        code: `try { while (true) ${shows} } finally { for (const end = Date.now() + 30; Date.now() < end; ); swept += 1; }`,
      });
      await kernel.until(() => /stream|display_data/.test(cell.kinds.join()));
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(cell);
      assert.equal(cell.reply.ename, 'Interrupted');
      assert.equal((await kernel.run('swept')).result, '1');
    });
  }

  test('ends what cleans up for ever', async () => {
    const cell = kernel.send('execute_request', {
      code: 'try { while (true) console.log("x") } finally { while (true); }',
    });
    await kernel.until(() => cell.kinds.includes('stream'));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
  });

  test('ends a loop that a timer of the cell begins later, where it keeps the next cell', async () => {
    const signal = kernel.newSignal();
    const cell = await kernel.begin(
      `const timer = setInterval(() => { if (${signal.isGiven}) { clearInterval(timer); while (true) {} } }, 5); await new Promise(() => {})`,
    );
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    signal.give();
    // Time for the loop to begin before the next cell comes.
    await delay(100);
    assert.equal((await kernel.run('kept')).result, String(expected));
  });

  test('ends what an earlier cell has left behind: a timer that loops', async () => {
    const cell = await kernel.run('setTimeout(() => { console.log("loops"); while (true) {} }, 1)');
    await kernel.until(() => cell.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    assert.equal((await kernel.run('kept')).result, String(expected));
  });

  test('says after a while that a native call cannot be stopped, and ends the cell behind it', async () => {
    const fifo = path.join(kernel.folder, 'fifo');
    assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
    // Waits in the system until someone opens the other end.
    const code = `require('node:fs').closeSync(require('node:fs').openSync(${JSON.stringify(fifo)}))`;
    let cell: Exchange;
    do {
      cell = await kernel.begin(code);
      await delay(50);
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.until(() => cell.text('stderr').includes('native call') || cell.isIdle);
      // One that the interrupt reached before the call has ended, and shows nothing of it.
    } while (cell.isIdle);
    assert.match(cell.text('stderr'), /restart the kernel/);
    closeSync(openSync(fifo, 'w'));
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });

  test('by SIGINT ends a loop and an await', async () => {
    const inScope =
      'import { AsyncResource } from "node:async_hooks"; new AsyncResource("x").runInAsyncScope(() => { while (true) {} })';
    for (const code of ['while (true) {}', inScope, 'await new Promise(() => {})']) {
      const cell = await kernel.begin(code);
      await delay(50);
      kernel.process.kill('SIGINT');
      await kernel.finished(cell);
      assert.equal(cell.reply.ename, 'Interrupted');
    }
    assert.equal((await kernel.run('kept')).result, String(expected));
  });

  test('that a cell has overtaken, which was sent later by the same client, does not end it', async () => {
    const sent = new Date(Date.now() - 1).toISOString();
    const signal = kernel.newSignal();
    const cell = await kernel.begin(`while (!${signal.isGiven}) await sleep(5); 'done'`);
    const late = kernel.send('interrupt_request', {}, 'control', { date: sent });
    assert.equal((await kernel.finished(late)).reply.status, 'ok');
    signal.give();
    assert.equal((await kernel.finished(cell)).result, "'done'");
  });

  test('of an idle kernel does nothing, not to the next cell either', async () => {
    await kernel.request('interrupt_request', {}, 'control');
    const { result } = await kernel.run('let n = 0; for (let i = 0; i < 1e6; i++) n++; n');
    assert.equal(result, '1000000');
  });

  test('aborts the cells that wait', async () => {
    await kernel.begin('while (true) {}');
    const waiting = kernel.send('execute_request', { code: '1' });
    await kernel.received();
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(waiting);
    assert.equal(waiting.reply.status, 'aborted');
  });

  test('stops a loop of awaits for good, and its finally blocks run', async () => {
    await kernel.run('let turns = 0, cleaned = false');
    const cell = kernel.send('execute_request', {
      code: 'try { while (true) { await sleep(1); turns += 1; console.log("turned"); } } finally { cleaned = true; }',
    });
    await kernel.until(() => cell.text() !== '');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    const { result } = await kernel.run(
      'await sleep(5); const before = turns; await sleep(30); [turns > 0, turns === before, cleaned]',
    );
    assert.equal(result, '[ true, true, true ]');
  });
});
