import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  DeletedBufferError,
  type ElementType,
  PjrtClient,
  PjrtError,
} from '../../src/xla/pjrt/index.js';
import { DOUBLE_IN_PLACE, FIRST_AND_POWER, POWER } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
after(() => client.close());

const VALUES: readonly [ElementType, ArrayBufferView][] = [
  ['pred', Uint8Array.of(0, 1)],
  ['s8', Int8Array.of(-128, 127)],
  ['s16', Int16Array.of(-32768, 32767)],
  ['s32', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
  ['s64', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
  ['u8', Uint8Array.of(0, 255)],
  ['u16', Uint16Array.of(0, 65535)],
  ['u32', Uint32Array.of(0, 2 ** 32 - 1)],
  ['u64', BigUint64Array.of(0n, 2n ** 64n - 1n)],
  ['f16', Uint16Array.of(0x3c00, 0xfbff)],
  ['f32', Float32Array.of(-0, Number.NaN)],
  ['f64', Float64Array.of(Number.MIN_VALUE, -Infinity)],
  ['bf16', Uint16Array.of(0x3f80, 0xff80)],
  ['c64', Float32Array.of(1, -1, 2, -2)],
  ['c128', Float64Array.of(1, -1, 2, -2)],
];

for (const [type, values] of VALUES) {
  test(`a buffer of ${type} gives back the bytes that it was made from`, async () => {
    const buffer = client.bufferFromHost(values, [2], type);
    const bytes = new Uint8Array(values.buffer);
    assert.equal(buffer.byteLength, values.byteLength);
    assert.deepEqual(new Uint8Array(buffer.copyToHostSync()), bytes);
    assert.deepEqual(new Uint8Array(await buffer.copyToHost()), bytes);
    buffer.delete();
  });
}

test('a buffer knows its type, shape and bytes', () => {
  const buffer = client.bufferFromHost(new Float32Array(24), [2, 3, 4], 'f32');
  assert.equal(buffer.type, 'f32');
  assert.deepEqual(buffer.shape, [2, 3, 4]);
  assert.equal(buffer.byteLength, 96);
});

test('the host array may change as soon as bufferFromHost has returned', () => {
  const values = new Float32Array(1_000_000).fill(1);
  const buffers = Array.from({ length: 8 }, (_, index) => {
    values.fill(index);
    const buffer = client.bufferFromHost(values, [values.length], 'f32');
    values.fill(-1);
    return buffer;
  });
  for (const [index, buffer] of buffers.entries()) {
    const read = new Float32Array(buffer.copyToHostSync());
    assert.ok(
      read.every((value) => value === index),
      `buffer ${index}`,
    );
    buffer.delete();
  }
});

test('a view into a larger array is copied alone, of shared memory too', () => {
  const part = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  const shared = new Float32Array(new SharedArrayBuffer(8));
  shared.set([1, 2]);
  const view = new DataView(Float32Array.of(9, 1, 2).buffer, 4);
  for (const data of [part, shared, view]) {
    const buffer = client.bufferFromHost(data, [2], 'f32');
    assert.deepEqual(new Float32Array(buffer.copyToHostSync()), Float32Array.of(1, 2));
  }
});

test('an array without elements is a buffer of 0 bytes', async () => {
  const buffer = client.bufferFromHost(new Float32Array(0), [0, 3], 'f32');
  assert.equal(buffer.byteLength, 0);
  assert.equal(buffer.copyToHostSync().byteLength, 0);
  assert.equal((await buffer.copyToHost()).byteLength, 0);
});

test('each read gives memory of its own', () => {
  const buffer = client.bufferFromHost(Float32Array.of(1, 2), [2], 'f32');
  new Float32Array(buffer.copyToHostSync()).fill(7);
  assert.deepEqual(new Float32Array(buffer.copyToHostSync()), Float32Array.of(1, 2));
});

test('a deleted buffer says so and throws when it is read', async () => {
  const buffer = client.bufferFromHost(Float32Array.of(1, 2), [2], 'f32');
  assert.equal(buffer.deleted, false);
  buffer.delete();
  buffer.delete();
  assert.equal(buffer.deleted, true);
  const error = { name: 'DeletedBufferError', buffer: 'f32[2]', end: 'deleted' };
  assert.throws(() => buffer.copyToHostSync(), error);
  await assert.rejects(buffer.copyToHost(), DeletedBufferError);
});

test('the event loop turns while a read waits for a long run', async () => {
  const [result] = startPower(200);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const bytes = (await result.copyToHost()).byteLength;
  clearInterval(timer);
  assert.equal(bytes, 512 * 512 * 4);
  assert.ok(turns >= 5, `it turned ${turns} times`);
});

test('the event loop turns while a large array is copied', async () => {
  const values = new Float32Array(2 ** 22).map((_, i) => i);
  const buffer = client.bufferFromHost(values, [values.length], 'f32');
  buffer.wait();
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const read = await buffer.copyToHost();
  clearImmediate(next);
  assert.ok(turns >= 6, `it turned ${turns} times for 16 MB`);
  assert.deepEqual(new Float32Array(read), values);
});

test('a result is whole when another of its run has been read', () => {
  const values = new Float32Array(512 * 512);
  for (let i = 0; i < 512; i++) values[513 * i] = 2;
  const x = client.bufferFromHost(values, [512, 512], 'f32');
  const steps = client.bufferFromHost(Int32Array.of(50), [], 's32');
  const [first, power] = client.compile(FIRST_AND_POWER).execute([steps, x]);
  assert.equal(first.readFloat32(), 2);
  assert.equal(new Float32Array(power.copyToHostSync())[513], 2 ** 51);
});

test('an f32[] is read as a number', () => {
  assert.equal(client.bufferFromHost(Float32Array.of(-0.5), [], 'f32').readFloat32(), -0.5);
});

test('a read that waits is not disturbed by delete()', async () => {
  const [result] = startPower(20);
  const read = result.copyToHost();
  result.delete();
  assert.equal(result.deleted, true);
  assert.equal(new Float32Array(await read)[0], 2 ** 20);
});

test('a read that waits is not disturbed by a donation: the program works on a copy', async () => {
  const [result] = startPower(20);
  const read = result.copyToHost();
  const double = client.compile(DOUBLE_IN_PLACE);
  const [doubled] = double.execute([result]);
  assert.equal(result.deleted, false);
  assert.equal(new Float32Array(await read)[0], 2 ** 20);
  assert.equal(new Float32Array(doubled.copyToHostSync())[0], 2 ** 21);
  double.execute([result]);
  assert.equal(result.deleted, true);
});

test('memory() counts the buffers that are alive', () => {
  const before = client.memory();
  const buffer = client.bufferFromHost(new Float32Array(100), [100], 'f32');
  assert.deepEqual(client.memory(), { buffers: before.buffers + 1, bytes: before.bytes + 400 });
  buffer.delete();
  assert.deepEqual(client.memory(), before);
});

test('host data that does not fit type and shape is refused with what was expected and received', () => {
  const refused: readonly [ArrayBufferView, number[], ElementType, RegExp][] = [
    [new Float32Array(5), [2, 3], 'f32', /f32\[2,3\] takes 24 bytes, and the data has 20/],
    [new Float64Array(3), [6], 'f32', /made from a Float32Array, and the data is a Float64Array/],
    [new Int32Array(6), [6], 'f32', /made from a Float32Array, and the data is a Int32Array/],
    [new Float32Array(1), [-1], 'f32', /\[-1\] is no shape/],
    [new Float32Array(1), [0.5, 2], 'f32', /\[0.5, 2\] is no shape/],
    [new Float32Array(1), [Number.NaN], 'f32', /\[NaN\] is no shape/],
  ];
  for (const [data, shape, type, message] of refused) {
    assert.throws(
      () => client.bufferFromHost(data, shape, type),
      (error) =>
        error instanceof PjrtError &&
        error.code === 'INVALID_ARGUMENT' &&
        message.test(error.message),
    );
  }
});

test('a host array whose memory was transferred away is refused', () => {
  const data = new Float32Array(4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  assert.throws(
    () => client.bufferFromHost(data, [4], 'f32'),
    /takes 16 bytes, and the data has 0/,
  );
});

/** Two times the identity... to the power of `steps + 1`, with 2 ** steps at the start: runs for a while. */
function startPower(steps: number) {
  const matrix = new Float32Array(512 * 512);
  for (let row = 0; row < 512; row++) matrix[row * 513] = 1;
  matrix[0] = 2;
  const power = client.compile(POWER);
  const count = client.bufferFromHost(Int32Array.of(steps - 1), [], 's32');
  const x = client.bufferFromHost(matrix, [512, 512], 'f32');
  const [result] = power.execute([count, x]);
  assert.ok(result);
  return [result] as const;
}
