/** Layers that find the size of their input: what they are before, what they become. Figures: test/parity. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import { SGD } from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { rand, randn, zeros } from '../../src/tensor/index.js';

describe('A lazy layer', () => {
  it('draws nothing and has no size before its first batch', () => {
    manualSeed(3);
    const layer = new nn.LazyConv2d(8, 3);
    const drawn = rand([1]).item();
    manualSeed(3);
    assert.equal(rand([1]).item(), drawn);
    assert.match(String(layer), /^LazyConv2d\(0, 8, kernel_size=\(3, 3\)/);
    assert.equal(layer.weight.numel(), 0);
  });

  it('is the plain layer afterwards, with the weights that this one would have', () => {
    manualSeed(3);
    const lazy = new nn.Sequential(new nn.LazyLinear(4), new nn.ReLU(), new nn.LazyLinear(2));
    lazy(zeros([1, 7]));
    manualSeed(3);
    const plain = new nn.Sequential(new nn.Linear(7, 4), new nn.ReLU(), new nn.Linear(4, 2));
    assert.equal(String(lazy), String(plain));
    for (const [name, value] of Object.entries(plain.stateDict())) {
      assert.ok(lazy.stateDict()[name].equal(value), name);
    }
    assert.equal(lazy.at(0).constructor, nn.Linear);
    assert.throws(() => lazy(zeros([1, 8])), /inFeatures = 7/);
  });

  it('trains', () => {
    const net = new nn.Sequential(
      new nn.LazyConv2d(2, 3),
      new nn.LazyBatchNorm2d(),
      new nn.Flatten(),
    );
    const x = randn([4, 3, 6, 6]);
    net(x);
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const [kernel] = net.parameters();
    const before = kernel.clone();
    net(x).pow(3).mean().backward();
    optimizer.step();
    assert.ok(!kernel.equal(before));
    assert.deepEqual(kernel.shape, [2, 3, 3, 3]);
  });

  it('takes the state of a plain one, and its size, before the first batch', () => {
    const plain = new nn.Sequential(
      new nn.Conv2d(2, 4, 3, { groups: 2 }),
      new nn.BatchNorm2d(4),
      new nn.ConvTranspose2d(4, 6, 2, { groups: 2 }),
      new nn.InstanceNorm2d(6, { affine: true, trackRunningStats: true }),
      new nn.Flatten(),
      new nn.Linear(150, 2),
    );
    plain(randn([3, 2, 6, 6]));
    const lazy = new nn.Sequential(
      new nn.LazyConv2d(4, 3, { groups: 2 }),
      new nn.LazyBatchNorm2d(),
      new nn.LazyConvTranspose2d(6, 2, { groups: 2 }),
      new nn.LazyInstanceNorm2d(),
      new nn.Flatten(),
      new nn.LazyLinear(2),
    );
    manualSeed(4);
    const drawn = rand([1]).item();
    manualSeed(4);
    const found = lazy.loadStateDict(plain.stateDict());
    assert.equal(rand([1]).item(), drawn, 'it draws weights that are overwritten');
    assert.deepEqual(found, { missingKeys: [], unexpectedKeys: [] });
    assert.equal(String(lazy), String(plain));
    const x = randn([3, 2, 6, 6]);
    assert.ok(lazy.eval()(x).equal(plain.eval()(x)));
  });

  it('stays without a size where nothing could be loaded', () => {
    const first = new nn.LazyLinear(2);
    const lazy = new nn.Sequential(first, new nn.Linear(2, 2));
    const other = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 4));
    assert.throws(() => lazy.loadStateDict(other.stateDict()), /1\.weight has shape \[4, 2\]/);
    assert.match(String(first), /^LazyLinear\(in_features=0/);
    assert.equal(first.weight.numel(), 0);
    lazy(zeros([1, 5]));
    assert.deepEqual(first.weight.shape, [2, 5]);
  });

  it('says what it would have where the outputs differ', () => {
    const lazy = new nn.LazyLinear(2);
    const state = new nn.Linear(3, 5).stateDict();
    assert.throws(() => lazy.loadStateDict(state), /shape \[5, 3\], the module's is \[2, 3\]/);
  });

  it('draws what a state dict leaves out', () => {
    const lazy = new nn.LazyLinear(4);
    const { weight } = new nn.Linear(3, 4).stateDict();
    assert.deepEqual(lazy.loadStateDict({ weight }, { strict: false }).missingKeys, ['bias']);
    assert.ok(lazy.weight.equal(weight));
    assert.ok(lazy.bias.abs().max().item() > 0);
  });

  it('stays frozen', () => {
    const lazy = new nn.LazyLinear(2).requiresGrad_(false);
    lazy(zeros([1, 3]));
    assert.ok(lazy.parameters().every(({ requiresGrad }) => !requiresGrad));
  });
});

describe('A transposed convolution', () => {
  it('gives the output size that is asked for', () => {
    const layer = new nn.ConvTranspose2d(1, 2, 3, { stride: 2, padding: 1 });
    const other = new nn.ConvTranspose2d(1, 2, 3, { stride: 2, padding: 1, outputPadding: [1, 0] });
    other.loadStateDict(layer.stateDict());
    const x = randn([1, 1, 4, 5]);
    assert.ok(layer.withOutputSize(x, [8, 9]).equal(other(x)));
    assert.ok(layer.withOutputSize(x, [1, 2, 7, 9]).equal(layer(x)));
  });
});
