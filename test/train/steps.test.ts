/** What a step of `fit` may consist of: gradients of several batches, schedules by batch, averages, closures. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { device, FitError, type FitOptions, fit, noGrad, optim } from '../../src/index.js';
import { assertClose } from '../assert-close.js';
import { newFolder } from '../new-folder.js';
import { trainByHand } from './by-hand.js';
import { STEPS, smallTraining, type Training, weightsOf } from './small-training.js';

const { AveragedModel, getEmaAvgFn } = optim.swaUtils;

before(async () => {
  await device('cpu');
});

type More = Partial<FitOptions> | ((training: Training) => Partial<FitOptions>);

async function fitted(more: More, epochs = 2) {
  const training = smallTraining();
  const { net, loader, optimizer, criterion } = training;
  const given = typeof more === 'function' ? more(training) : more;
  const options = { epochs, optimizer, criterion, callbacks: [], ...given };
  const history = await fit(net, loader, options);
  return { ...training, ...options, history, weights: weightsOf(net) };
}

describe('Gradients of several batches', () => {
  test('make one step, as in a loop by hand; the last ones of an epoch too', async () => {
    const { net, loader, optimizer, criterion } = smallTraining();
    const losses: number[] = [];
    net.train();
    for (let epoch = 0; epoch < 2; epoch++) {
      let done = 0;
      optimizer.zeroGrad();
      for (const [inputs, targets] of loader) {
        const loss = criterion(net(inputs), targets);
        loss.div(3).backward();
        losses.push(loss.item());
        if (++done % 3 !== 0 && done < loader.length) continue;
        optimizer.step();
        optimizer.zeroGrad();
      }
    }
    const { history, weights } = await fitted({ accumulate: 3 });
    assertClose(history.stepLosses, losses, 2e-5);
    assertClose(weights, weightsOf(net), 2e-5);
  });

  test('can be clipped: there is a norm for each step', async () => {
    const { history } = await fitted({ accumulate: 3, clipGradNorm: 0.1 });
    assert.equal(history.gradientNorms.length, 2 * Math.ceil(STEPS / 3));
    assert.equal(history.stepLosses.length, 2 * STEPS);
  });

  test('may not wait over a checkpoint', async () => {
    const checkpoints = { folder: await newFolder(), every: 4 };
    await assert.rejects(fitted({ accumulate: 3, checkpoints }), FitError);
  });
});

describe('A schedule by batch', () => {
  const oneCycle = ({ optimizer }: Training) =>
    new optim.lrScheduler.OneCycleLR(optimizer, 0.1, { epochs: 2, stepsPerEpoch: STEPS });

  test('is that of the loop by hand, rates and momenta, in one program', async () => {
    const training = smallTraining();
    const { net, optimizer } = training;
    const scheduler = oneCycle(training);
    trainByHand(training, 2, () => scheduler.step());
    const result = await fitted((given) => ({ scheduler: oneCycle(given) }));
    assert.deepEqual(result.history.mode, { kind: 'compiled' });
    assertClose(result.weights, weightsOf(net), 2e-5);
    assert.equal(result.optimizer.paramGroups[0].lr, optimizer.paramGroups[0].lr);
  });

  test('can be asked of any scheduler but one that watches epochs', async () => {
    const { optimizer } = await fitted(({ optimizer }) => ({
      scheduler: new optim.lrScheduler.ExponentialLR(optimizer, 0.9),
      scheduleBy: 'batch',
    }));
    assertClose(optimizer.paramGroups[0].lr, 0.01 * 0.9 ** (2 * STEPS));
    const plateau = ({ optimizer }: Training): Partial<FitOptions> => ({
      scheduler: new optim.lrScheduler.ReduceLROnPlateau(optimizer),
      scheduleBy: 'batch',
    });
    await assert.rejects(fitted(plateau), FitError);
  });

  test('goes on with a resumed run', async () => {
    const whole = await fitted((given) => ({ scheduler: oneCycle(given) }));
    const checkpoints = { folder: await newFolder(), every: 2 };
    const cut = smallTraining();
    const options = { epochs: 2, criterion: cut.criterion, callbacks: [], checkpoints };
    const run = fit(cut.net, cut.loader, {
      ...options,
      optimizer: cut.optimizer,
      scheduler: oneCycle(cut),
    });
    run.on('steps', () => run.stop('cut off'));
    await run;
    const resumed = await fitted((given) => ({
      scheduler: oneCycle(given),
      checkpoints,
      resume: 'auto',
    }));
    assert.deepEqual(resumed.weights, whole.weights);
  });
});

describe('Averaged weights', () => {
  test('are taken after each step, in the same program', async () => {
    const training = smallTraining();
    const { net } = training;
    const average = new AveragedModel(net, { avgFn: getEmaAvgFn(0.9) });
    trainByHand(training, 2, () => average.updateParameters(net));
    const { history, averaged } = await fitted(({ net }) => ({
      averaged: new AveragedModel(net, { avgFn: getEmaAvgFn(0.9) }),
    }));
    assert.deepEqual(history.mode, { kind: 'compiled' });
    assert.ok(averaged);
    assertClose(weightsOf(averaged), weightsOf(average), 2e-5);
    assert.equal(averaged.nAveraged.item(), 2 * STEPS);
  });

  test('can be loaded into the model', async () => {
    const { net, averaged } = await fitted(({ net }) => ({ averaged: new AveragedModel(net) }));
    assert.ok(averaged);
    net.loadStateDict(averaged.averagedState());
    assert.deepEqual(weightsOf(net), weightsOf(averaged));
  });
});

test('L-BFGS trains in fit, which says why it goes step by step', async () => {
  const { history } = await fitted(({ net }) => ({
    optimizer: new optim.LBFGS(net.parameters(), { maxIter: 3, lineSearchFn: 'strong_wolfe' }),
  }));
  assert.equal(history.mode.kind, 'step by step');
  assert.ok(history.epochs[1].loss < history.epochs[0].loss);
});

test('an optimizer goes on from a saved state, to the same bits', async () => {
  const train = (epochs: number, training: Training) => {
    const { net, loader, optimizer, criterion } = training;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const [inputs, targets] of loader) {
        optimizer.zeroGrad();
        criterion(net.eval()(inputs), targets).backward();
        optimizer.step();
      }
    }
  };
  const first = smallTraining();
  train(1, first);
  const second = smallTraining();
  noGrad(() => second.net.loadStateDict(first.net.stateDict()));
  const { state, paramGroups } = first.optimizer.stateDict();
  // As PyTorch names it.
  const groups = paramGroups.map(({ weightDecay, ...group }) => ({
    ...group,
    weight_decay: weightDecay,
  }));
  second.optimizer.loadStateDict({ state, param_groups: groups });
  const order = first.loader.epochOrder();
  for (const { net, loader, optimizer, criterion } of [first, second]) {
    for (const [inputs, targets] of loader.batches(order)) {
      optimizer.zeroGrad();
      criterion(net.eval()(inputs), targets).backward();
      optimizer.step();
    }
  }
  assert.deepEqual(weightsOf(second.net), weightsOf(first.net));
});
