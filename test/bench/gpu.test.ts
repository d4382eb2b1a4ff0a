/** `npm run gpu` from end to end, with the CPU's plugin in the place of a GPU's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { packageRoot } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';

const folder = await newFolder();

function gpu(...args: string[]) {
  const main = path.join(packageRoot, 'dist', 'bench', 'gpu', 'main.js');
  const env = { ...process.env, GRADBOOK_CPU_DEVICES: '4' };
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 600_000, env });
}

const PARTS = ['--part', 'golden', '--test', 'parity/operations', '--part', 'devices'];

/** A run of both parts: it takes long enough that the tests share it. */
let whole: ReturnType<typeof gpu>;
const wholeResults = path.join(folder, 'results', 'cpu.json');
before(() => {
  whole = gpu('--platform', 'cpu', ...PARTS, '--out', wholeResults);
});

test('it runs golden tests and a training on all devices, and writes what they gave, with versions', () => {
  assert.equal(whole.status, 0, whole.stdout + whole.stderr);
  const results = JSON.parse(readFileSync(wholeResults, 'utf8'));
  assert.deepEqual(results.device, {
    name: 'cpu',
    description: results.device.description,
    count: 4,
  });
  assert.deepEqual([results.plugin, results.wheels], ['cpu', ['xla-cpu-pjrt 0.0.1']]);
  assert.equal(results.machine.node, process.version);
  const { wentWell, figures } = results.parts.golden['parity/operations'];
  assert.deepEqual([wentWell, figures.passed > 50, figures.failed], [true, true, 0]);
  const { devices, largestDifference } = results.parts.devices.training.figures;
  assert.equal(devices.length, 4);
  assert.ok(largestDifference < 1e-5);
});

test('it goes on where it was broken off, with what did not go well, and only for the same device and versions', () => {
  const out = path.join(folder, 'resumed.json');
  const resume = () => gpu('--platform', 'cpu', ...PARTS, '--out', out, '--resume');
  const results = JSON.parse(readFileSync(wholeResults, 'utf8'));
  results.parts.golden['parity/operations'].seconds = 12345;
  results.parts.devices = {
    training: { wentWell: false, seconds: 1, figures: { failed: 'lost' } },
  };
  writeFileSync(out, JSON.stringify(results));
  const second = resume();
  assert.equal(second.status, 0, second.stdout + second.stderr);
  assert.match(second.stdout, /1 of 1 steps went well before/);
  const { parts } = JSON.parse(readFileSync(out, 'utf8'));
  assert.equal(parts.golden['parity/operations'].seconds, 12345);
  assert.equal(parts.devices.training.wentWell, true);

  writeFileSync(out, JSON.stringify({ ...results, wheels: ['xla-cpu-pjrt 9'] }));
  const other = resume();
  assert.equal(other.status, 2);
  assert.match(other.stderr, /taken with wheels .*xla-cpu-pjrt 9.*and it is .*0\.0\.1.* now/);
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
  const { nonsense } = JSON.parse(readFileSync(out, 'utf8')).parts.bench;
  assert.match(nonsense.figures.failed, /status 2/);
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
