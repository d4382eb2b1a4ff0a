import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  AllocationError,
  ClosedClientError,
  type DeviceBuffer,
  PjrtClient,
  PjrtError,
} from '../../src/xla/pjrt/index.js';
import { ADD, ADD_INTO_FIRST, DESCRIBE, HUGE_INSIDE, HUGE_RESULT } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
after(() => client.close());

const vector = (...values: number[]) =>
  client.bufferFromHost(Float32Array.from(values), [values.length], 'f32');
const scalar = (value: number) => client.bufferFromHost(Float32Array.of(value), [], 'f32');
const floats = (buffer: DeviceBuffer | undefined) => {
  assert.ok(buffer);
  return [...new Float32Array(buffer.copyToHostSync())];
};

test('a program computes on buffers, and its results are arguments of the next run', () => {
  const add = client.compile(ADD);
  const a = vector(1, 2, 3, 4);
  const [sum] = add.execute([a, vector(10, 20, 30, 40)]);
  assert.ok(sum);
  assert.deepEqual(floats(add.execute([sum, a])[0]), [12, 24, 36, 48]);
});

test('a program knows its name, its parameters and its results', () => {
  const describe = client.compile(DESCRIBE);
  assert.equal(describe.name, 'describe');
  assert.deepEqual(describe.parameters, [{ type: 'f32', shape: [2, 3], donated: false }]);
  assert.deepEqual(describe.outputs, [
    { type: 'f32', shape: [3, 2] },
    { type: 'f32', shape: [] },
    { type: 'pred', shape: [2, 3] },
    { type: 's64', shape: [] },
  ]);
});

test('results of several types and ranks come back in their order, row-major', () => {
  const input = client.bufferFromHost(Float32Array.of(1, -2, 3, -4, 5, -6), [2, 3], 'f32');
  const [transposed, sum, positive, size] = client.compile(DESCRIBE).execute([input]);
  assert.deepEqual(floats(transposed), [1, -4, -2, 5, 3, -6]);
  assert.deepEqual(floats(sum), [-3]);
  assert.deepEqual([...new Uint8Array(positive.copyToHostSync())], [1, 0, 1, 0, 1, 0]);
  assert.deepEqual([...new BigInt64Array(size.copyToHostSync())], [6n]);
});

test('programs without arguments and without results run', () => {
  const constant = client.compile(
    'func.func @main() -> tensor<i64> { %c = stablehlo.constant dense<-5> : tensor<i64> return %c : tensor<i64> }',
  );
  assert.deepEqual([...new BigInt64Array(constant.execute([])[0]?.copyToHostSync() ?? [])], [-5n]);
  const nothing = client.compile('func.func @main(%a: tensor<f32>) { return }');
  assert.deepEqual(nothing.execute([scalar(1)]), []);
});

test('an argument that a result aliases is donated: its buffer is deleted', () => {
  const add = client.compile(ADD_INTO_FIRST);
  assert.deepEqual(
    add.parameters.map(({ donated }) => donated),
    [true, false],
  );
  const [a, b] = [vector(1, 2, 3, 4), vector(1, 1, 1, 1)];
  assert.deepEqual(floats(add.execute([a, b])[0]), [2, 3, 4, 5]);
  assert.equal(a.deleted, true);
  assert.equal(b.deleted, false);
  assert.throws(() => a.copyToHostSync(), { name: 'DeletedBufferError', end: 'donated' });
  assert.throws(() => add.execute([a, b]), { name: 'DeletedBufferError', end: 'donated' });
});

test('a run leaves an argument alone that it must not take', () => {
  const add = client.compile(ADD_INTO_FIRST);
  const [a, b] = [vector(1, 2, 3, 4), vector(1, 1, 1, 1)];
  assert.deepEqual(floats(add.execute([a, b], { nonDonatable: [0] })[0]), [2, 3, 4, 5]);
  assert.deepEqual(floats(a), [1, 2, 3, 4]);
  add.execute([a, b]);
  assert.equal(a.deleted, true);
});

test('a chain of donations keeps as many buffers as it began with', () => {
  const add = client.compile(ADD_INTO_FIRST);
  const one = vector(1, 1, 1, 1);
  let sum: DeviceBuffer | undefined = vector(0, 0, 0, 0);
  const before = client.memory();
  for (let step = 0; step < 1000; step++) {
    assert.ok(sum);
    [sum] = add.execute([sum, one]);
  }
  assert.deepEqual(floats(sum), [1000, 1000, 1000, 1000]);
  assert.deepEqual(client.memory(), before);
});

test('one buffer can not be donated and be another argument too, and survives the refusal', () => {
  const add = client.compile(ADD_INTO_FIRST);
  const a = vector(1, 2, 3, 4);
  assert.throws(() => add.execute([a, a]), { name: 'PjrtError', code: 'INVALID_ARGUMENT' });
  assert.deepEqual(floats(a), [1, 2, 3, 4]);
});

test('arguments of another number, type or shape are refused by name', () => {
  const add = client.compile(ADD);
  const a = vector(1, 2, 3, 4);
  const integers = client.bufferFromHost(Int32Array.of(1, 2, 3, 4), [4], 's32');
  const square = client.bufferFromHost(new Float32Array(4), [2, 2], 'f32');
  const refused: readonly [DeviceBuffer[], RegExp][] = [
    [[], /"add": it takes 2 arguments and got 0/],
    [[a, a, a], /it takes 2 arguments and got 3/],
    [[a, integers], /argument 1 must be f32\[4\] and is s32\[4\]/],
    [[square, a], /argument 0 must be f32\[4\] and is f32\[2,2\]/],
  ];
  for (const [args, message] of refused) {
    assert.throws(
      () => add.execute(args),
      (error) =>
        error instanceof PjrtError &&
        error.code === 'INVALID_ARGUMENT' &&
        message.test(error.message),
    );
  }
});

test('a module that does not compile gives the compiler’s message', () => {
  assert.throws(
    () => client.compile(ADD.replace('stablehlo.add', 'stablehlo.ad')),
    (error) =>
      error instanceof PjrtError &&
      error.function === 'PJRT_Client_Compile' &&
      /'stablehlo\.ad' is unknown/.test(error.message),
  );
  for (const text of ['', '\0', 'module {}', 'func.func @other() { return }']) {
    assert.throws(() => client.compile(text), PjrtError);
  }
});

test('a module whose results have an unsupported type is refused', () => {
  const text =
    'func.func @main(%a: tensor<f32>) -> tensor<i4> { %r = stablehlo.convert %a : (tensor<f32>) -> tensor<i4> return %r : tensor<i4> }';
  assert.throws(() => client.compile(text), { name: 'PjrtError', code: 'UNIMPLEMENTED' });
});

test('a result that is larger than the memory is an AllocationError, and the client goes on', () => {
  const huge = client.compile(HUGE_RESULT);
  assert.throws(
    () => huge.execute([scalar(1)]).map((buffer) => buffer.copyToHostSync()),
    AllocationError,
  );
  assert.deepEqual(
    floats(client.compile(ADD).execute([vector(1, 2, 3, 4), vector(1, 1, 1, 1)])[0]),
    [2, 3, 4, 5],
  );
});

test('an error during a run shows when its result is read, in every way, and in what depends on it', async () => {
  const [number] = client.compile(HUGE_INSIDE).execute([scalar(1)]);
  assert.ok(number);
  assert.throws(() => number.copyToHostSync(), AllocationError);
  await assert.rejects(number.copyToHost(), AllocationError);
  const negate = client.compile(
    'func.func @main(%a: tensor<f32>) -> tensor<f32> { %r = stablehlo.negate %a : tensor<f32> return %r : tensor<f32> }',
  );
  assert.throws(
    () => negate.execute([number]).map((buffer) => buffer.copyToHostSync()),
    (error) => error instanceof PjrtError && /Out of memory/.test(error.message),
  );
  number.delete();
});

test('a deleted program throws when it is used', () => {
  const add = client.compile(ADD);
  const [sum] = add.execute([vector(1, 2, 3, 4), vector(1, 1, 1, 1)]);
  add.delete();
  add.delete();
  assert.deepEqual(floats(sum), [2, 3, 4, 5]);
  const error = { name: 'DeletedExecutableError', executable: 'add' };
  assert.throws(() => add.execute([]), error);
  assert.throws(() => add.serialize(), error);
});

test('a serialized program runs like the compiled one, donation included', () => {
  const bytes = client.compile(ADD_INTO_FIRST).serialize();
  const other = PjrtClient.load(pluginPath());
  const add = other.deserialize(bytes);
  const make = () => other.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
  const a = make();
  assert.equal(add.name, 'add_into_first');
  assert.deepEqual(floats(add.execute([a, make()])[0]), [2, 4, 6, 8]);
  assert.equal(a.deleted, true);
  assert.throws(() => add.execute([make()]), PjrtError);
  other.close();
});

test('a serialized program is loaded on another thread too', async () => {
  const bytes = client.compile(ADD).serialize();
  const other = PjrtClient.load(pluginPath());
  const add = await other.deserializeAsync(bytes);
  const make = () => other.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
  assert.deepEqual(floats(add.execute([make(), make()])[0]), [2, 4, 6, 8]);
  await assert.rejects(other.deserializeAsync(bytes.subarray(0, 60)), PjrtError);
  const loading = other.deserializeAsync(bytes);
  other.close();
  await assert.rejects(loading, ClosedClientError);
});

test('a serialized program that was cut off or changed anywhere is refused', () => {
  const bytes = client.compile(ADD).serialize();
  for (const length of [0, 10, 40, 60, bytes.length - 1]) {
    assert.throws(
      () => client.deserialize(bytes.subarray(0, length)),
      PjrtError,
      `${length} bytes`,
    );
  }
  for (let at = 0; at < bytes.length; at += 97) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => client.deserialize(changed), PjrtError, `byte ${at}`);
  }
});
