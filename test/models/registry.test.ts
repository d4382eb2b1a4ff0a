/** Models by their names. Names of torchvision: test/parity/make-model-goldens.py. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as models from '../../src/models/index.js';
import { OptionError } from '../../src/tensor/index.js';
import { caseGoldens } from '../parity/golden.js';

const { structure, weights } = caseGoldens('models') as {
  readonly structure: Record<string, unknown>;
  readonly weights: Record<string, readonly unknown[]>;
};

describe('Models by name', () => {
  it('are listed by torchvision’s names, in order', () => {
    const all = models.listModels();
    assert.deepEqual(all, all.toSorted());
    assert.deepEqual(
      Object.keys(structure).filter((name) => !all.includes(name)),
      [],
    );
    assert.deepEqual(models.listModels({ include: ['*vgg*', 'resnet?8'], exclude: '*_bn' }), [
      'resnet18',
      'vgg11',
      'vgg13',
      'vgg16',
      'vgg19',
    ]);
  });

  it('are made by either spelling, with their options', () => {
    assert.equal(models.getModelBuilder('shufflenet_v2_x0_5'), models.shufflenetV2X0_5);
    assert.equal(models.getModelBuilder('shufflenetV2X0_5'), models.shufflenetV2X0_5);
    const net = models.getModel('squeezenet1_1', { numClasses: 3 });
    assert.ok(net instanceof models.SqueezeNet);
    assert.equal(net.stateDict()['classifier.1.weight'].shape[0], 3);
    assert.throws(
      () => models.getModel('squeezenet1_2'),
      (error) => {
        assert.ok(error instanceof OptionError);
        assert.match(error.message, /the name of a model, as 'squeezenet1_[01]': listModels\(\)/);
        return true;
      },
    );
  });

  it('have weights by name', () => {
    assert.equal(models.getModelWeights('vgg11_bn'), models.VGG11_BN_Weights);
    assert.equal(models.getModelWeights(models.vgg11Bn), models.VGG11_BN_Weights);
    for (const [name, [file]] of Object.entries(weights)) {
      assert.ok(models.getWeight(name).url.endsWith(`/${file}`), name);
    }
    for (const wrong of ['VGG11_Weights.V9', 'VGG11_Weights', 'vgg11', 'listModels.x']) {
      assert.throws(() => models.getWeight(wrong), OptionError);
    }
  });
});
