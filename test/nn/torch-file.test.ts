/** Files of `torch.save`: read without running their code, whole or not at all. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as nn from '../../src/nn/index.js';
import { fromTorchFile } from '../../src/nn/torch-file.js';
import { Adam, type TorchOptimizerState } from '../../src/optim/index.js';
import { arange, randn, Tensor, tensor } from '../../src/tensor/index.js';
import { newFolder } from '../new-folder.js';
import { runTorch, torchPython } from '../parity/real-torch.js';

const fixtures = fileURLToPath(new URL('../../../test/nn/fixtures/', import.meta.url));
const file = (name: string) => path.join(fixtures, name);
const make = () => new nn.Sequential(new nn.Linear(2, 3), new nn.BatchNorm1d(3));
const folder = await newFolder();

interface Checkpoint {
  readonly model: nn.StateDict;
  readonly optimizer: TorchOptimizerState;
  readonly [name: string]: unknown;
}

describe('A file of torch.save', () => {
  it('with a state dict loads into the same module', async () => {
    const net = make();
    net.loadStateDict(await nn.load(file('state.pt')));
    assert.equal(net.stateDict()['1.num_batches_tracked'].dtype, 'int32');
  });

  it('with a checkpoint gives the model, the optimizer and what else there is', async () => {
    const { model, optimizer, ...rest } = await nn.loadTorch<Checkpoint>(file('checkpoint.pt'));
    const net = make();
    net.loadStateDict(model);
    const adam = new Adam(net.parameters());
    adam.loadStateDict(optimizer);
    assert.equal(adam.paramGroups[0].lr, 0.5);
    assert.ok(adam.stateDict().state[0].exp_avg instanceof Tensor);
    const values = Object.entries(rest).map(([name, value]) => [
      name,
      value instanceof Tensor ? [value.dtype, value.toArray()] : value,
    ]);
    assert.deepEqual(Object.fromEntries(values), {
      epoch: 3,
      rate: 0.1,
      names: ['a', 'b'],
      none: null,
      set: new Set([1, 2]),
      big: 2n ** 70n,
      minus: -7,
      parameter: ['float32', [1, 1]],
      half: ['float32', [1.5, -2]],
      bfloat16: ['float32', [1.5, -2]],
      double: ['float32', [1.5, -2]],
      uint8: ['int32', [255]],
      bool: ['bool', [1, 0]],
      long: ['int32', [[1, -2]]],
      empty: ['float32', []],
      view: [
        'float32',
        [
          [1, 5, 9],
          [2, 6, 10],
        ],
      ],
      scalar: ['float32', 4],
      size: [2, 3],
    });
  });

  it('with more than a state dict says which part to take', async () => {
    await assert.rejects(
      nn.load(file('checkpoint.pt')),
      /holds 'epoch', which is no tensor.*loadTorch/s,
    );
  });

  it('with a whole module is refused: its code is not run', async () => {
    await assert.rejects(
      nn.load(file('module.pt')),
      /torch\.nn\.modules\.container\.Sequential.*never done.*state_dict\(\)/s,
    );
  });

  it('of before PyTorch 1.6 gives the same state dict', async () => {
    const [now, before] = await Promise.all(
      ['state.pt', 'before-1.6.pt'].map((name) => nn.load(file(name))),
    );
    assert.deepEqual(Object.keys(before), Object.keys(now));
    for (const [key, tensor] of Object.entries(now)) {
      assert.equal(before[key].dtype, tensor.dtype);
      assert.deepEqual(before[key].toArray(), tensor.toArray());
    }
  });

  it('that is another file is told apart', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    assert.throws(
      () => fromTorchFile(bytes('version https://git-lfs.github.com/spec/v1\noid sha256:1')),
      /a pointer of Git LFS .* git lfs pull/,
    );
    assert.throws(
      () => fromTorchFile(nn.toSafetensors({ a: tensor([1]) })),
      /looks like safetensors\. Read it by load\(path\)/,
    );
    assert.throws(
      () => fromTorchFile(bytes('hello')),
      /^TorchFileError: It is no file of torch\.save\.$/,
    );
  });

  it('that is cut off or damaged anywhere is an error of its own or read, never a crash', async () => {
    const attempt = (bytes: Uint8Array, what: string) => {
      try {
        fromTorchFile(bytes);
      } catch (error) {
        const isOurs = error instanceof nn.TorchFileError || error instanceof nn.SafetensorsError;
        assert.ok(isOurs, `${what}: ${error}`);
      }
    };
    for (const name of ['state.pt', 'before-1.6.pt']) {
      const whole = await readFile(file(name));
      for (let length = 0; length < whole.length; length += 7) {
        attempt(whole.subarray(0, length), `${name} cut off at ${length}`);
      }
      for (let at = 0; at < whole.length; at += 3) {
        const damaged = Uint8Array.from(whole);
        damaged[at] ^= 0xff;
        attempt(damaged, `${name} damaged at ${at}`);
      }
    }
  });
});

if (torchPython !== undefined) {
  const model = () =>
    new nn.Sequential(
      new nn.Conv2d(1, 2, 3),
      new nn.BatchNorm2d(2),
      new nn.Flatten(),
      new nn.Linear(8, 3),
    );
  const torchModel = `
from torch import nn
net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))
x = torch.arange(16.).reshape(1, 1, 4, 4) / 16
`;

  it('what the real PyTorch saves gives its outputs here', async () => {
    const saved = path.join(folder, 'saved.pt');
    const expected = await runTorch(
      `${torchModel}
net(torch.randn(4, 1, 4, 4))
torch.save(net.state_dict(), sys.argv[1])
print(json.dumps(net.eval()(x).tolist()))`,
      saved,
    );
    const net = model();
    net.loadStateDict(await nn.load(saved));
    const output = net.eval()(arange(16).float().reshape([1, 1, 4, 4]).div(16));
    assert.ok(output.allclose(tensor(expected as number[][]), { atol: 1e-6 }));
  });

  it('what is saved here gives the same outputs in the real PyTorch', async () => {
    const saved = path.join(folder, 'saved.safetensors');
    const net = model();
    net(randn([4, 1, 4, 4]));
    await nn.save(net.stateDict(), saved);
    // The format as its specification has it: PyTorch itself brings no reader.
    const given = await runTorch(
      `${torchModel}
raw = open(sys.argv[1], 'rb').read()
size = int.from_bytes(raw[:8], 'little')
header = json.loads(raw[8:8 + size])
types = {'F32': torch.float32, 'I64': torch.int64}
def read(e):
    begin, end = (8 + size + o for o in e['data_offsets'])
    return torch.frombuffer(bytearray(raw[begin:end]), dtype=types[e['dtype']]).reshape(e['shape'])
net.load_state_dict({k: read(e) for k, e in header.items() if k != '__metadata__'})
print(json.dumps(net.eval()(x).tolist()))`,
      saved,
    );
    const output = net.eval()(arange(16).float().reshape([1, 1, 4, 4]).div(16));
    assert.ok(output.allclose(tensor(given as number[][]), { atol: 1e-6 }));
  });
}
