/** The engine in several processes and threads at once, and in those that were made while it computed. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { randn } from '../../src/index.js';
import { packageRoot } from '../../src/setup/index.js';
import { PjrtClient, PluginLoadError } from '../../src/xla/pjrt/index.js';
import { newFolder } from '../new-folder.js';
import { onEngine } from '../parity/on-engine.js';

before(onEngine);

const child = fileURLToPath(new URL('processes-child.js', import.meta.url));

/** Runs `body` while this process has programs in flight, and checks that these come to their end. */
async function whileComputing<T>(body: () => Promise<T>): Promise<T> {
  const x = randn([400, 400]);
  const product = x.matmul(x.transpose(0, 1)).matmul(x).sum();
  const value = product.data();
  const result = await body();
  assert.equal((await value)[0], product.item());
  return result;
}

async function told(process: ChildProcess): Promise<unknown[]> {
  const [[message], [code, signal]] = await Promise.all([
    once(process, 'message'),
    once(process, 'exit'),
  ]);
  return [message, code, signal];
}

describe('The engine beside itself', () => {
  it('computes in a forked process', async () => {
    assert.deepEqual(await whileComputing(() => told(fork(child))), [7, 0, null]);
  });

  it('computes in worker threads, each with tensors of its own', async () => {
    const losses = await whileComputing(() =>
      Promise.all(
        [1, 2].map(async () => {
          const worker = new Worker(child);
          const [[loss], [code]] = await Promise.all([
            once(worker, 'message'),
            once(worker, 'exit'),
          ]);
          return [loss, code];
        }),
      ),
    );
    assert.deepEqual(losses, [
      [7, 0],
      [7, 0],
    ]);
  });

  it('computes in the workers of a cluster', async () => {
    cluster.setupPrimary({ exec: child });
    const results = await whileComputing(() =>
      Promise.all([1, 2].map(() => told(cluster.fork().process))),
    );
    assert.deepEqual(results, [
      [7, 0, null],
      [7, 0, null],
    ]);
  });
});

describe('A library that is no plugin of this system', () => {
  it('is refused with the symbol that it lacks', async () => {
    const library = path.join(await newFolder(), 'plugin.so');
    const addon = 'node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node';
    const bytes = readFileSync(path.join(packageRoot, addon));
    const at = bytes.indexOf('napi_create_function\0');
    assert.ok(at > 0);
    bytes.write('napi_creeper_funtion', at);
    writeFileSync(library, bytes);
    assert.throws(
      () => PjrtClient.load(library),
      (error) =>
        error instanceof PluginLoadError &&
        error.path === library &&
        /undefined symbol: napi_creeper_funtion/.test(error.reason) &&
        error.message.includes('npx gradbook engine list'),
    );
  });
});
