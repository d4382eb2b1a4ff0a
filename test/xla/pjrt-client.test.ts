import assert from 'node:assert/strict';
import { openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PjrtApi } from '../../src/xla/pjrt/api.js';
import {
  ClosedClientError,
  DeletedBufferError,
  PjrtClient,
  PjrtError,
  PluginLoadError,
} from '../../src/xla/pjrt/index.js';
import { addressOf } from '../../src/xla/pjrt/native-memory.js';
import { newFolder } from '../new-folder.js';
import { ADD, POWER } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const folder = await newFolder();

test('a client tells its platform, its devices and the version of the plugin’s API', () => {
  const client = PjrtClient.load(pluginPath());
  assert.equal(client.platformName, 'cpu');
  assert.notEqual(client.platformVersion, '');
  assert.equal(client.apiVersion.major, 0);
  assert.ok(client.apiVersion.minor >= 54);
  const [device] = client.devices;
  assert.equal(device.id, 0);
  assert.equal(device.kind, 'cpu');
  assert.match(device.description, /cpu/i);
  client.close();
});

/** A plugin file with these bytes. */
function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

function firstBytes(of: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readSync(openSync(of, 'r'), bytes, 0, length, 0);
  return bytes;
}

const noPlugins: readonly [string, () => string, RegExp][] = [
  ['a missing file', () => path.join(folder, 'none.so'), /No such file/],
  ['a folder', () => folder, /directory/],
  ['an empty file', () => file('empty.so', ''), /too short/],
  ['text', () => file('text.so', '<html>'.repeat(100)), /invalid ELF header/],
  [
    'a plugin that was cut off',
    () => file('cut.so', firstBytes(pluginPath(), 1e6)),
    /cut off, \d+ bytes/,
  ],
  ['a library that is no plugin', () => 'libm.so.6', /no function GetPjrtApi/],
];
for (const [what, where, reason] of noPlugins) {
  test(`loading ${what} is a PluginLoadError with path, reason and remedy`, () => {
    const plugin = where();
    assert.throws(
      () => PjrtClient.load(plugin),
      (error) =>
        error instanceof PluginLoadError &&
        error.path === plugin &&
        reason.test(error.reason) &&
        error.message.includes('npx gradbook engine list'),
    );
  });
}

/** A `PJRT_Api` with a version and no functions. */
function functionTable(size: number, major: number, minor: number): BigUint64Array {
  const table = new BigUint64Array(new ArrayBuffer(2048));
  table[0] = BigInt(size);
  table[4] = BigInt(major) | (BigInt(minor) << 32n);
  return table;
}

test('a plugin of another major version is refused', () => {
  const table = functionTable(2048, 1, 3);
  assert.throws(() => PjrtApi.fromTable('new.so', addressOf(table)), {
    name: 'PluginLoadError',
    path: 'new.so',
    message: /version 1\.3 of the PJRT C API, and major version 0 is needed/,
  });
});

test('a plugin that lacks a function, by a short table or a null pointer, is refused by its name', () => {
  for (const size of [40, 2048]) {
    const table = functionTable(size, 0, 7);
    assert.throws(() => PjrtApi.fromTable('old.so', addressOf(table)), {
      name: 'PluginLoadError',
      message: /version 0\.7 of the PJRT C API, without PJRT_Error_Destroy/,
    });
  }
});

test('what belongs to a closed client throws, whatever is done with it', async () => {
  const client = PjrtClient.load(pluginPath());
  const add = client.compile(ADD);
  const bytes = add.serialize();
  const buffer = client.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
  client.close();
  client.close();
  assert.equal(buffer.deleted, true);
  assert.throws(() => buffer.copyToHostSync(), { name: 'DeletedBufferError', end: 'closed' });
  await assert.rejects(buffer.copyToHost(), DeletedBufferError);
  assert.throws(() => add.execute([buffer, buffer]), ClosedClientError);
  assert.throws(() => add.serialize(), ClosedClientError);
  assert.throws(() => client.compile(ADD), ClosedClientError);
  assert.throws(() => client.deserialize(bytes), ClosedClientError);
  assert.throws(() => client.bufferFromHost(new Float32Array(1), [1], 'f32'), ClosedClientError);
  assert.deepEqual(client.memory(), { buffers: 0, bytes: 0 });
  buffer.delete();
  add.delete();
});

test('closing a client with a run in flight and a read that waits rejects the read', async () => {
  const client = PjrtClient.load(pluginPath());
  const steps = client.bufferFromHost(Int32Array.of(100), [], 's32');
  const x = client.bufferFromHost(new Float32Array(512 * 512), [512, 512], 'f32');
  const [result] = client.compile(POWER).execute([steps, x]);
  const read = result.copyToHost();
  const deleted = result.copyToHost();
  result.delete();
  client.close();
  await assert.rejects(Promise.resolve(read), ClosedClientError);
  await assert.rejects(Promise.resolve(deleted), ClosedClientError);
});

test('clients of one plugin live side by side, and a buffer of one is refused by the other', () => {
  const one = PjrtClient.load(pluginPath());
  const two = PjrtClient.load(pluginPath());
  const mine = one.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
  const theirs = two.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
  const add = one.compile(ADD);
  assert.throws(
    () => add.execute([mine, theirs]),
    (error) => error instanceof PjrtError && /belongs to another client/.test(error.message),
  );
  two.close();
  const [sum] = add.execute([mine, mine]);
  assert.deepEqual(new Float32Array(sum.copyToHostSync()), Float32Array.of(2, 4, 6, 8));
  one.close();
});

test('the event loop turns while a program is compiled', async () => {
  const client = PjrtClient.load(pluginPath());
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const add = await client.compileAsync(ADD);
  clearImmediate(next);
  assert.ok(turns >= 2, `it turned ${turns} times`);
  const [a, b] = [1, 2].map((value) =>
    client.bufferFromHost(new Float32Array(4).fill(value), [4], 'f32'),
  );
  const [sum] = a && b ? add.execute([a, b]) : [];
  assert.deepEqual(new Float32Array(sum.copyToHostSync()), Float32Array.of(3, 3, 3, 3));
  await assert.rejects(client.compileAsync('module { nonsense }'), PjrtError);
  client.close();
});

test('a client that is closed while it compiles ends when that is done', async () => {
  const client = PjrtClient.load(pluginPath());
  const compiling = client.compileAsync(POWER);
  client.close();
  await assert.rejects(compiling, ClosedClientError);
  await assert.rejects(client.compileAsync(POWER), ClosedClientError);
});
