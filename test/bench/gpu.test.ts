/** `npm run gpu` from end to end, with the CPU's plugin in the place of a GPU's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../src/setup/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-gpu-test-'));
after(() => rmSync(folder, { recursive: true }));

function gpu(...args: string[]) {
  const main = path.join(packageRoot, 'dist', 'bench', 'gpu', 'main.js');
  // Set, it would make the test runner that is started there a part of this one.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env, timeout: 600_000 });
}

test('it runs golden tests and a training on all devices, and writes what they gave, with versions', () => {
  const out = path.join(folder, 'results', 'cpu.json');
  const parts = ['--part', 'golden', '--test', 'parity/operations', '--part', 'devices'];
  const { status, stdout, stderr } = gpu('--platform', 'cpu', ...parts, '--out', out);
  assert.equal(status, 0, stdout + stderr);
  const results = JSON.parse(readFileSync(out, 'utf8'));
  assert.deepEqual(results.device, {
    name: 'cpu',
    description: results.device.description,
    count: 4,
  });
  assert.deepEqual([results.plugin, results.wheels], ['cpu', ['xla-cpu-pjrt 0.0.1']]);
  assert.equal(results.machine.node, process.version);
  const [{ file, passed, failed }] = results.parts.golden;
  assert.deepEqual([file, passed > 50, failed], ['parity/operations', true, 0]);
  assert.equal(results.parts.devices.devices.length, 4);
  assert.ok(results.parts.devices.largestDifference < 1e-5);
});

test('a part that fails is told in the results and by the status', () => {
  const out = path.join(folder, 'failed.json');
  const { status, stdout } = gpu(
    '--platform',
    'cpu',
    '--part',
    'bench',
    '--task',
    'nonsense',
    '--out',
    out,
  );
  assert.equal(status, 1);
  assert.match(stdout, /0 of 1 parts went well/);
  assert.match(JSON.parse(readFileSync(out, 'utf8')).parts.bench.failed, /status 2/);
});

test('what can not be tried is refused with what to do', () => {
  const refused = (args: string[], message: RegExp) => {
    const { status, stderr } = gpu(...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
  };
  refused(['--platform', 'cuda14'], /no plugin for 'cuda14', but for cuda13, cuda12/);
  refused(
    ['--part', 'golden', '--part', 'speed', '--platform', 'cpu'],
    /no part 'speed', but golden, tfjs/,
  );
});
