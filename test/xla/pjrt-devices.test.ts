/** Several devices of one client: buffers and programs on each, and programs that run on many at once. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type DeviceBuffer, PjrtClient, PjrtError } from '../../src/xla/pjrt/index.js';
import { ADD, ADD_INTO_FIRST } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
after(() => client.close());

const floats = (buffer: DeviceBuffer) => [...new Float32Array(buffer.copyToHostSync())];
const ones = (device?: number) =>
  client.bufferFromHost(Float32Array.of(1, 1, 1, 1), [4], 'f32', device);

/** (w, x) -> (w + the sum of x's rows, which are shared out among `partitions` devices); it takes the memory of w. */
const sharedSum = (partitions: number, rows: number) => `module @shared attributes {
    mhlo.num_partitions = ${partitions} : i32, mhlo.num_replicas = 1 : i32} {
  func.func @main(%w: tensor<2xf32> {tf.aliasing_output = 0 : i32, mhlo.sharding = "{replicated}"},
      %x: tensor<${rows}x2xf32> {mhlo.sharding = "{replicated}"})
      -> (tensor<2xf32> {mhlo.sharding = "{replicated}"}) {
    %part = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{devices=[${partitions},1]<=[${partitions}]}"}
      : (tensor<${rows}x2xf32>) -> tensor<${rows}x2xf32>
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %sum = stablehlo.reduce(%part init: %zero) applies stablehlo.add across dimensions = [0]
      : (tensor<${rows}x2xf32>, tensor<f32>) -> tensor<2xf32>
    %next = stablehlo.add %w, %sum : tensor<2xf32>
    func.return %next : tensor<2xf32>
  }
}`;

test('the plugin for the CPU shows four devices', () => {
  assert.deepEqual(
    client.devices.map(({ id }) => id),
    [0, 1, 2, 3],
  );
});

test('a client is made with the options that it is given', () => {
  const other = PjrtClient.load(pluginPath(), { asynchronous: true, cpu_device_count: 2n });
  assert.equal(other.devices.length, 2);
  other.close();
});

test('a buffer lies on the device that it was made for, and is copied to others on request', () => {
  const buffer = ones(2);
  assert.equal(buffer.device, 2);
  const copy = buffer.copyTo(1);
  assert.equal(copy.device, 1);
  buffer.delete();
  assert.deepEqual(floats(copy), [1, 1, 1, 1]);
  copy.delete();
});

test('a program runs on the device that it was compiled for, wherever its arguments lie', () => {
  const add = client.compile(ADD, [3]);
  const [sum] = add.execute([ones(), ones(3)]);
  assert.equal(sum.device, 3);
  assert.deepEqual(floats(sum), [2, 2, 2, 2]);
  add.delete();
});

test('a donated copy is not used again: the buffer that it is a copy of still has its values', () => {
  const add = client.compile(ADD_INTO_FIRST, [1]);
  const [first, second] = [ones(), ones()];
  for (let run = 0; run < 3; run++)
    assert.deepEqual(floats(add.execute([first, second])[0]), [2, 2, 2, 2]);
  assert.deepEqual(floats(first), [1, 1, 1, 1]);
  assert.equal(first.deleted, false);
  add.delete();
});

for (const [partitions, rows] of [
  [2, 4],
  [4, 4],
  [4, 10],
  [3, 1],
]) {
  test(`${partitions} devices share out ${rows} rows, and all know the sum`, () => {
    const devices = Array.from({ length: partitions }, (_, i) => i);
    const shared = client.compile(sharedSum(partitions, rows), devices);
    const x = client.bufferFromHost(
      Float32Array.from({ length: 2 * rows }, (_, i) => i),
      [rows, 2],
      'f32',
    );
    let w = client.bufferFromHost(Float32Array.of(1, 2), [2], 'f32');
    for (let run = 0; run < 2; run++) [w] = shared.execute([w, x]);
    const sums = [rows * (rows - 1), rows * rows];
    const expected = [1 + 2 * sums[0], 2 + 2 * sums[1]];
    const { buffers } = client.memory();
    for (const device of devices) assert.deepEqual(floats(w.on(device)), expected);
    assert.equal(client.memory().buffers, buffers, 'a result was copied that lay there');
    shared.delete();
  });
}

test('a program for many devices can be kept and loaded again', () => {
  const devices = [2, 0, 1];
  const compiled = client.compile(sharedSum(3, 5), devices);
  const loaded = client.deserialize(compiled.serialize(), devices);
  const w = client.bufferFromHost(Float32Array.of(0, 0), [2], 'f32');
  const x = client.bufferFromHost(new Float32Array(10).fill(1), [5, 2], 'f32');
  const [sum] = loaded.execute([w, x]);
  assert.equal(sum.device, 2);
  assert.deepEqual(floats(sum), [5, 5]);
});

test('copies end with the buffer that they are copies of', () => {
  const before = client.memory().buffers;
  const buffer = ones();
  for (const device of [1, 2, 3, 1]) buffer.on(device);
  assert.equal(client.memory().buffers, before + 4);
  buffer.delete();
  assert.equal(client.memory().buffers, before);
});

test('a device that there is not is refused', () => {
  const refused = (use: () => unknown) =>
    assert.throws(use, (error) => {
      assert.ok(error instanceof PjrtError);
      assert.match(error.message, /there is no device 4; they are numbered from 0 to 3/);
      return true;
    });
  refused(() => ones(4));
  refused(() => ones().copyTo(4));
  refused(() => client.compile(ADD, [4]));
});
