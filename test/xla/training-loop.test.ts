/** A training loop written by hand, as the engine sees it: how many programs it costs, and that nothing is left behind. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  DataLoader,
  device,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  TensorDataset,
} from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';
import { collectGarbage } from '../collect-garbage.js';

before(() => device('cpu'));

/** A network, its optimizer, and a function that trains one pass over `samples`. */
function training(samples: number, batchSize: number) {
  manualSeed(0);
  const net = new nn.Sequential(
    new nn.Linear(6, 8),
    new nn.ReLU(),
    new nn.Dropout(0.1),
    new nn.Linear(8, 3),
  );
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  const dataset = new TensorDataset(randn([samples, 6]), randint(0, 3, [samples]));
  const loader = new DataLoader(dataset, { batchSize, shuffle: true });
  const pass = () => {
    let last = Number.NaN;
    for (const [inputs, targets] of loader) {
      optimizer.zeroGrad();
      const loss = criterion(net(inputs), targets);
      loss.backward();
      optimizer.step();
      last = loss.item();
    }
    return last;
  };
  return { net, optimizer, pass };
}

/** Programs that `run` compiles or loads, and that it runs. */
function programsOf(run: () => void): { made: number; run: number } {
  const start = statistics();
  run();
  const end = statistics();
  return {
    made: end.compilations + end.loads - start.compilations - start.loads,
    run: end.executions - start.executions,
  };
}

describe('the programs of a training loop', () => {
  test('are one for all steps, and one for the smaller last batch', () => {
    const { pass } = training(44, 8);
    assert.deepEqual(programsOf(pass), { made: 2, run: 6 });
    assert.deepEqual(programsOf(pass), { made: 0, run: 6 });
  });

  test('stay the same when the learning rate changes, which lies on the device', () => {
    const { optimizer, pass } = training(40, 8);
    pass();
    const [group] = optimizer.paramGroups;
    const slower = () => {
      group.lr *= 0.5;
      pass();
    };
    slower();
    assert.equal(programsOf(slower).made, 0);
  });
});

test('10,000 steps leave no tensor, buffer or byte more than 1,000', async () => {
  const { pass } = training(800, 8);
  const after = async (passes: number) => {
    for (let i = 0; i < passes; i++) pass();
    // What keeps a tensor may be found a collection before it.
    for (let i = 0; i < 3; i++) await collectGarbage();
    const { liveBuffers, liveBytes, pendingNodes, programs } = statistics();
    return { liveBuffers, liveBytes, pendingNodes, programs, tensors: tf.memory().numTensors };
  };
  const early = await after(10);
  assert.deepEqual(await after(90), early);
});
