/** Models that were put on a device, or on two: they train there as anywhere. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { device, fit, manualSeed, nn, optim, type Tensor } from '../../src/index.js';
import { assertClose } from '../assert-close.js';
import { smallTraining, weightsOf } from './small-training.js';

before(async () => {
  process.env.GRADBOOK_CPU_DEVICES = '4';
  await device('cpu');
});

/** Two layers on two devices. */
class Pipeline extends nn.Module {
  first = new nn.Linear(20, 16);
  second = new nn.Linear(16, 2);
  constructor(readonly devices: readonly ['cpu:0' | 'cpu:1', 'cpu:0' | 'cpu:3']) {
    super();
    this.first.to(devices[0]);
    this.second.to(devices[1]);
  }
  forward(x: Tensor) {
    const hidden = this.first(x.to(this.devices[0])).relu();
    return this.second(hidden.to(this.devices[1]));
  }
}

test('a model whose layers are on two devices trains as on one', async () => {
  const losses: number[][] = [];
  for (const devices of [
    ['cpu:0', 'cpu:0'],
    ['cpu:1', 'cpu:3'],
  ] as const) {
    const { loader, criterion } = smallTraining();
    manualSeed(2);
    const net = new Pipeline(devices);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
    const found: number[] = [];
    for (const [inputs, labels] of loader) {
      optimizer.zeroGrad();
      const loss = criterion(net(inputs), labels.to(devices[1]));
      loss.backward();
      optimizer.step();
      found.push(loss.item());
    }
    losses.push(found);
    assert.deepEqual(
      net.parameters().map((parameter) => parameter.device),
      [devices[0], devices[0], devices[1], devices[1]],
    );
  }
  assertClose(losses[1], losses[0], 1e-6);
});

test('a model trains on the device that it was put on, and draws there what it draws elsewhere', async () => {
  const run = async (label: 'cpu:0' | 'cpu:2') => {
    const { net, loader, optimizer, criterion } = smallTraining();
    net.to(label);
    const history = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
    assert.deepEqual(history.mode, { kind: 'compiled' });
    assert.deepEqual(history.devices, [label]);
    assert.deepEqual([...new Set(net.parameters().map((one) => one.device))], [label]);
    return { losses: history.stepLosses, weights: weightsOf(net) };
  };
  // Dropout among it: the masks come from the host's generator.
  assert.deepEqual(await run('cpu:2'), await run('cpu:0'));
});
