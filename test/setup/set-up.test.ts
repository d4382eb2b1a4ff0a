/** The whole set-up, with a tiny package in JupyterLab's place: it heals whatever was done to it. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { isWhole, venvAt } from '../../src/setup/index.js';
import { closedPort, type PackageIndex, startIndex } from './package-index.js';
import { type ChildOptions, runChild } from './run-child.js';
import { makeWheel, type Wheel, writeLock } from './wheels.js';

const MODULE = 'answer = 42\n';

let folder: string;
let wheel: Wheel;
let lock: string;
let project: string;
let index: PackageIndex;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradbook-set-up-'));
  wheel = makeWheel(folder, 'tinylab', { 'tinylab/__init__.py': MODULE });
  lock = writeLock(folder, [wheel]);
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  project = mkdtempSync(path.join(folder, 'project-'));
  index = await startIndex([wheel]);
});
afterEach(() => index.close());

const venv = () => venvAt(path.join(project, '.venv'));
const whole = () => isWhole(venv(), { lock });
const setUp = ({ environment, ...rest }: ChildOptions = {}) =>
  runChild(['all', venv().folder, lock], {
    // A plugin that is there already: what is tested here is the rest.
    environment: { ...index.environment, GRADBOOK_PJRT_PLUGIN: '/there.so', ...environment },
    ...rest,
  });
const installed = () => {
  const lib = path.join(venv().folder, 'lib');
  return path.join(lib, readdirSync(lib)[0], 'site-packages', 'tinylab', '__init__.py');
};
const kernel = () => path.join(venv().folder, 'share', 'jupyter', 'kernels', 'gradbook');

async function assertFails(pattern: RegExp, options: ChildOptions = {}): Promise<void> {
  const { status, complaints } = await setUp(options);
  assert.equal(status, 1);
  assert.equal(complaints.length, 1, complaints.join('\n'));
  assert.match(complaints[0], pattern);
  assert.equal(existsSync(venv().folder), false, 'nothing half-made is left');
}

test('a set-up installs what is pinned and registers the kernel; a second one repeats nothing', async () => {
  const first = await setUp();
  assert.equal(first.status, 0, first.complaints.join('\n'));
  assert.match(first.printed.join('\n'), /Installing JupyterLab into \.venv: done in .*s$/m);
  assert.equal(readFileSync(installed(), 'utf8'), MODULE);
  assert.ok(existsSync(path.join(kernel(), 'kernel.json')));
  assert.deepEqual(await setUp(), { status: 0, printed: [], complaints: [] });
  assert.deepEqual(index.requests, [wheel.file]);

  // One environment serves for all that can happen to it, for they cost seconds each to make.
  await damagesAreSeen();
  await healsAfterDamage();
  await personsPackagesStay();
});

/** Each damage is undone again. */
async function damagesAreSeen(): Promise<void> {
  const module = installed();
  const stamp = path.join(venv().folder, 'gradbook.json');
  const record = path.join(path.dirname(module), '..', 'tinylab-1.0.dist-info', 'RECORD');
  const damaged = [module, stamp, record, path.join(venv().folder, 'pyvenv.cfg')];
  for (const file of damaged) {
    const content = readFileSync(file);
    const { atime, mtime } = statSync(file);
    const garbage = Buffer.alloc(content.length, 'x');
    for (const damage of [() => rmSync(file), () => writeFileSync(file, garbage)]) {
      damage();
      assert.equal(await whole(), false, `${damage} ${file}`);
      writeFileSync(file, content);
      utimesSync(file, atime, mtime);
      assert.equal(await whole(), true);
    }
  }
  const { python } = venv();
  renameSync(python, `${python}.away`);
  symlinkSync('/nowhere/python', python);
  assert.equal(await whole(), false, 'the Python it was made with is gone');
  rmSync(python);
  renameSync(`${python}.away`, python);
  assert.equal(await whole(), true);

  const moved = venvAt(path.join(project, 'moved'));
  renameSync(venv().folder, moved.folder);
  assert.equal(
    await isWhole(moved, { lock }),
    false,
    'its programs name the folder it was made in',
  );
  renameSync(moved.folder, venv().folder);

  appendFileSync(lock, '# changed\n');
  assert.equal(await whole(), false, 'other packages are wanted now');
  writeLock(folder, [wheel]);
  assert.equal(await whole(), true);
}

async function healsAfterDamage(): Promise<void> {
  rmSync(installed());
  writeFileSync(path.join(kernel(), 'kernel.json'), 'garbage');
  const { status, printed } = await setUp();
  assert.equal(status, 0);
  assert.match(printed.join('\n'), /Installing JupyterLab.*Registering the kernel/s);
  assert.equal(readFileSync(installed(), 'utf8'), MODULE);

  rmSync(kernel(), { recursive: true });
  assert.deepEqual(
    (await setUp()).printed.map((line) => line.replace(/[\d.]+ s$/, '0 s')),
    ['Registering the kernel ...', 'Registering the kernel: done in 0 s'],
  );
}

async function personsPackagesStay(): Promise<void> {
  const added = path.join(path.dirname(installed()), '..', 'mine-1.0.dist-info');
  mkdirSync(added);
  writeFileSync(path.join(added, 'RECORD'), 'mine.py,,5\n');
  assert.equal(await whole(), true);
}

test('a set-up that is killed in the middle heals at the next run, which waits for its pip', async () => {
  index.fault = 'hang';
  const asked = index.requested();
  let victim: ChildProcess | undefined;
  const killed = setUp({
    environment: { PIP_DEFAULT_TIMEOUT: '60' },
    onStart: (child) => {
      victim = child;
    },
  });
  await asked;
  victim?.kill('SIGKILL');
  assert.equal((await killed).status, null);
  assert.ok(existsSync(venv().folder));
  assert.equal(await whole(), false);

  index.fault = 'none';
  const healed = setUp({
    onPrint: (text) => {
      // The pip that outlived its parent loses its connection, ends, and with it the lock.
      if (text.includes('waiting')) index.breakConnections();
    },
  });
  const { status, printed, complaints } = await healed;
  assert.equal(status, 0, complaints.join('\n'));
  assert.match(printed.join('\n'), /Another set-up is at work here; waiting for it/);
  assert.equal(await whole(), true);
});

test('an environment that a person has made is left alone, and the line says what to do', async () => {
  mkdirSync(venv().folder);
  const own = path.join(venv().folder, 'pyvenv.cfg');
  writeFileSync(own, 'mine');
  const { status, complaints } = await setUp();
  assert.equal(status, 1);
  assert.match(
    complaints.join('\n'),
    /^gradbook: \/.*\.venv is a Python environment of yours.* --prefix/,
  );
  assert.equal(readFileSync(own, 'utf8'), 'mine');
});

test('two set-ups at once make the environment once', async () => {
  const both = await Promise.all([setUp(), setUp()]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [0, 0],
  );
  assert.equal(await whole(), true);
  assert.deepEqual(index.requests, [wheel.file]);
});

test('a wrong file, a cut transfer, an index out of reach: one line, and nothing is left', async () => {
  index.fault = 'wrong file';
  await assertFails(/JupyterLab could not be installed in \/.*\.venv: .*wrong checksum/);
  index.fault = 'reset';
  await assertFails(/could not be reached|wrong checksum/);
  await assertFails(/could not be reached; check the connection/, {
    environment: await closedPort(),
  });
});

test('a disk that is full while the environment is made is called so', async () => {
  await assertFails(/\.venv: the disk is full; free some space/, { largestFile: 100 });
});

test('without Python, or with too old a one, the line says what was found and what to do', async () => {
  const bin = path.join(project, 'bin');
  mkdirSync(bin);
  const environment = { PATH: bin, PYTHON: undefined };
  await assertFails(
    /Python 3\.10 or newer with venv was not found \(python3: .*ENOENT.*Install it .*PYTHON=/,
    { environment },
  );
  writeFileSync(path.join(bin, 'python3'), '#!/bin/sh\necho 3.8.10\n', { mode: 0o755 });
  await assertFails(/python3 is 3\.8\.10/, { environment });
});
