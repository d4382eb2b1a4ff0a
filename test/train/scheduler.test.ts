/** Schedulers in `fit`. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataLoader, TensorDataset } from '../../src/data/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { randint, randn } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';

function setUp() {
  manualSeed(0);
  const loader = new DataLoader(new TensorDataset(randn([32, 4]), randint(0, 3, [32])), {
    batchSize: 8,
  });
  const net = new nn.Linear(4, 3);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  return { loader, net, optimizer, criterion: new nn.CrossEntropyLoss() };
}

test('a plateau is told the loss of each epoch', async () => {
  const { loader, net, optimizer, criterion } = setUp();
  // No improvement is ever enough: the rate falls after each epoch but the first.
  const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, {
    patience: 0,
    factor: 0.5,
    threshold: 1e9,
    thresholdMode: 'abs',
  });
  const { epochs } = await fit(net, loader, {
    epochs: 4,
    optimizer,
    criterion,
    scheduler,
    callbacks: [],
  });
  assert.deepEqual(
    epochs.map(({ lr }) => lr),
    [0.1, 0.1, 0.05, 0.025],
  );
});

test('a schedule of the momentum reaches the steps', async () => {
  const trained = async (momentum: number) => {
    const { loader, net, optimizer, criterion } = setUp();
    const scheduler = new optim.lrScheduler.CyclicLR(optimizer, 0.1, 0.1, {
      stepSizeUp: 1,
      baseMomentum: momentum,
      maxMomentum: 0.9,
    });
    const { epochs } = await fit(net, loader, {
      epochs: 2,
      optimizer,
      criterion,
      scheduler,
      scheduleBy: 'epoch',
      callbacks: [],
    });
    return epochs.map(({ loss }) => loss);
  };
  const [steady, cycled] = [await trained(0.9), await trained(0.1)];
  assert.equal(steady[0], cycled[0]);
  assert.notEqual(steady[1], cycled[1]);
});
