/** Installing a plugin: whole or not at all, whatever the index, the disk or a person does. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Plugin } from '../../src/xla/plugins/index.js';
import { closedPort, type PackageIndex, startIndex } from './package-index.js';
import { type ChildOptions, runChild } from './run-child.js';
import { makeWheel, type Wheel } from './wheels.js';

const LIBRARY = 'xla_plugins/tiny/tiny.so';
const CONTENT = 'a shared library '.repeat(20_000);

let folder: string;
let cache: string;
let wheel: Wheel;
let plugin: Plugin;
let index: PackageIndex;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradbook-plugin-'));
  wheel = makeWheel(folder, 'tiny', { [LIBRARY]: CONTENT });
  plugin = {
    platform: 'cpu',
    package: 'tiny',
    version: wheel.version,
    sha256: wheel.sha256,
    megabytes: 1,
    library: LIBRARY,
    machine: `${process.platform}-${process.arch}`,
  };
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  cache = mkdtempSync(path.join(folder, 'cache-'));
  index = await startIndex([wheel]);
});
afterEach(() => index.close());

const plugins = () => path.join(cache, 'gradbook', 'plugins');
const library = () => path.join(plugins(), 'tiny-1.0', LIBRARY);
const install = ({ environment, ...rest }: ChildOptions = {}) =>
  runChild(['plugin', JSON.stringify(plugin)], {
    environment: { ...index.environment, XDG_CACHE_HOME: cache, ...environment },
    ...rest,
  });
/** What lies in the cache, but the lock. */
const left = () => readdirSync(plugins()).filter((name) => !name.endsWith('.lock'));

async function assertFails(pattern: RegExp, options: ChildOptions = {}): Promise<void> {
  const { status, complaints } = await install(options);
  assert.equal(status, 1);
  assert.equal(complaints.length, 1, complaints.join('\n'));
  assert.match(complaints[0], /The XLA plugin tiny 1\.0 could not be installed in \/.*tiny-1\.0: /);
  assert.match(complaints[0], pattern);
  assert.deepEqual(left(), []);
}

test('a plugin is fetched once, into the cache that XDG_CACHE_HOME names', async () => {
  const first = await install();
  assert.deepEqual(first, { status: 0, printed: [library()], complaints: [] });
  assert.equal(readFileSync(library(), 'utf8'), CONTENT);
  assert.deepEqual(left(), ['tiny-1.0']);
  assert.deepEqual(await install(), first);
  assert.deepEqual(index.requests, [wheel.file]);
});

test('a library that was cut, overwritten or deleted is installed again', async () => {
  await install();
  const damages = [
    () => writeFileSync(library(), 'short'),
    () => writeFileSync(library(), CONTENT.replaceAll('a', 'b')),
    () => rmSync(library()),
    () => rmSync(path.join(plugins(), 'tiny-1.0'), { recursive: true }),
    () => writeFileSync(path.join(plugins(), 'tiny-1.0', 'installed.json'), 'garbage'),
  ];
  for (const damage of damages) {
    damage();
    assert.equal((await install()).status, 0);
    assert.equal(readFileSync(library(), 'utf8'), CONTENT);
  }
  assert.equal(index.requests.length, 1 + damages.length);
});

test('what an installation that was killed left behind is removed', async () => {
  mkdirSync(path.join(plugins(), 'tiny-1.0.part-killed', 'wheel'), { recursive: true });
  assert.equal((await install()).status, 0);
  assert.deepEqual(left(), ['tiny-1.0']);
});

test('two installations at once fetch it once', async () => {
  const both = await Promise.all([install(), install()]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [0, 0],
  );
  assert.deepEqual(index.requests, [wheel.file]);
});

test('another file under the right name is refused for its checksum', async () => {
  index.fault = 'wrong file';
  await assertFails(/wrong checksum/);
});

test('a transfer that is cut leaves nothing', async () => {
  index.fault = 'reset';
  await assertFails(/could not be reached|wrong checksum/);
});

test('an index that never answers, or that nobody listens for, is given up', async () => {
  index.fault = 'hang';
  await assertFails(/could not be reached; check the connection/);
  await assertFails(/could not be reached; check the connection/, {
    environment: await closedPort(),
  });
});

test('an index that lacks the package is told from one that is out of reach', async () => {
  index.fault = 'empty';
  await assertFails(/has no such package/);
});

test('a full disk is called so', async () => {
  await assertFails(/the disk is full; free some space/, { largestFile: 50 });
});

test('a cache that is in the way of nothing but a file is named', async () => {
  writeFileSync(path.join(cache, 'gradbook'), '');
  const { status, complaints } = await install();
  assert.equal(status, 1);
  assert.match(complaints.join('\n'), /gradbook.* is in the way; move it elsewhere/);
});

test('a plugin for another machine is refused before anything is fetched', async () => {
  const other = { ...plugin, machine: 'plan9-mips' };
  const { status, complaints } = await runChild(['plugin', JSON.stringify(other)], {
    environment: { ...index.environment, XDG_CACHE_HOME: cache },
  });
  assert.equal(status, 1);
  assert.match(complaints.join('\n'), /runs on plan9-mips.*cpu-js/);
  assert.deepEqual(index.requests, []);
});
