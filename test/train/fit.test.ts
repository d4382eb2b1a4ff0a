/** fit and evaluate: the same numbers as the loop by hand, few programs, clear errors. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Callback,
  DataLoader,
  device,
  earlyStopping,
  evaluate,
  fit,
  nn,
  optim,
  randn,
  type Tensor,
  TensorDataset,
} from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';
import { collectGarbage } from '../collect-garbage.js';
import { trainByHand } from './by-hand.js';
import { FEATURES, smallTraining } from './small-training.js';

before(async () => {
  await device('cpu');
});

test('fit gives the losses of the loop by hand, dropout and the smaller last batch included', async () => {
  const expected = trainByHand(smallTraining(), 3);
  const { net, loader, optimizer, criterion } = smallTraining();
  const history = await fit(net, loader, { epochs: 3, optimizer, criterion, callbacks: [] });
  assert.deepEqual(history.mode, { kind: 'compiled' });
  assertClose(history.stepLosses, expected, 1e-4);
});

test('on another backend fit goes step by step, says why, and gives the same numbers', async () => {
  const expected = trainByHand(smallTraining(), 2);
  await device('cpu-js');
  try {
    const { net, loader, optimizer, criterion } = smallTraining();
    const history = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
    assert.equal(history.mode.kind, 'step by step');
    assertClose(history.stepLosses, expected, 1e-4);
  } finally {
    await device('cpu');
  }
});

test('a model that was made on one device trains on another, and back', async () => {
  const expected = trainByHand(smallTraining(), 3);
  const training = smallTraining();
  const losses: number[] = [];
  for (const name of ['cpu', 'cpu-js', 'cpu'] as const) {
    await device(name);
    losses.push(...trainByHand(training, 1));
  }
  assertClose(losses, expected, 1e-4);
});

test('the loop by hand runs one program a step, compiled once for each batch size', () => {
  const training = smallTraining();
  trainByHand(training, 1);
  const start = statistics();
  trainByHand(training, 2);
  const end = statistics();
  assert.equal(end.compilations - start.compilations, 0);
  assert.equal(end.executions - start.executions, 2 * training.loader.length);
  // What is small lives until it is collected; parameters are not among it.
  assert.ok(end.liveBytes - start.liveBytes < 64 * 1024);
});

test('fit compiles its loop once for all epochs', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { optimizer, criterion, callbacks: [] };
  const start = statistics().compilations;
  await fit(net, loader, { epochs: 4, ...options });
  // The loop, and the step of the smaller last batch.
  assert.ok(statistics().compilations - start <= 2 + 2);
  const after = statistics().compilations;
  await fit(net, loader, { epochs: 4, ...options });
  assert.equal(statistics().compilations, after);
});

test('a changed learning rate takes effect without a new program', async () => {
  const { net, loader, criterion } = smallTraining();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const scheduler = new optim.StepLR(optimizer, { stepSize: 1, gamma: 0 });
  await fit(net, loader, { epochs: 1, optimizer, criterion, callbacks: [] });
  const compilations = statistics().compilations;
  const weights = () => Array.from(net.parameters()[0].dataSync());
  scheduler.step();
  const before = weights();
  await fit(net, loader, { epochs: 1, optimizer, criterion, callbacks: [] });
  assert.deepEqual(weights(), before);
  assert.equal(statistics().compilations, compilations);
});

test('options that change from run to run, as tuned ones do, make no more than a second program', async () => {
  const trained = async (momentum: number, weightDecay: number) => {
    const { net, loader, criterion } = smallTraining();
    const options = { lr: 0.1, momentum, weightDecay };
    const optimizer = new optim.SGD(net.parameters(), options);
    await fit(net, loader, { epochs: 1, optimizer, criterion, callbacks: [] });
  };
  await trained(0.9, 0.1);
  await trained(0.8, 0.2);
  const { compilations } = statistics();
  await trained(0.7, 0.3);
  await trained(0.6, 0.4);
  assert.equal(statistics().compilations, compilations);
});

test('a criterion that reads a value makes fit go step by step', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const nosy = (outputs: Tensor, targets: Tensor) => {
    const loss = criterion(outputs, targets);
    loss.item();
    return loss;
  };
  const history = await fit(net, loader, { epochs: 1, optimizer, criterion: nosy, callbacks: [] });
  assert.equal(history.mode.kind, 'step by step');
  assertClose(history.stepLosses, trainByHand(smallTraining(), 1), 1e-4);
});

test('validation is measured in eval mode, and the mode is put back', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  net.eval();
  const history = await fit(net, loader, {
    epochs: 2,
    optimizer,
    criterion,
    validation: loader,
    callbacks: [],
  });
  assert.equal(net.training, false);
  const { accuracy, loss } = evaluate(net, loader);
  const last = history.epochs.at(-1);
  assertClose(last?.validationLoss, loss, 1e-5);
  assert.equal(last?.validationAccuracy, accuracy);
});

test('a callback can stop the run, and early stopping does when nothing gets better', async () => {
  const { net, loader, criterion } = smallTraining();
  const frozen = new optim.SGD(net.parameters(), { lr: 0 });
  const stopper: Callback = {
    onEpochEnd: (run, { epoch }) => (epoch === 2 ? run.stop('enough') : undefined),
  };
  const options = { epochs: 9, optimizer: frozen, criterion };
  const stopped = await fit(net, loader, { ...options, callbacks: [stopper] });
  assert.equal(stopped.epochs.length, 2);
  const patient = await fit(net, loader, {
    ...options,
    validation: loader,
    callbacks: [earlyStopping({ patience: 2 })],
  });
  assert.equal(patient.epochs.length, 3);
});

test('training leaves no tensors behind', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  const options = { epochs: 2, optimizer, criterion, validation: loader, callbacks: [] };
  await fit(net, loader, options);
  await collectGarbage();
  const before = tf.memory().numBytes;
  for (let i = 0; i < 3; i++) await fit(net, loader, options);
  await collectGarbage();
  assert.ok(tf.memory().numBytes - before < 1024, `${tf.memory().numBytes - before} bytes`);
});

test('wrong options are refused before anything runs', async () => {
  const { net, loader, optimizer, criterion } = smallTraining();
  await assert.rejects(
    fit(net, loader, { epochs: 0, optimizer, criterion }),
    /epochs must be a whole number/,
  );
  // @ts-expect-error: no optimizer
  await assert.rejects(fit(net, loader, { epochs: 1, criterion }), /pass an optimizer/);
  const watching = { epochs: 1, optimizer, criterion, callbacks: [earlyStopping()] };
  await assert.rejects(fit(net, loader, watching), /got no validation loader/);
});

test('evaluate refuses what is no classifier', () => {
  const { loader } = smallTraining();
  assert.throws(
    () =>
      evaluate(
        new nn.Linear(FEATURES, 1),
        new DataLoader(new TensorDataset(randn([4, FEATURES]), randn([4, 1]))),
      ),
    /expects logits of shape \[batch, classes\]/,
  );
  assert.ok(loader.length > 0);
});
