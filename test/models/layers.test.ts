/** Parts of models that goldens don't reach, since they draw at random, and what is said of wrong sizes. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as models from '../../src/models/index.js';
import { StochasticDepth } from '../../src/models/stochastic-depth.js';
import { manualSeed } from '../../src/random/index.js';
import { OptionError, ones, ShapeError, zeros } from '../../src/tensor/index.js';

describe('StochasticDepth', () => {
  it('leaves whole samples out, and scales the others', () => {
    manualSeed(0);
    const out = new StochasticDepth(0.25)(ones([400, 2, 3]));
    const samples = out.toArray() as number[][][];
    const kept = samples.filter((sample) => sample[0][0] !== 0).length;
    assert.ok(kept > 260 && kept < 340, `${kept} of 400`);
    for (const sample of samples) {
      for (const value of sample.flat()) assert.equal(value, sample[0][0]);
      assert.ok([0, Math.fround(1 / 0.75)].includes(sample[0][0]), `${sample[0][0]}`);
    }
  });

  it('leaves nothing out of what is used, or without a probability', () => {
    const x = ones([20, 2]);
    assert.equal(new StochasticDepth(0.9).eval()(x), x);
    assert.equal(new StochasticDepth(0)(x), x);
  });

  it('is likelier the deeper a block lies', () => {
    const net = models.efficientnetB0();
    const probabilities = net
      .modules()
      .flatMap((module) => (module instanceof StochasticDepth ? [module.p] : []));
    assert.equal(probabilities.length, 16);
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => a - b),
    );
    assert.equal(probabilities[0], 0);
    assert.equal(probabilities[15], (0.2 * 15) / 16);
  });
});

describe('Wrong sizes', () => {
  it('of images are said by a VisionTransformer', () => {
    const sizes = { patchSize: 8, numLayers: 1, numHeads: 1, hiddenDim: 4, mlpDim: 4 };
    const net = new models.VisionTransformer({ imageSize: 16, ...sizes });
    assert.throws(
      () => net(zeros([1, 3, 24, 24])),
      (error) => {
        assert.ok(error instanceof ShapeError);
        assert.match(error.message, /\[1, 3, 24, 24\].*\[batch, 3, 16, 16\]: resize the images/s);
        return true;
      },
    );
    assert.throws(
      () => new models.VisionTransformer({ imageSize: 20, ...sizes }),
      /imageSize must be a multiple of patchSize = 8, got 20/,
    );
  });

  it('of what models are made of are refused', () => {
    for (const make of [
      () => new models.MobileNetV3([], 8),
      () => new models.EfficientNet([]),
      () => new models.ConvNeXt([]),
      () => new models.MNASNet(0),
      () => new models.SqueezeNet('2_0' as '1_0'),
      () => new models.BasicBlock(4, 4, { groups: 2 }),
    ]) {
      assert.throws(make, OptionError);
    }
  });
});
