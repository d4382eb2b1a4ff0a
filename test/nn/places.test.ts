/** What PyTorch's programs give by its place or by its name: both are the same here. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import * as autograd from '../../src/tensor/autograd-namespace.js';
import { onesLike, randn, type Tensor, tensor } from '../../src/tensor/index.js';

const F = nn.functional;

describe('A layer made by places is the one made by names', () => {
  const layers: [string, nn.Module<never, unknown>, nn.Module<never, unknown>][] = [
    [
      'Conv2d',
      new nn.Conv2d(4, 8, 3, 2, 1, 1, 4, false),
      new nn.Conv2d(4, 8, { kernelSize: 3, stride: 2, padding: 1, groups: 4, bias: false }),
    ],
    [
      'ConvTranspose2d',
      new nn.ConvTranspose2d(4, 8, 4, 2, 1, 1, 2),
      new nn.ConvTranspose2d(4, 8, {
        ...{ kernelSize: 4, stride: 2, padding: 1, outputPadding: 1, groups: 2 },
      }),
    ],
    ['LazyConv1d', new nn.LazyConv1d(8, 3, 2), new nn.LazyConv1d(8, { kernelSize: 3, stride: 2 })],
    ['MaxPool2d', new nn.MaxPool2d(3, 2), new nn.MaxPool2d({ kernelSize: 3, stride: 2 })],
    ['AvgPool1d', new nn.AvgPool1d(3, 2), new nn.AvgPool1d({ kernelSize: 3, stride: 2 })],
    ['Linear', new nn.Linear(2, 3, false), new nn.Linear(2, 3, { bias: false })],
    ['Embedding', new nn.Embedding(5, 2, 0), new nn.Embedding(5, 2, { paddingIdx: 0 })],
    ['LayerNorm', new nn.LayerNorm(4, 1e-6), new nn.LayerNorm(4, { eps: 1e-6 })],
    ['RMSNorm', new nn.RMSNorm(4, 1e-6), new nn.RMSNorm(4, { eps: 1e-6 })],
    ['GroupNorm', new nn.GroupNorm(2, 4, 1e-6), new nn.GroupNorm(2, 4, { eps: 1e-6 })],
    [
      'BatchNorm2d',
      new nn.BatchNorm2d(4, 1e-3, 0.2),
      new nn.BatchNorm2d(4, { eps: 1e-3, momentum: 0.2 }),
    ],
  ];
  const shapes = (layer: nn.Module<never, unknown>) =>
    Object.entries(layer.stateDict()).map(([key, { shape }]) => [key, shape]);
  for (const [name, byPlace, byName] of layers) {
    it(name, () => {
      assert.equal(byPlace.toString(), byName.toString());
      assert.deepEqual(shapes(byPlace), shapes(byName));
    });
  }

  it('MultiheadAttention takes its dropout, and its weights are without what is dropped', () => {
    const attention = new nn.MultiheadAttention(8, 2, 1, { batchFirst: true });
    const x = randn(1, 3, 8);
    const [, weights] = attention(x, x, x);
    assert.equal(weights?.abs().sum().item(), 0);
  });

  it('a name that there is not is refused, and so is what has no place', () => {
    assert.throws(() => new nn.Conv2d(4, 8, { kernel: 3 } as never), /no option 'kernel'/);
    const many = [3, 1, 0, 1, 1, true, 'zeros'] as never[];
    assert.throws(() => new nn.Conv2d(4, 8, ...(many as [never])), /by their places stand only/);
  });
});

describe('A function called by places gives what it gives by names', () => {
  const [x, image, weight] = [randn(3, 4), randn(1, 2, 4, 4), randn(4, 2, 3, 3)];
  const q = randn(1, 2, 3, 4);
  const bias = randn(4);
  const calls: [string, () => Tensor, () => Tensor][] = [
    [
      'pad',
      () => F.pad(image, [1, 1], 'constant', 2),
      () => F.pad(image, [1, 1], { mode: 'constant', value: 2 }),
    ],
    [
      'pad by a mirror',
      () => F.pad(image, [1, 1], 'reflect'),
      () => F.pad(image, [1, 1], { mode: 'reflect' }),
    ],
    ['normalize', () => F.normalize(x, 1, 0), () => F.normalize(x, { p: 1, dim: 0 })],
    [
      'layerNorm',
      () => F.layerNorm(x, [4], bias, bias, 1e-3),
      () => F.layerNorm(x, [4], { weight: bias, bias, eps: 1e-3 }),
    ],
    [
      'cosineSimilarity',
      () => F.cosineSimilarity(x, x.add(1), 0),
      () => F.cosineSimilarity(x, x.add(1), { dim: 0 }),
    ],
    [
      'interpolate',
      () => F.interpolate(image, [8, 8], undefined, 'bilinear', true),
      () => F.interpolate(image, { size: [8, 8], mode: 'bilinear', alignCorners: true }),
    ],
    [
      'interpolate by a factor',
      () => F.interpolate(image, undefined, 2),
      () => F.interpolate(image, { scaleFactor: 2 }),
    ],
    [
      'scaledDotProductAttention',
      () => F.scaledDotProductAttention(q, q, q, undefined, 0, true),
      () => F.scaledDotProductAttention(q, q, q, { isCausal: true }),
    ],
    [
      'conv2d',
      () => F.conv2d(image, weight, null, 2, 1),
      () => F.conv2d(image, weight, { stride: 2, padding: 1 }),
    ],
    [
      'conv2d with its bias',
      () => F.conv2d(image, weight, bias, 2, { padding: 1 }),
      () => F.conv2d(image, weight, { bias, stride: 2, padding: 1 }),
    ],
    [
      'maxPool2d',
      () => F.maxPool2d(image, 3, 1, 1),
      () => F.maxPool2d(image, { kernelSize: 3, stride: 1, padding: 1 }),
    ],
    [
      'unfold',
      () => F.unfold(image, 2, { stride: 2 }),
      () => F.unfold(image, { kernelSize: 2, stride: 2 }),
    ],
    [
      'gumbelSoftmax',
      () => drawn(() => F.gumbelSoftmax(x, 0.5, true)),
      () => drawn(() => F.gumbelSoftmax(x, { tau: 0.5, hard: true })),
    ],
  ];
  function drawn(make: () => Tensor): Tensor {
    manualSeed(0);
    return make();
  }
  for (const [name, byPlace, byName] of calls) {
    it(name, () => assert.deepEqual(byPlace().toArray(), byName().toArray()));
  }

  it('autograd.grad takes outputs and inputs by name', () => {
    const at = tensor([1, 2]).requiresGrad_();
    const outputs = at.pow(3);
    const [slope] = autograd.grad({ outputs, inputs: at, gradOutputs: onesLike(outputs) });
    assert.deepEqual(slope.toArray(), [3, 12]);
  });

  it('clipGradNorm_ takes its limit by name, and which norm by place', () => {
    const fc = new nn.Linear(2, 1);
    fc.weight.sum().backward();
    const limit = nn.utils.clipGradNorm_(fc.parameters(), { maxNorm: 0.5, normType: 1 });
    assert.equal(limit.item(), 2);
    nn.utils.clipGradNorm_(fc.parameters(), 0.25, Infinity);
    for (const one of fc.weight.grad?.flatten() ?? []) {
      assert.ok(Math.abs(one.item() - 0.25) < 1e-5);
    }
  });
});

describe('Optimizers and schedulers', () => {
  const { lrScheduler } = optim;

  it('take the learning rate by its place', () => {
    const { parameters } = { parameters: new nn.Linear(2, 1).parameters() };
    for (const one of [new optim.Adam(parameters, 0.25), new optim.SGD(parameters, 0.25)]) {
      assert.equal(one.paramGroups[0].lr, 0.25);
    }
  });

  const rates = (make: (optimizer: optim.Optimizer) => { step(figure: number): void }) => {
    const optimizer = new optim.SGD(new nn.Linear(2, 1).parameters(), { lr: 1, momentum: 0.9 });
    const scheduler = make(optimizer);
    return Array.from({ length: 8 }, (_, i) => {
      optimizer.step();
      scheduler.step(i);
      return optimizer.paramGroups[0].lr;
    });
  };
  const pairs: [string, Parameters<typeof rates>[0], Parameters<typeof rates>[0]][] = [
    [
      'StepLR',
      (o) => new lrScheduler.StepLR(o, 3, 0.5),
      (o) => new lrScheduler.StepLR(o, { stepSize: 3, gamma: 0.5 }),
    ],
    [
      'MultiStepLR',
      (o) => new lrScheduler.MultiStepLR(o, [2, 4], 0.5),
      (o) => new lrScheduler.MultiStepLR(o, { milestones: [2, 4], gamma: 0.5 }),
    ],
    [
      'ExponentialLR',
      (o) => new lrScheduler.ExponentialLR(o, 0.5),
      (o) => new lrScheduler.ExponentialLR(o, { gamma: 0.5 }),
    ],
    [
      'CosineAnnealingLR',
      (o) => new lrScheduler.CosineAnnealingLR(o, 5, 0.1),
      (o) => new lrScheduler.CosineAnnealingLR(o, { tMax: 5, etaMin: 0.1 }),
    ],
    [
      'OneCycleLR',
      (o) => new lrScheduler.OneCycleLR(o, 0.5, 20),
      (o) => new lrScheduler.OneCycleLR(o, { maxLr: 0.5, totalSteps: 20 }),
    ],
    [
      'ReduceLROnPlateau',
      (o) => new lrScheduler.ReduceLROnPlateau(o, 'min', 0.5, 2),
      (o) => new lrScheduler.ReduceLROnPlateau(o, { mode: 'min', factor: 0.5, patience: 2 }),
    ],
  ];
  for (const [name, byPlace, byName] of pairs) {
    it(`${name} by places has the rates that it has by names`, () => {
      assert.deepEqual(rates(byPlace), rates(byName));
      assert.ok(new Set(rates(byPlace)).size > 1);
    });
  }
});
