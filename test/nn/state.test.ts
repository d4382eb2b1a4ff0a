/** Saved weights: state dicts and safetensors. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import { ones, randn, tensor, zeros } from '../../src/tensor/index.js';
import { newFolder } from '../new-folder.js';

const make = () =>
  new nn.Sequential(
    new nn.Conv2d(1, 2, 3),
    new nn.BatchNorm2d(2),
    new nn.Flatten(),
    new nn.Linear(8, 3),
  );

const folder = await newFolder();

/** A safetensors file of a header and values. */
function file(header: unknown, values: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

describe('A state dict', () => {
  it("has PyTorch's names, batch norm's buffers included", () => {
    assert.deepEqual(Object.keys(make().stateDict()), [
      '0.weight',
      '0.bias',
      '1.weight',
      '1.bias',
      '1.running_mean',
      '1.running_var',
      '1.num_batches_tracked',
      '3.weight',
      '3.bias',
    ]);
  });

  it('brings another module to the same results', () => {
    const [a, b] = [make(), make()];
    a(randn([4, 1, 4, 4]));
    b.loadStateDict(a.stateDict());
    const x = randn([2, 1, 4, 4]);
    assert.deepEqual(a.eval()(x).toArray(), b.eval()(x).toArray());
  });

  it('that does not fit is refused as a whole, listing everything', () => {
    const net = make();
    const before = net.stateDict()['3.bias'].toArray();
    const { '0.bias': missing, ...state } = net.stateDict();
    const wrong = { ...state, '3.weight': zeros([3, 9]), '3.bias': ones([3]), extra: missing };
    assert.throws(
      () => net.loadStateDict(wrong),
      (error) => {
        assert.ok(error instanceof nn.StateDictError);
        assert.deepEqual(error.missingKeys, ['0.bias']);
        assert.deepEqual(error.unexpectedKeys, ['extra']);
        assert.deepEqual(error.mismatches, [
          { key: '3.weight', expected: [3, 8], received: [3, 9] },
        ]);
        return true;
      },
    );
    assert.deepEqual(net.stateDict()['3.bias'].toArray(), before);
  });

  it('that only has other keys is loaded as far as it goes where strict is false', () => {
    const net = make();
    const result = net.loadStateDict({ '3.bias': ones([3]), extra: ones([1]) }, { strict: false });
    assert.deepEqual(net.stateDict()['3.bias'].toArray(), [1, 1, 1]);
    assert.deepEqual(result.unexpectedKeys, ['extra']);
    assert.equal(result.missingKeys.length, 8);
  });
});

describe('A safetensors file', () => {
  it('gives back what was saved, bit for bit', async () => {
    const target = path.join(folder, 'model.safetensors');
    const net = make();
    net(randn([4, 1, 4, 4]));
    await nn.save(net.stateDict(), target);
    const state = await nn.load(target);
    assert.deepEqual(Object.keys(state), Object.keys(net.stateDict()));
    for (const [key, value] of Object.entries(net.stateDict())) {
      assert.deepEqual(state[key].dataSync(), value.dataSync(), key);
    }
    assert.deepEqual(await readdir(folder), ['model.safetensors']);
  });

  it('has the counters of batch norm as int64, as PyTorch expects them', async () => {
    const bytes = nn.toSafetensors(make().stateDict());
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    assert.deepEqual(header['1.num_batches_tracked'].dtype, 'I64');
    assert.deepEqual(header['0.weight'], {
      dtype: 'F32',
      shape: [2, 1, 3, 3],
      data_offsets: [0, 72],
    });
    assert.equal(length % 8, 0);
  });

  it('may hold other types, which become float32, int32 and bool', () => {
    const state = nn.fromSafetensors(
      file(
        {
          half: { dtype: 'F16', shape: [3], data_offsets: [0, 6] },
          brain: { dtype: 'BF16', shape: [1], data_offsets: [6, 8] },
          long: { dtype: 'I64', shape: [], data_offsets: [8, 16] },
          byte: { dtype: 'U8', shape: [2], data_offsets: [16, 18] },
          truth: { dtype: 'BOOL', shape: [2], data_offsets: [18, 20] },
        },
        [
          0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00, 0xc0, 0x3f, 0xfe, 255, 255, 255, 255, 255, 255, 255,
          7, 200, 1, 0,
        ],
      ),
    );
    assert.deepEqual(state.half.toArray(), [1, -2.5, 2 ** -24]);
    assert.deepEqual(state.brain.toArray(), [1.5]);
    assert.equal(state.long.item(), -2);
    assert.deepEqual([state.byte.dtype, state.byte.toArray()], ['int32', [7, 200]]);
    assert.equal(state.truth.dtype, 'bool');
  });

  const broken: [what: string, bytes: Uint8Array, text: RegExp][] = [
    ['is empty', new Uint8Array(), /0 bytes, too few/],
    ['is cut off in the header', file({ a: 1 }).subarray(0, 10), /cut off/],
    [
      'is something else',
      new TextEncoder().encode('<!DOCTYPE html><html></html>'),
      /no safetensors file/,
    ],
    ['has a header that is not JSON', file('{"a":'), /not JSON/],
    ['has a header that is a list', file([1]), /not a JSON object/],
    [
      'names an unknown type',
      file({ a: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }, [0]),
      /dtype/,
    ],
    [
      'has a negative size',
      file({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }),
      /shape/,
    ],
    [
      'has too few bytes for a shape',
      file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, [0, 0, 0, 0]),
      /needs 8 bytes/,
    ],
    [
      'is cut off in the values',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, [0]),
      /beyond the file/,
    ],
    [
      'holds an integer beyond int32',
      file({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 0, 1, 0, 0, 0]),
      /4294967296/,
    ],
  ];
  for (const [what, bytes, text] of broken) {
    it(`that ${what} is refused`, async () => {
      const target = path.join(folder, 'broken.safetensors');
      await writeFile(target, bytes);
      await assert.rejects(nn.load(target), (error) => {
        assert.ok(error instanceof nn.SafetensorsError);
        assert.match(error.message, text);
        assert.match(error.message, /broken\.safetensors/);
        return true;
      });
      await rm(target);
    });
  }

  it('that cannot be written leaves the old one and nothing half-written', async () => {
    const target = path.join(folder, 'model.safetensors');
    const before = await readFile(target);
    const notATensor: unknown = 3;
    await assert.rejects(nn.save({ a: notATensor as never }, target), /'a' is number/);
    assert.deepEqual(await readFile(target), before);
    await assert.rejects(
      nn.save({ a: tensor(1) }, path.join(folder, 'none', 'x')),
      /could not be written/,
    );
    assert.deepEqual(await readdir(folder), ['model.safetensors']);
  });
});
