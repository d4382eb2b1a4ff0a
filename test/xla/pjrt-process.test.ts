import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const child = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** A process that hangs is ended after this time, in milliseconds. */
const LIMIT = 60_000;

const ways = ['return', 'exit', 'exit while a read waits', 'delete', 'close'];
for (const way of ways) {
  test(`a process ends with status 0 and prints nothing, runs and a donation in flight: ${way}`, () => {
    const ended = spawnSync(process.execPath, [child('pjrt-exit-child.js'), way], {
      encoding: 'utf8',
      timeout: LIMIT,
    });
    assert.deepEqual(
      { status: ended.status, signal: ended.signal, stdout: ended.stdout, stderr: ended.stderr },
      { status: 0, signal: null, stdout: '', stderr: '' },
    );
  });
}

test('worker threads have clients of their own, at the same time', async () => {
  const workers = [1, 2].map(() => new Worker(child('pjrt-worker-child.js')));
  const results = await Promise.all(
    workers.map(async (worker) => {
      const [[bytes], [status]] = await Promise.all([
        once(worker, 'message'),
        once(worker, 'exit'),
      ]);
      return { status, sum: new Float32Array(bytes) };
    }),
  );
  for (const { status, sum } of results) {
    assert.equal(status, 0);
    assert.deepEqual(sum, Float32Array.of(2, 4, 6, 8));
  }
});

test('a worker thread can be terminated while a run is in flight and a read waits', () => {
  // In a process of its own, for its long run goes on until the process ends.
  const script = `
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(${JSON.stringify(child('pjrt-worker-child.js'))}, { workerData: 'with a long run', execArgv: [] });
    worker.once('message', async () => process.exit((await worker.terminate()) === 1 ? 0 : 3));
  `;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: LIMIT,
  });
  assert.deepEqual(
    { status: ended.status, signal: ended.signal, stderr: ended.stderr },
    { status: 0, signal: null, stderr: '' },
  );
});
