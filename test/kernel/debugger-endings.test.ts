/** A paused cell is ended, in every way that a cell is ended; and what debugging leaves behind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withKernel } from './client.js';
import { DebugClient } from './debug-client.js';
import type { Exchange } from './exchange.js';

/** Cells that are paused in the midst of something, at a breakpoint of the line. */
const PAUSED: readonly (readonly [where: string, line: number, code: string])[] = [
  ['a function', 2, 'const f = () => {\n  n = 1;\n  n = 100;\n};\nn = 0; f()'],
  [
    'a function behind an await',
    3,
    'const g = async () => {\n  n = 1; await null;\n  n = 100;\n};\nawait g()',
  ],
  ['a try statement', 2, 'try {\n  n = 100;\n} finally {\n  n += 1000;\n}'],
  ['a timer', 2, 'setTimeout(() => {\n  n = 100;\n}, 1); await new Promise(() => {})'],
];

const withPaused = (
  code: string,
  line: number,
  run: (debug: DebugClient, cell: Exchange) => Promise<void>,
) =>
  withKernel({}, async (kernel) => {
    await kernel.run('let n = 0');
    const debug = new DebugClient(kernel);
    await debug.start();
    await debug.breakInCell(code, line);
    const cell = debug.send(code);
    await debug.stopped();
    await run(debug, cell);
  });

for (const [where, line, code] of PAUSED) {
  test(`an interrupt ends a cell that is paused in ${where}, and nothing more of it runs`, () =>
    withPaused(code, line, async (debug, cell) => {
      const { kernel } = debug;
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(cell);
      assert.equal(cell.reply.ename, 'Interrupted');
      assert.equal(cell.kinds.at(-1), 'idle');
      const { result } = await kernel.run('await new Promise((r) => setTimeout(r, 5)); n');
      assert.ok(Number(result) < 100, result);
      assert.deepEqual((await debug.body('debugInfo')).stoppedThreads, []);
      const again = debug.send(code);
      await debug.stopped();
      await debug.body('continue');
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(again);
      assert.equal(kernel.stderr, '');
    }));
}

test('disconnect lets a paused cell run on to its end, and sets no breakpoint any more', () =>
  withPaused('n = 1;\nn = 2;\nn', 2, async (debug, cell) => {
    const { kernel } = debug;
    await debug.body('disconnect');
    await kernel.finished(cell);
    assert.equal(cell.result, '2');
    assert.deepEqual((await debug.body('debugInfo')).breakpoints, []);
    assert.ok(debug.events.some(({ event }) => event === 'terminated'));
    assert.equal((await kernel.run('n = 1;\nn = 2;\nn')).result, '2');
  }));

test('terminate ends the paused cell, and the kernel keeps its variables', () =>
  withPaused('n = 1;\nn = 2;\nn', 2, async (debug, cell) => {
    const { kernel } = debug;
    await debug.body('terminate');
    await kernel.finished(cell);
    assert.equal(cell.reply.status, 'error');
    assert.equal((await kernel.run('n')).result, '1');
  }));

for (const restart of [true, false]) {
  test(`shutdown ends a kernel whose cell is paused, with restart ${restart}`, () =>
    withPaused('n = 1;\nn = 2;\nn', 2, async ({ kernel }) => {
      kernel.send('shutdown_request', { restart }, 'control');
      assert.equal(await kernel.exit(), 0, kernel.stderr);
    }));
}

test('a step at the end of a cell does not stop the next one', () =>
  withPaused('n = 1;\nn = 2', 2, async (debug, cell) => {
    const { kernel } = debug;
    await debug.go('next', cell);
    await kernel.finished(cell);
    const next = debug.send('n += 1;\nn');
    const stop = await debug.stopped(() => next.isIdle);
    assert.equal(stop, undefined);
    assert.equal(next.result, '3');
  }));

test('a pause that is asked for while nothing runs stops the next cell at its first line', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    await debug.body('pause', { threadId: 1 });
    // Questions of completion must not be what stops.
    await kernel.request('complete_request', { code: 'Math.ma', cursor_pos: 7 });
    await debug.body('inspectVariables');
    const cell = debug.send('let first = 1;\nfirst + 1');
    assert.equal((await debug.stopped()).reason, 'pause');
    assert.deepEqual(await debug.places(), ['cell 1:1']);
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.result, '2');
  }));

test('so does a cell whose way to its first line is long', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    await debug.body('pause');
    const cell = debug.send('%who');
    assert.equal((await debug.stopped()).reason, 'pause');
    await debug.go('continue', cell);
    await kernel.finished(cell);
    assert.equal(cell.reply.status, 'ok');
  }));

test('a pause that is asked for while nothing runs stops the next function of a timer', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    await kernel.run('let calls = 0;\nconst timer = setInterval(() => {\n  calls += 1;\n}, 10);');
    await debug.body('pause');
    assert.equal((await debug.stopped()).reason, 'pause');
    assert.deepEqual(await debug.places(), ['cell 1:3']);
    await debug.body('continue');
    assert.equal((await kernel.run('clearInterval(timer); calls > 0')).result, 'true');
  }));

test('a hanging cell is interrupted while it is debugged, also after it was paused', () =>
  withKernel({}, async (kernel) => {
    const debug = new DebugClient(kernel);
    await debug.start();
    for (const isPausedFirst of [false, true]) {
      const cell = await kernel.begin('while (true) {}');
      await delay(50);
      if (isPausedFirst) {
        await debug.body('pause');
        await debug.stopped();
        await debug.body('continue');
        await delay(50);
      }
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(cell);
      assert.equal(cell.reply.ename, 'Interrupted');
    }
    assert.equal((await kernel.run('1 + 1')).result, '2');
  }));
