/** Cells that end the kernel: everything is told before it is gone, and it ends as it was told to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KernelClient, withKernel } from './client.js';

/** Sends a cell, and waits for all that it shows and for the end of the process. */
async function lastCell(kernel: KernelClient, code: string) {
  const cell = kernel.send('execute_request', { code });
  await kernel.finished(cell);
  await kernel.exit();
  await kernel.until(() => kernel.messages.some(isShutdown));
  return cell;
}

function isShutdown({ channel, type }: KernelClient['messages'][number]): boolean {
  return channel === 'iopub' && type === 'shutdown_reply';
}

/** The clients are told of the end by the very last message, behind the cell's idle. */
function assertToldLast(kernel: KernelClient): void {
  const published = kernel.messages.filter(({ channel }) => channel === 'iopub');
  assert.deepEqual(published.at(-1)?.content, { status: 'ok', restart: false });
  assert.equal(published.filter(isShutdown).length, 1);
}

test('process.exit() shows all output, replies, says idle, tells the clients, and keeps code 0', () =>
  withKernel({}, async (kernel) => {
    await kernel.run('process.on("exit", (code) => console.log("listener got", code))');
    const cell = await lastCell(
      kernel,
      'for (let i = 0; i < 20_000; i++) console.log(i);\nprocess.exit();\nconsole.log("never")',
    );
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join('');
    assert.equal(cell.text(), `${lines}listener got 0\n`);
    assert.match(cell.text('stderr'), /process\.exit\(0\) ended the kernel/);
    assert.equal(cell.reply.status, 'ok');
    assert.deepEqual(cell.reply.payload, [{ source: 'ask_exit', keepkernel: false }]);
    assert.equal(cell.kinds.at(-1), 'idle');
    assertToldLast(kernel);
    assert.equal(kernel.process.exitCode, 0);
    assert.equal(kernel.stderr, '');
  }));

test('process.exit(3) fails its cell at its line, aborts the cells that wait, and keeps code 3', () =>
  withKernel({}, async (kernel) => {
    const signal = kernel.newSignal();
    const cell = kernel.send('execute_request', {
      code: `while (!${signal.isGiven});\nprocess.exit(3);`,
      stop_on_error: false,
    });
    const waiting = kernel.send('execute_request', { code: 'console.log("never")' });
    await kernel.received();
    signal.give();
    await kernel.finished(waiting);
    assert.equal(await kernel.exit(), 3);
    assert.equal(cell.reply.ename, 'KernelEnded');
    assert.match(cell.traceback, /process\.exit\(3\) ended the kernel[\s\S]*cell 1:2:9/);
    assert.equal(cell.kinds.at(-1), 'idle');
    assert.equal(waiting.reply.status, 'aborted');
    assertToldLast(kernel);
    assert.equal(kernel.stderr, '');
  }));

test('process.exit() in a timer is told at the cell that started it, and ends the running cell', () =>
  withKernel({}, async (kernel) => {
    const timer = await kernel.run(
      'let isTime = false; setInterval(() => { if (isTime) process.exit(5); }, 1); 0',
    );
    const cell = await lastCell(kernel, 'isTime = true; await new Promise(() => {})');
    assert.equal(kernel.process.exitCode, 5);
    assert.equal(timer.text('stderr'), '');
    assert.equal(cell.reply.ename, 'KernelEnded');
    assert.match(cell.traceback, /cell 1:1:/);
  }));

test('process.exit() in a timer while nothing runs is told at its cell', () =>
  withKernel({}, async (kernel) => {
    const timer = await kernel.run('setTimeout(() => process.exit(5), 50); 0');
    assert.equal(await kernel.exit(), 5);
    await kernel.until(() => kernel.messages.some(isShutdown));
    assert.match(timer.text('stderr'), /process\.exit\(5\) ended the kernel/);
  }));

for (const [how, code, signal] of [
  ['process.abort()', 'process.abort()', 'SIGABRT'],
  ['process.kill of itself', 'process.kill(process.pid, "SIGKILL")', 'SIGKILL'],
  ['process.kill by number', 'process.kill(process.pid, 10 + 2)', 'SIGUSR2'],
] as const) {
  test(`${how} tells everything first, and the process ends by ${signal}`, () =>
    withKernel({}, async (kernel) => {
      const cell = await lastCell(kernel, `console.log("printed");\n${code}`);
      assert.equal(cell.text(), 'printed\n');
      assert.equal(cell.reply.ename, 'KernelEnded');
      assert.match(cell.traceback, /cell 1:2:/);
      assertToldLast(kernel);
      assert.equal(kernel.process.signalCode, signal);
    }));
}

test('SIGTERM ends a busy kernel in order', () =>
  withKernel({}, async (kernel) => {
    const cell = kernel.send('execute_request', {
      code: 'console.log("printed"); while (true) {}',
    });
    await kernel.until(() => cell.text() === 'printed\n');
    kernel.process.kill('SIGTERM');
    await kernel.finished(cell);
    assert.match(cell.reply.evalue, /told to end, by the signal SIGTERM/);
    assert.equal(await kernel.exit(), 128 + 15);
    await kernel.until(() => kernel.messages.some(isShutdown));
    assertToldLast(kernel);
  }));

test("a signal for which a cell has a listener is the listener's", () =>
  withKernel({}, async (kernel) => {
    const listener = await kernel.run('process.on("SIGUSR2", () => console.log("heard"))');
    const cell = await kernel.run(
      'process.kill(process.pid, "SIGUSR2"); await new Promise((r) => setTimeout(r, 50))',
    );
    assert.equal(cell.reply.status, 'ok');
    await kernel.until(() => listener.text() + cell.text() === 'heard\n');
  }));
