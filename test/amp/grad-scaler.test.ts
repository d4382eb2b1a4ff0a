/** Loss scaling: PyTorch's rules, whose figures are in test/parity/autocast.test.ts. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { amp, fit, nn, optim, Tensor, tensor } from '../../src/index.js';
import { assertClose } from '../assert-close.js';
import { newFolder } from '../new-folder.js';
import { onEngine } from '../parity/on-engine.js';
import { smallTraining, weightsOf } from '../train/small-training.js';

before(onEngine);

/** A model of one weight, whose gradient is the input. */
function oneWeight(options: amp.GradScalerOptions = {}) {
  const weight = new nn.Parameter(tensor([1]));
  const optimizer = new optim.Adam([weight], { lr: 0.1 });
  const scaler = new amp.GradScaler({ initScale: 8, growthInterval: 2, ...options });
  const step = (input: number) => {
    optimizer.zeroGrad();
    scaler.scale(weight.mul(input).sum()).backward();
    scaler.step(optimizer);
    scaler.update();
  };
  return { weight, optimizer, scaler, step };
}

const stateOf = (optimizer: optim.Optimizer) =>
  Object.values(optimizer.stateDict().state[0]).map((value) =>
    value instanceof Tensor ? value.toArray() : value,
  );

describe('GradScaler', () => {
  it('multiplies the loss, and divides the gradients before the step', () => {
    const { weight, optimizer, scaler } = oneWeight();
    const loss = scaler.scale(weight.mul(3).sum());
    assert.equal(loss.item(), 24);
    loss.backward();
    assert.deepEqual(weight.grad?.toArray(), [24]);
    scaler.unscale_(optimizer);
    assert.deepEqual(weight.grad.toArray(), [3]);
    scaler.step(optimizer);
    assert.deepEqual(weight.grad.toArray(), [3]);
  });

  it('leaves a step out whose gradient is not finite: weights and state keep their bits', () => {
    const { weight, optimizer, scaler, step } = oneWeight();
    step(1);
    const [before, state] = [weight.toArray(), stateOf(optimizer)];
    for (const bad of [NaN, Infinity, -Infinity]) step(bad);
    assert.deepEqual(weight.toArray(), before);
    assert.deepEqual(stateOf(optimizer), state);
    assert.equal(scaler.getSkippedSteps(), 3);
    step(1);
    assert.notDeepEqual(weight.toArray(), before);
    assert.equal(scaler.getSkippedSteps(), 3);
  });

  it('halves the scale after such a step, and doubles it after enough good ones in a row', () => {
    const { scaler, step } = oneWeight();
    const scales = [1, NaN, 1, 1, 1, 1, NaN, 1].map((input) => {
      step(input);
      return scaler.getScale();
    });
    assert.deepEqual(scales, [8, 4, 4, 8, 8, 16, 8, 8]);
  });

  it('does not grow beyond what is finite', () => {
    const { scaler, step } = oneWeight({ initScale: 2 ** 127, growthInterval: 1 });
    step(2 ** -30);
    assert.equal(scaler.getScale(), 2 ** 127);
  });

  it('computes the same with and without a scale, in a loop and by fit', async () => {
    const train = async (scaled: boolean, byFit: boolean) => {
      const { net, loader, optimizer, criterion } = smallTraining();
      const scaler = new amp.GradScaler({ enabled: scaled, growthInterval: 3 });
      if (byFit) {
        const history = await fit(net, loader, {
          ...{ epochs: 2, optimizer, criterion, callbacks: [], clipGradNorm: 0.5 },
          ...(scaled && { gradScaler: scaler }),
        });
        assert.equal(history.mode.kind, 'compiled');
        assert.equal(history.skippedSteps, scaled ? 0 : undefined);
      } else {
        for (let epoch = 0; epoch < 2; epoch++) {
          for (const [x, y] of loader) {
            optimizer.zeroGrad();
            scaler.scale(criterion(net(x), y)).backward();
            scaler.unscale_(optimizer);
            nn.utils.clipGradNorm_(net.parameters(), 0.5);
            scaler.step(optimizer);
            scaler.update();
          }
        }
      }
      return { weights: weightsOf(net), scale: scaler.getScale() };
    };
    const plain = await train(false, false);
    for (const byFit of [false, true]) {
      const { weights, scale } = await train(true, byFit);
      assert.equal(scale, 2 ** 20, '14 steps double the scale 4 times');
      assertClose(weights, plain.weights, 1e-6, `the weights, by fit: ${byFit},`);
    }
  });

  it('is made by fit for float16, and tells how many steps were left out', async () => {
    const { net, loader, optimizer, criterion } = smallTraining();
    const gradScaler = new amp.GradScaler({ initScale: 2 ** 26 });
    const options = { epochs: 3, optimizer, criterion, callbacks: [] };
    const { stepLosses, skippedSteps = 0 } = await fit(net, loader, {
      ...options,
      autocast: 'float16',
      gradScaler,
    });
    assert.ok(skippedSteps > 0 && skippedSteps < stepLosses.length, `${skippedSteps} skipped`);
    assert.equal(gradScaler.getScale(), 2 ** (26 - skippedSteps));
    assert.ok(stepLosses.every(Number.isFinite));
    const again = await fit(net, loader, { ...options, autocast: 'float16' });
    assert.equal(again.skippedSteps, 0);
    assert.equal((await fit(net, loader, options)).skippedSteps, undefined);
  });

  it('goes on from its state dict, and from PyTorch’s', () => {
    const { scaler, step } = oneWeight({ growthInterval: 5 });
    for (const input of [1, NaN, 1, 1]) step(input);
    const other = oneWeight().scaler;
    other.loadStateDict(scaler.stateDict());
    assert.deepEqual(other.stateDict(), {
      ...{ scale: 4, growthFactor: 2, backoffFactor: 0.5, growthInterval: 5 },
      ...{ growthTracker: 2, skippedSteps: 1 },
    });
    const torch = { scale: 32, growth_factor: 3, backoff_factor: 0.25, growth_interval: 7 };
    other.loadStateDict({ ...torch, _growth_tracker: 6 });
    assert.deepEqual(other.stateDict(), {
      ...{ scale: 32, growthFactor: 3, backoffFactor: 0.25, growthInterval: 7 },
      ...{ growthTracker: 6, skippedSteps: 0 },
    });
  });

  it('goes on with fit from a checkpoint, to the same bits', async (t) => {
    const folder = await newFolder();
    t.mock.method(console, 'log', () => {});
    const train = async (epochs: number, resume: boolean, where: string) => {
      const { net, loader, optimizer, criterion } = smallTraining();
      const gradScaler = new amp.GradScaler({ initScale: 2 ** 24, growthInterval: 4 });
      await fit(net, loader, {
        ...{ epochs, optimizer, criterion, callbacks: [], autocast: 'float16', gradScaler },
        ...{ checkpoints: { folder: where }, resume: resume ? 'auto' : 'never' },
      });
      return { weights: weightsOf(net), state: gradScaler.stateDict() };
    };
    const whole = await train(4, false, `${folder}/whole`);
    await train(2, false, `${folder}/parts`);
    assert.deepEqual(await train(4, true, `${folder}/parts`), whole);
  });

  it('says what is wrong with the order of calls, with optimizers and with options', () => {
    const { weight, optimizer, scaler } = oneWeight();
    const thrown = (run: () => unknown, message: RegExp) =>
      assert.throws(run, { name: 'GradScalerError', message });
    thrown(() => scaler.update(), /no step has been taken. Call scaler.step\(optimizer\) before/);
    thrown(() => scaler.step(optimizer), /none of the optimizer's parameters has a gradient/);
    scaler.scale(weight.sum()).backward();
    scaler.unscale_(optimizer);
    thrown(() => scaler.unscale_(optimizer), /have been divided since the last update\(\)/);
    scaler.step(optimizer);
    thrown(() => scaler.step(optimizer), /has taken a step already. Call update\(\)/);
    thrown(() => scaler.unscale_(optimizer), /has taken its step already/);
    scaler.update();
    const lbfgs = new optim.LBFGS([weight]);
    thrown(() => scaler.step(lbfgs), /LBFGS computes the gradients several times a step/);
    assert.throws(
      () => new amp.GradScaler({ growthFactor: 1 }),
      /growthFactor must be a number above 1/,
    );
    assert.throws(() => new amp.GradScaler({ initscale: 1 } as object), /Did you mean 'initScale'/);
  });

  it('does nothing where it is not enabled', () => {
    const { weight, scaler, step } = oneWeight({ enabled: false });
    assert.equal(scaler.scale(weight), weight);
    step(1);
    assertClose(weight.item(), 0.9, 1e-6);
    assert.equal(scaler.getScale(), 1);
  });

  it('is refused by fit beside an optimizer that computes its loss itself', async () => {
    const { net, loader, criterion } = smallTraining();
    const optimizer = new optim.LBFGS(net.parameters());
    const options = { epochs: 1, optimizer, criterion };
    await assert.rejects(fit(net, loader, { ...options, autocast: 'float16' }), {
      name: 'FitError',
      message: /LBFGS computes the gradients several times/,
    });
  });
});
