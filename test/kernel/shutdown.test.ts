import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { KERNEL, type KernelClient, withKernel } from './client.js';

for (const channel of ['shell', 'control'] as const) {
  test(`shutdown on ${channel} is answered, and the process ends with code 0`, () =>
    withKernel({}, async (kernel) => {
      const exchange = kernel.send('shutdown_request', { restart: true }, channel);
      await kernel.until(() => exchange.reply);
      assert.deepEqual(exchange.reply, { status: 'ok', restart: true });
      assert.equal(await kernel.exit(), 0);
      assert.equal(kernel.stderr, '');
    }));
}

test('shutdown ends a kernel whose cell never ends', () =>
  withKernel({}, async (kernel) => {
    await kernel.begin('while (true) {}');
    kernel.send('shutdown_request', { restart: false }, 'control');
    assert.equal(await kernel.exit(), 0, kernel.stderr);
  }));

/** Whether a process is there that has not ended. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

for (const [how, end] of [
  ['a restart', (kernel) => kernel.send('shutdown_request', { restart: true }, 'control')],
  ['SIGTERM', (kernel) => kernel.process.kill('SIGTERM')],
] satisfies [string, (kernel: KernelClient) => void][]) {
  test(`${how} ends the programs that cells have started, those too that won't; not the detached`, () =>
    withKernel({}, async (kernel) => {
      const cell = await kernel.run(
        `import { spawn } from 'node:child_process';
        const stubborn = spawn('sh', ['-c', 'trap "" TERM; echo ready; sleep 600; sleep 600']);
        await new Promise((ready) => stubborn.stdout.once('data', ready));
        const shell = spawn('sh', ['-c', 'sleep 600 & echo $!; wait']);
        const inner = Number(await new Promise((said) => shell.stdout.once('data', said)));
        const free = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
        [free.pid, stubborn.pid, shell.pid, inner].join()`,
      );
      const [free = 0, ...others] = (cell.result ?? '').replaceAll("'", '').split(',').map(Number);
      assert.ok([free, ...others].every(lives));
      end(kernel);
      await kernel.exit();
      await kernel.until(() => !others.some(lives));
      assert.ok(lives(free));
      process.kill(free);
    }));
}

for (const [how, end] of [
  ['a shutdown', (kernel) => kernel.send('shutdown_request', { restart: false }, 'control')],
  ['SIGTERM', (kernel) => kernel.process.kill('SIGTERM')],
] satisfies [string, (kernel: KernelClient) => void][]) {
  test(`${how} aborts the cells that wait, in every shell`, () =>
    withKernel({}, async (kernel) => {
      const { reply } = await kernel.request('create_subshell_request', {}, 'control');
      const cells = [undefined, reply.subshell_id].flatMap((subshell) =>
        ['await new Promise(() => {})', '1'].map((code) =>
          kernel.send('execute_request', { code }, 'shell', { subshell }),
        ),
      );
      const [one, behindOne, other, behindOther] = cells;
      await kernel.until(() => [one, other].every((cell) => cell.kinds.includes('execute_input')));
      await kernel.received();
      end(kernel);
      await kernel.exit();
      for (const cell of [behindOne, behindOther]) {
        await kernel.until(() => cell.isIdle);
        assert.equal(cell.reply.status, 'aborted');
        assert.deepEqual(cell.kinds, ['busy', 'idle']);
      }
    }));
}

test('a connection file that cannot be used is said in one line, with exit code 1', () => {
  const { status, stderr } = spawnSync(process.execPath, [KERNEL, '/nonexistent/file.json'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 1);
  assert.match(stderr, /connection file .*\/nonexistent\/file\.json/);
  assert.equal(stderr.trim().split('\n').length, 1);
});

test('addresses that are taken are said in one line, with exit code 1', () =>
  withKernel({}, async (kernel) => {
    const file = path.join(kernel.folder, 'connection.json');
    const { status, stderr } = spawnSync(process.execPath, [KERNEL, file], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^The kernel cannot go on: it cannot listen at tcp:\/\/127.0.0.1:\d+ \(.*in use\)\.\n$/,
    );
    assert.equal((await kernel.run('1 + 1')).result, '2');
  }));

test('--print-kernelspec prints a spec whose files are there', () => {
  const { stdout } = spawnSync(process.execPath, [KERNEL, '--print-kernelspec'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const { spec, logos } = JSON.parse(stdout);
  assert.equal(spec.interrupt_mode, 'message');
  assert.equal(spec.language, 'typescript');
  assert.deepEqual([spec.argv[1], spec.argv[2]], [KERNEL, '{connection_file}']);
  for (const file of [spec.argv[0], spec.argv[1], ...logos]) assert.ok(existsSync(file), file);
});
