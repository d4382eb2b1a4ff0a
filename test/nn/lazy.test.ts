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

  it('takes the state of a plain one once it has its size', () => {
    const plain = new nn.Linear(3, 2);
    const lazy = new nn.LazyLinear(2);
    assert.throws(() => lazy.loadStateDict(plain.stateDict()), /weight has shape \[2, 3\]/);
    lazy(zeros([1, 3]));
    lazy.loadStateDict(plain.stateDict());
    const x = randn([2, 3]);
    assert.ok(lazy(x).equal(plain(x)));
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
