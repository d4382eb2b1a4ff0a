/**
 * torchvision's models: the same names and shapes, the same weights to the bit, the same results, gradients and running
 * statistics. Figures: make-model-goldens.py.
 */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it, mock } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import * as models from '../../src/models/index.js';
import * as nn from '../../src/nn/index.js';
import { Generator, manualSeed } from '../../src/random/index.js';
import { noGrad, rand, randn, Tensor } from '../../src/tensor/index.js';
import { sendBack } from './cases.js';
import { caseGoldens } from './golden.js';
import { onEngine } from './on-engine.js';

interface Step {
  readonly sha256: string;
  readonly next: number;
  readonly outputs: number[][];
  readonly gradients?: Record<string, number[]>;
  readonly evaluated?: number[];
}

interface Goldens {
  readonly structure: Record<string, [sha256: string, parameters: number]>;
  readonly steps: Record<string, Step>;
}

const { structure, steps } = caseGoldens('models') as Goldens;

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

/** A name of torchvision's as it is here: `_` stays between digits alone. */
const inCamelCase = (name: string): string =>
  name
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/([A-Za-z])_(\d)/g, '$1$2');

describe('A model of torchvision has its names and shapes:', () => {
  // What is drawn is of no interest here, and takes long.
  const unchanged = function (this: Tensor) {
    return this;
  };
  before(async () => {
    await onEngine();
    for (const method of ['uniform_', 'normal_', 'copy_'] as const) {
      mock.method(Tensor.prototype, method, unchanged);
    }
    mock.method(Generator.prototype, 'normals', (size: number) => new Float32Array(size));
  });
  after(() => mock.restoreAll());

  for (const [name, [shapes, parameters]] of Object.entries(structure)) {
    it(name, () => {
      const make: unknown = Reflect.get(models, inCamelCase(name));
      assert.ok(typeof make === 'function', inCamelCase(name));
      const net: unknown = make();
      assert.ok(net instanceof nn.Module);
      const count = net.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
      assert.equal(count, parameters);
      const state = Object.entries(net.stateDict()).map(([key, { shape }]) => [key, shape]);
      // What is left pending would be computed some time.
      for (const { tf } of [...net.parameters(), ...net.buffers()]) tf.dispose();
      assert.equal(sha256(JSON.stringify(state)), shapes);
    });
  }
});

function vit(): nn.Module {
  const net = new models.VisionTransformer(
    { imageSize: 32, patchSize: 8, numLayers: 2, numHeads: 2, hiddenDim: 16, mlpDim: 24 },
    { numClasses: 5, representationSize: 12 },
  );
  nn.init.normal_(net.heads.head.weight);
  return net;
}

function vgg(): nn.Module {
  const net = models.vgg11Bn(SMALL);
  net.avgpool = new nn.AdaptiveAvgPool2d(1);
  net.classifier = new nn.Linear(512, 5);
  return net;
}

const stage = (
  fused: boolean,
  ...[expandRatio, kernel, stride, inputChannels, outChannels, numLayers]: number[]
): models.MBConvConfig => ({
  fused,
  expandRatio,
  kernel,
  stride,
  inputChannels,
  outChannels,
  numLayers,
});

const SMALL = { numClasses: 5, dropout: 0 };

/** By the names that they have in make-model-goldens.py. */
const MAKERS: Readonly<Record<string, () => nn.Module<[Tensor], unknown>>> = {
  resnet18: () => models.resnet18({ numClasses: 5 }),
  'a dilated ResNet that is muted': () =>
    new models.ResNet(models.Bottleneck, [1, 1, 2, 1], {
      numClasses: 5,
      zeroInitResidual: true,
      groups: 2,
      widthPerGroup: 32,
      replaceStrideWithDilation: [false, true, true],
    }),
  'a ResNet with group norm': () =>
    new models.ResNet(models.BasicBlock, [1, 1, 1, 1], {
      numClasses: 5,
      normLayer: (channels) => new nn.GroupNorm(8, channels),
    }),
  alexnet: () => models.alexnet(SMALL),
  vgg11_bn: vgg,
  squeezenet1_0: () => models.squeezenet1_0(SMALL),
  squeezenet1_1: () => models.squeezenet1_1(SMALL),
  mobilenet_v2: () =>
    models.mobilenetV2({
      ...SMALL,
      widthMult: 0.5,
      invertedResidualSetting: [
        [1, 16, 1, 1],
        [6, 24, 2, 2],
        [6, 32, 1, 2],
      ],
    }),
  mobilenet_v3_small: () => models.mobilenetV3Small({ ...SMALL, widthMult: 0.3 }),
  'mobilenet_v3_large, dilated': () =>
    models.mobilenetV3Large({ ...SMALL, widthMult: 0.2, reducedTail: true, dilated: true }),
  'a DenseNet': () =>
    new models.DenseNet({
      growthRate: 8,
      blockConfig: [2, 3],
      numInitFeatures: 16,
      bnSize: 2,
      numClasses: 5,
    }),
  googlenet: () => models.googlenet({ ...SMALL, dropoutAux: 0, transformInput: true }),
  'an EfficientNet': () =>
    new models.EfficientNet(
      [
        stage(true, 1, 3, 1, 8, 8, 2),
        stage(true, 4, 3, 2, 8, 8, 1),
        stage(false, 1, 3, 1, 8, 16, 1),
        stage(false, 6, 5, 2, 16, 16, 2),
      ],
      { ...SMALL, stochasticDepthProb: 0, lastChannel: 32 },
    ),
  'a ConvNeXt': () =>
    new models.ConvNeXt(
      [
        { inputChannels: 8, outChannels: 16, numLayers: 2 },
        { inputChannels: 16, outChannels: null, numLayers: 1 },
      ],
      { layerScale: 0.5, numClasses: 5 },
    ),
  'a VisionTransformer': vit,
  'a ShuffleNetV2': () =>
    new models.ShuffleNetV2([2, 2, 1], [8, 16, 24, 32, 64], { numClasses: 5 }),
  'a MNASNet': () => new models.MNASNet(0.1, SMALL),
};

/** How far numbers may be off, of the largest: sums over many layers, in another order. */
const TOLERANCE = 1e-3;
/** What is smaller is 0 but for rounding, as gradients of biases before a batch norm. */
const LEAST = 0.01;

function assertNear(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  const largest = Math.max(LEAST, ...wanted.map(Math.abs));
  wanted.forEach((value, i) => {
    const off = Math.abs(found[i] - value) / largest;
    assert.ok(off <= TOLERANCE, `${what}[${i}] is ${found[i]}, in torchvision ${value}`);
  });
}

/** Those of the elements that the goldens have. */
function some(values: ArrayLike<number>, { length }: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(values.length / 12));
  return Array.from({ length }, (_, i) => values[i * step]);
}

/** Deep and narrow: the engine takes longer to compile these than TensorFlow.js's plain backend to compute them. */
const NARROW = /mobilenet|DenseNet|EfficientNet|ConvNeXt|VisionTransformer|ShuffleNet|MNASNet/;

describe('A model of torchvision begins, trains and is used as there:', () => {
  for (const [name, golden] of Object.entries(steps)) {
    it(name, async () => {
      await (NARROW.test(name) ? tf.setBackend('cpu') : onEngine());
      manualSeed(0);
      const net = MAKERS[name]();
      const hash = createHash('sha256');
      for (const parameter of net.parameters()) hash.update(bytesOf(parameter));
      assert.equal(hash.digest('hex'), golden.sha256);
      assert.equal(rand([1]).item(), golden.next);

      const isLarge = net instanceof models.AlexNet || net instanceof models.SqueezeNet;
      const side = isLarge ? 64 : 32;
      const x = randn([4, 3, side, side]);
      const result = net(x);
      const outputs =
        result instanceof Tensor ? [result] : Object.values(result as Record<string, Tensor>);
      if (golden.gradients) sendBack(outputs);
      assert.equal(outputs.length, golden.outputs.length);
      golden.outputs.forEach((wanted, i) => {
        assertNear(outputs[i].dataSync(), wanted, `output ${i}`);
      });
      const parameters = new Map(net.namedParameters());
      for (const [path, wanted] of Object.entries(golden.gradients ?? {})) {
        const gradient = parameters.get(path)?.grad;
        assert.ok(gradient, `${path} has no gradient`);
        assertNear(some(gradient.dataSync(), wanted), wanted, `the gradient of ${path}`);
      }
      if (!golden.evaluated) return;
      net.eval();
      const evaluated = noGrad(() => net(x));
      assert.ok(evaluated instanceof Tensor);
      assertNear(evaluated.dataSync(), golden.evaluated, 'the output in eval mode');
    });
  }
});

function bytesOf(tensor: Tensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = tensor.dataSync();
  return new Uint8Array(buffer, byteOffset, byteLength);
}
