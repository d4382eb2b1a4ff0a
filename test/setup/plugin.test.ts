/** Installing a plugin: whole or not at all, whatever the index, the disk or a person does. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Wheel as CataloguedWheel } from '../../src/xla/plugins/catalogue/index.js';
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
    hardware: 'cpu',
    machine: `${process.platform}-${process.arch}`,
    library: LIBRARY,
    preload: [],
    wheels: [pinned(wheel)],
  };
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  cache = mkdtempSync(path.join(folder, 'cache-'));
  index = await startIndex([wheel]);
});
afterEach(() => index.close());

/** A wheel as the catalogue has it. */
function pinned({ name, version, sha256, content }: Wheel): CataloguedWheel {
  return { package: name, version, sha256, bytes: content.length, unpackedBytes: content.length };
}

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

describe('a plugin of several wheels', () => {
  const BINARY = 'vendor/compiler/bin/assemble';
  let other: Wheel;
  let both: Plugin;

  before(() => {
    other = makeWheel(folder, 'vendor', {
      'vendor/lib/one.so': 'one',
      'vendor-1.0.data/data/lib/two.so': 'two',
      [BINARY]: '#!',
    });
    both = { ...plugin, wheels: [pinned(wheel), pinned(other)] };
  });
  const installBoth = (given: PackageIndex, from = '') =>
    runChild(['plugin', JSON.stringify(both), from], {
      environment: { ...given.environment, XDG_CACHE_HOME: cache },
    });
  const at = (file: string) => path.join(plugins(), 'tiny-1.0', file);

  test('is unpacked into one folder, with programs that can be run', async (t) => {
    const all = await startIndex([wheel, other]);
    t.after(() => all.close());
    const { status, printed, complaints } = await installBoth(all);
    assert.deepEqual({ status, complaints }, { status: 0, complaints: [] });
    assert.match(printed.join('\n'), /Fetching tiny 1\.0 \(1 MB, 1 of 2\).*\n.*vendor.*2 of 2/);
    assert.equal(readFileSync(at(LIBRARY), 'utf8'), CONTENT);
    assert.equal(readFileSync(at('vendor/lib/one.so'), 'utf8'), 'one');
    assert.equal(readFileSync(at('lib/two.so'), 'utf8'), 'two');
    assert.ok(statSync(at(BINARY)).mode & 0o100);
    assert.deepEqual(left(), ['tiny-1.0']);
  });

  test('goes on with what had come when it was cut off', async (t) => {
    const { status, complaints } = await installBoth(index);
    assert.equal(status, 1);
    assert.match(complaints.join('\n'), /has no such package/);
    assert.deepEqual(left(), ['tiny-1.0.wheels']);
    const rest = await startIndex([other]);
    t.after(() => rest.close());
    assert.equal((await installBoth(rest)).status, 0);
    assert.deepEqual(rest.requests, [other.file]);
    assert.deepEqual(left(), ['tiny-1.0']);
  });

  test('is taken from a folder without asking the index, which is asked for what it lacks', async (t) => {
    const given = mkdtempSync(path.join(folder, 'given-'));
    writeFileSync(path.join(given, wheel.file), wheel.content);
    const rest = await startIndex([other]);
    t.after(() => rest.close());
    const { status, printed } = await installBoth(rest, given);
    assert.equal(status, 0);
    assert.match(printed.join('\n'), /Taking tiny 1\.0 .* from .*tiny-1\.0-py3-none-any\.whl/);
    assert.deepEqual(rest.requests, [other.file]);
  });

  test('in a folder with other bytes is refused by name', async () => {
    const given = mkdtempSync(path.join(folder, 'given-'));
    writeFileSync(path.join(given, wheel.file), `${wheel.content}!`);
    const { status, complaints } = await installBoth(index, given);
    assert.equal(status, 1);
    assert.match(complaints.join('\n'), /wrong checksum of tiny-1\.0-py3-none-any\.whl/);
  });
});

test('a plugin that the disk has no room for is refused before anything is fetched', async () => {
  const large = { ...plugin, wheels: [{ ...pinned(wheel), unpackedBytes: 1e17 }] };
  const { status, complaints } = await runChild(['plugin', JSON.stringify(large)], {
    environment: { ...index.environment, XDG_CACHE_HOME: cache },
  });
  assert.equal(status, 1);
  assert.match(complaints.join('\n'), /needs 1000000\d\d\.\d GB .* has .* left; free some space/);
  assert.deepEqual(index.requests, []);
});
