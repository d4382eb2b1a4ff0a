/** Compiled programs on disk, as processes that share a folder see them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evict } from '../../src/xla/cache/eviction.js';
import { newFolder } from '../new-folder.js';

interface Trained {
  readonly losses: readonly number[];
  readonly compilations: number;
  readonly loads: number;
}

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});

/** Trains in a process of its own. */
async function train(cache = folder, env: Record<string, string> = {}): Promise<Trained> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('cache-child.js', import.meta.url))],
    {
      env: { ...process.env, ...env, GRADBOOK_CACHE: cache },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  assert.deepEqual({ status, errors }, { status: 0, errors: '' });
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

test('a second process compiles nothing and computes the same', async () => {
  const first = await train();
  const second = await train();
  assert.ok(first.compilations > 0);
  assert.deepEqual({ ...second, loads: 0 }, { ...first, compilations: 0 });
  assert.equal(second.loads, first.compilations);
});

test('entries that are cut off, damaged or under another name are compiled anew and repaired', async () => {
  const first = await train();
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const contents = files.map((file) => readFileSync(file));
  for (const [i, content] of contents.entries()) {
    if (i % 3 === 0) writeFileSync(files[i], content.subarray(0, i * 100));
    else if (i % 3 === 1) writeFileSync(files[i], withOneBitTurned(content));
    else writeFileSync(files[i], contents[0]);
  }
  assert.deepEqual(await train(), first);
  assert.equal((await train()).compilations, 0);
});

function withOneBitTurned(content: Buffer): Buffer {
  const turned = Buffer.from(content);
  turned[turned.length >> 1] ^= 1;
  return turned;
}

test('another setting of the compiler takes nothing of what the first has kept', async () => {
  const first = await train();
  const other = await train(folder, { XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' });
  assert.equal(other.loads, 0);
  assert.equal(other.compilations, first.compilations);
});

test('processes that start together on one folder all train, and leave whole entries', async () => {
  const [first, ...others] = await Promise.all([train(), train(), train()]);
  for (const { losses } of others) assert.deepEqual(losses, first.losses);
  assert.deepEqual(
    readdirSync(folder).filter((name) => !/^[0-9a-f]{64}$/.test(name)),
    [],
  );
  assert.equal((await train()).compilations, 0);
});

test('off, and a folder that cannot be written, cost nothing but compilations', async () => {
  const off = await train('off');
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const { losses, loads } = await train(path.join(file, 'folder'));
  assert.deepEqual({ losses, loads }, { losses: off.losses, loads: 0 });
  assert.deepEqual(readdirSync(folder), ['file']);
});

test('what was not used for longest goes first, down to the limit; other files stay', async () => {
  const name = (digit: string) => digit.repeat(64);
  const write = (name: string, hoursAgo: number) => {
    const file = path.join(folder, name);
    writeFileSync(file, Buffer.alloc(1000));
    const used = new Date(Date.now() - hoursAgo * 3_600_000);
    utimesSync(file, used, used);
    assert.equal(statSync(file).size, 1000);
  };
  write(name('a'), 3);
  write(name('b'), 5);
  write(name('c'), 1);
  write(name('d'), 4);
  write('notes.txt', 9);
  write(`${name('e')}.17.part`, 9);
  write(`${name('e')}.18.part`, 0);
  await evict(folder, 3500);
  assert.deepEqual(readdirSync(folder).sort(), [
    name('a'),
    name('c'),
    `${name('e')}.18.part`,
    'notes.txt',
  ]);
});
