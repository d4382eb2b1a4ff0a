/** The kernel on the other versions of Node that it supports: what depends on V8 and on Node's own insides. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type KernelClient, ROOT, withKernel } from './client.js';

const LISTS = path.join(ROOT, 'test', 'kernel', 'nodes');
const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(LISTS, 'package.json'), 'utf8'),
);
const VERSIONS = Object.entries(dependencies).map(([name, from]) => ({
  name,
  version: from.split('@')[1] ?? '',
}));
/** The packages are those for this platform. */
const NODES = process.platform === 'linux' && process.arch === 'x64' ? VERSIONS : [];

/** Installs the pinned versions, once, and gives the path of one. */
function executable(name: string): string {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const all = VERSIONS.map(({ version }) => version).join('-');
  const folder = path.join(cache, 'gradbook', 'test', `nodes-${all}`);
  const node = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    for (const list of ['package.json', 'package-lock.json']) {
      copyFileSync(path.join(LISTS, list), path.join(folder, list));
    }
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['ci', ...quiet], { cwd: folder });
  }
  return node;
}

async function interrupt(kernel: KernelClient, code: string): Promise<void> {
  const cell = kernel.send('execute_request', { code });
  await kernel.until(() => cell.kinds.includes('execute_input'));
  await delay(50);
  await kernel.request('interrupt_request', {}, 'control');
  await kernel.finished(cell);
  assert.equal(cell.reply.ename, 'Interrupted', code);
}

for (const { name, version } of NODES) {
  describe(`on Node ${version}`, () => {
    test('cells run, are interrupted with their state kept, and end the kernel in order', () =>
      withKernel({ node: executable(name) }, async (kernel) => {
        assert.equal((await kernel.run('process.versions.node')).result, `'${version}'`);
        const typed = await kernel.run('enum E { A = 40 }; const n: number = await E.A; n + 2');
        assert.equal(typed.result, '42');
        assert.match((await kernel.run('\nnull.x')).traceback, /TypeError[\s\S]*cell 3:2:6/);
        for (const code of [
          'while (true) {}',
          'await new Promise(() => {})',
          'for (;;) await null',
          '/(a+)+$/.test("a".repeat(40) + "b")',
          'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
          'setImmediate(() => { while (true) {} }); await new Promise(() => {})',
          'process.nextTick(() => { for (;;); }); await new Promise(() => {})',
        ]) {
          await interrupt(kernel, code);
        }
        assert.equal((await kernel.run('await 0; n')).result, '40');
        const code = 'console.log("last"); process.exit(4)';
        const last = await kernel.finished(kernel.send('execute_request', { code }));
        assert.equal(last.text(), 'last\n');
        assert.equal(await kernel.exit(), 4);
      }));

    test('SIGTERM ends a busy kernel in order', () =>
      withKernel({ node: executable(name) }, async (kernel) => {
        const cell = kernel.send('execute_request', { code: 'console.log("on"); while (true) {}' });
        await kernel.until(() => cell.text() === 'on\n');
        kernel.process.kill('SIGTERM');
        await kernel.finished(cell);
        assert.match(cell.reply.evalue, /by the signal SIGTERM/);
        assert.equal(await kernel.exit(), 128 + 15);
      }));
  });
}
