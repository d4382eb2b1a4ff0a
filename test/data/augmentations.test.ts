/** Augmentations against torchvision's, image by image, for the same random numbers (make-augmentation-goldens.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DataLoader, TensorDataset, TransformError, transforms } from '../../src/data/index.js';
import { CrossEntropyLoss, Flatten, Linear, Sequential } from '../../src/nn/index.js';
import { SGD } from '../../src/optim/index.js';
import { Generator, manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';
import { assertClose } from '../assert-close.js';
import { collectGarbage } from '../collect-garbage.js';
import { trainByHand } from '../train/by-hand.js';
import { assertMade, type Golden } from './assert-made.js';
import { onBoth } from './backends.js';

interface Goldens {
  readonly shape: [number, number, number, number];
  readonly each: Record<string, Golden>;
  readonly policies: Record<string, Golden>;
  readonly functional: Record<string, Golden>;
  readonly mixUp: number[];
}
const file = new URL('../../../test/data/torchvision-augmentations.json', import.meta.url);
const golden: Goldens = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const [N, C, H, W] = golden.shape;
const { functional } = transforms;

/** The same numbers as in make-augmentation-goldens.py, as often as asked. */
function images(times = 1): Tensor {
  const values: number[] = [];
  for (let n = 0; n < N * times; n++)
    for (let c = 0; c < C; c++)
      for (let y = 0; y < H; y++)
        for (let x = 0; x < W; x++) {
          const i = n % N;
          values.push(((i * 131 + c * 57 + y * 17 + x * 29 + i * x * y) % 256) / 255);
        }
  return tensor(values, [N * times, C, H, W]);
}

const each: Record<string, transforms.TransformLike> = {
  resizeSmaller: new transforms.Resize([5, 4]),
  resizeLarger: new transforms.Resize(14),
  centerCrop: new transforms.CenterCrop([6, 4]),
  centerCropPadded: new transforms.CenterCrop([14, 6]),
  pad: new transforms.Pad([1, 2], { fill: 0.5 }),
  padReflect: new transforms.Pad([1, 2, 3, 0], { paddingMode: 'reflect' }),
  padSymmetric: new transforms.Pad(2, { paddingMode: 'symmetric' }),
  resizeNearest: new transforms.Resize([5, 11], { interpolation: 'nearest' }),
  resizeNearestExact: new transforms.Resize([5, 11], { interpolation: 'nearest-exact' }),
  resizeBicubic: new transforms.Resize([5, 11], { interpolation: 'bicubic' }),
  resizeWithoutAntialias: new transforms.Resize([5, 11], { antialias: false }),
  resizeBicubicWithoutAntialias: new transforms.Resize([5, 11], {
    interpolation: 'bicubic',
    antialias: false,
  }),
  padEdge: new transforms.Pad([3, 1, 0, 2], { paddingMode: 'edge' }),
  crop: new transforms.RandomCrop([8, 6], { padding: [1, 2], fill: 0.5 }),
  cropEdge: new transforms.RandomCrop(8, { padding: [3, 2, 1, 0], paddingMode: 'edge' }),
  cropIfNeeded: new transforms.RandomCrop([12, 5], { padIfNeeded: true, paddingMode: 'reflect' }),
  resizedCropBicubic: new transforms.RandomResizedCrop([6, 8], { interpolation: 'bicubic' }),
  noise: new transforms.GaussianNoise({ mean: 0.1, sigma: 0.3 }),
  noiseUnclipped: new transforms.GaussianNoise({ sigma: 0.5, clip: false }),
  randomApply: new transforms.RandomApply([functional.invert, functional.hflip], { p: 0.6 }),
  randomChoice: new transforms.RandomChoice(
    [functional.invert, functional.hflip, functional.vflip],
    { p: [1, 2, 3] },
  ),
  randomOrder: new transforms.RandomOrder([
    functional.invert,
    functional.autocontrast,
    (batch) => functional.solarize(batch, 0.4),
  ]),
  verticalFlip: new transforms.RandomVerticalFlip(0.4),
  rotation: new transforms.RandomRotation(40, { interpolation: 'bilinear', fill: 0.25 }),
  perspective: new transforms.RandomPerspective({ distortionScale: 0.6, p: 0.7 }),
  resizedCrop: new transforms.RandomResizedCrop([6, 8]),
  resizedCropOdd: new transforms.RandomResizedCrop(5, { scale: [2, 3], ratio: [0.3, 0.5] }),
  erasing: new transforms.RandomErasing({ p: 0.7, value: 0.5 }),
  erasingNoise: new transforms.RandomErasing({ p: 0.7, value: 'random' }),
  blur: new transforms.GaussianBlur([3, 5], [0.1, 2]),
  jitter: new transforms.ColorJitter({
    brightness: 0.4,
    contrast: 0.5,
    saturation: [0.2, 1.7],
    hue: 0.3,
  }),
  jitterSome: new transforms.ColorJitter({ brightness: 0.4, hue: 0.5 }),
  grayscale: new transforms.Grayscale(),
  grayscale3: new transforms.Grayscale(3),
  randomGrayscale: new transforms.RandomGrayscale(0.5),
  invert: new transforms.RandomInvert(0.5),
  posterize: new transforms.RandomPosterize(3, 0.5),
  solarize: new transforms.RandomSolarize(0.6, 0.5),
  sharpness: new transforms.RandomAdjustSharpness(2.5, 0.5),
  autocontrast: new transforms.RandomAutocontrast(0.5),
  equalize: new transforms.RandomEqualize(0.5),
};

for (const [name, transform] of Object.entries(each)) {
  onBoth(`${name} is torchvision's, and draws what it draws`, () => {
    const batch = images();
    manualSeed(0);
    assertMade(transform(batch), golden.each[name]);
  });
}

onBoth('no transform takes its images along when its result is collected', async () => {
  const all = {
    ...each,
    fiveCrop: new transforms.FiveCrop([5, 4]),
    jitterNone: new transforms.ColorJitter(),
    sharpnessOfFew: (batch: Tensor) => functional.adjustSharpness(batch, 2),
  };
  const batches = Object.entries(all).map(([name, transform]) => {
    const batch = name === 'sharpnessOfFew' ? images().narrow(2, 0, 2) : images();
    transform(batch);
    return { name, batch };
  });
  await collectGarbage();
  for (const { name, batch } of batches) {
    assert.equal(batch.dataSync().length, batch.numel(), name);
  }
});

onBoth('equalize gives as many pixels of each shade where there are enough', () => {
  const large = new transforms.Resize([20, 18])(images().narrow(0, 0, 1));
  assertMade(new transforms.RandomEqualize(1)(large), golden.each.equalizeLarge);
});

const policies: Record<string, transforms.TransformLike> = {
  randAugment9: new transforms.RandAugment({ numOps: 1, magnitude: 9 }),
  randAugment30: new transforms.RandAugment({ numOps: 1, magnitude: 30 }),
  randAugmentTwice: new transforms.RandAugment(),
  trivialAugment: new transforms.TrivialAugmentWide(),
  trivialAugmentBilinear: new transforms.TrivialAugmentWide({
    numMagnitudeBins: 10,
    interpolation: 'bilinear',
    fill: 0.5,
  }),
  autoAugmentImagenet: new transforms.AutoAugment(),
  autoAugmentCifar10: new transforms.AutoAugment({ policy: 'cifar10' }),
  autoAugmentSvhn: new transforms.AutoAugment({ policy: 'svhn' }),
};

for (const [name, augment] of Object.entries(policies)) {
  onBoth(`${name} chooses what torchvision's does, and changes images as it does`, () => {
    const batch = images(4);
    manualSeed(0);
    // A turn by a whole number of pixels and a half may round to either.
    assertMade(augment(batch), golden.policies[name], 20);
  });
}

const given: Record<string, transforms.TransformLike> = {
  horizontalFlip: functional.horizontalFlip,
  verticalFlip: functional.verticalFlip,
  rotate: (batch) => functional.rotate(batch, 33, { interpolation: 'bilinear', fill: 0.5 }),
  affine: (batch) =>
    functional.affine(batch, {
      angle: 20,
      translate: [1, 2],
      scale: 1.2,
      shear: [10, 5],
      interpolation: 'bilinear',
    }),
  perspective: (batch) =>
    functional.perspective(
      batch,
      [
        [0, 0],
        [6, 0],
        [6, 8],
        [0, 8],
      ],
      [
        [1, 1],
        [5, 0],
        [6, 7],
        [0, 6],
      ],
    ),
  crop: (batch) => functional.crop(batch, -1, 2, 6, 9),
  centerCrop: (batch) => functional.centerCrop(batch, [4, 5]),
  resize: (batch) => functional.resize(batch, [5, 11], { interpolation: 'bicubic' }),
  resizedCrop: (batch) => functional.resizedCrop(batch, 2, 1, 6, 5, [9, 4]),
  pad: (batch) => functional.pad(batch, [1, 2], { fill: 0.25 }),
  erase: (batch) => functional.erase(batch, 2, 1, 3, 4, tensor([0.1, 0.2, 0.3], [3, 1, 1])),
  adjustBrightness: (batch) => functional.adjustBrightness(batch, 1.5),
  adjustContrast: (batch) => functional.adjustContrast(batch, 0.4),
  adjustSaturation: (batch) => functional.adjustSaturation(batch, 1.7),
  adjustHue: (batch) => functional.adjustHue(batch, -0.2),
  adjustSharpness: (batch) => functional.adjustSharpness(batch, 2.5),
  posterize: (batch) => functional.posterize(batch, 3),
  solarize: (batch) => functional.solarize(batch, 0.6),
  autocontrast: functional.autocontrast,
  equalize: functional.equalize,
  invert: functional.invert,
  rgbToGrayscale: (batch) => functional.rgbToGrayscale(batch, 3),
  normalize: (batch) => functional.normalize(batch, [0.4, 0.5, 0.6], [0.2, 0.3, 0.4]),
  gaussianBlur: (batch) => functional.gaussianBlur(batch, [3, 5]),
  gaussianBlurGiven: (batch) => functional.gaussianBlur(batch, [5, 3], [0.6, 1.5]),
};

for (const [name, change] of Object.entries(given)) {
  onBoth(`functional.${name} is torchvision's, of a batch and of one image`, () => {
    const { shape, values } = golden.functional[name];
    assertMade(change(images()), { shape, values });
    const [, ...image] = shape;
    const size = image.reduce((all, side) => all * side, 1);
    assertMade(change(images().select(0, 0)), { shape: image, values: values.slice(0, size) });
  });
}

class GivenMixUp extends transforms.MixUp {
  override draw(): number[] {
    return [0.3, 0, 0, 0, 0];
  }
}
class GivenCutMix extends transforms.CutMix {
  override draw(): number[] {
    return [0.75, 1, 2, 4, 6];
  }
}
const labels = () => tensor([3, 0, 1, 2, 3], [5], 'int32');

onBoth('MixUp lays each image over the one before it, and shares their labels', () => {
  const [mixed, shares] = new GivenMixUp({ numClasses: 4 }).apply([images(), labels()]);
  assertMade(mixed, { shape: [N, C, H, W], values: golden.mixUp });
  const [first, second] = shares.toArray() as number[][];
  assert.deepEqual(
    first.map((share) => Math.round(share * 100)),
    [0, 0, 0, 100],
  );
  assert.deepEqual(
    second.map((share) => Math.round(share * 100)),
    [30, 0, 0, 70],
  );
});

onBoth('CutMix puts a window of the image before into each', () => {
  const batch = images();
  const [mixed, shares] = new GivenCutMix({ numClasses: 4 }).apply([batch, labels()]);
  const at = (from: Tensor, n: number, y: number, x: number) =>
    from.dataSync()[(n * C * H + y) * W + x];
  assert.equal(at(mixed, 2, 2, 1), at(batch, 1, 2, 1));
  assert.equal(at(mixed, 2, 5, 3), at(batch, 1, 5, 3));
  assert.equal(at(mixed, 2, 1, 1), at(batch, 2, 1, 1));
  assert.equal(at(mixed, 2, 5, 4), at(batch, 2, 5, 4));
  assert.equal(at(mixed, 0, 3, 2), at(batch, 4, 3, 2));
  assert.deepEqual((shares.toArray() as number[][])[1], [0.75, 0, 0, 0.25]);
});

test('CutMix tells how much of the image is left', () => {
  const cut = new transforms.CutMix({ numClasses: 2, alpha: 0.5 });
  const generator = new Generator(3);
  for (let i = 0; i < 50; i++) {
    const [share, left, top, right, bottom] = cut.draw(generator, 20, 30);
    assert.ok(left >= 0 && top >= 0 && right <= 30 && bottom <= 20);
    assert.equal(share, 1 - ((right - left) * (bottom - top)) / 600);
  }
});

const labels4 = () =>
  tensor(
    [0, 1, 2, 3].flatMap(() => [3, 0, 1, 2, 3]),
    [20],
    'int32',
  );

onBoth('a loader mixes its batches, in a loop and in a compiled fit alike', async (backend) => {
  const mixup = new transforms.MixUp({ numClasses: 4, alpha: 0.4 });
  const losses = async (how: 'fit' | 'loop') => {
    const loader = new DataLoader(new TensorDataset(images(4), labels4()), {
      batchSize: 5,
      shuffle: true,
      batchTransform: (batch) => mixup.apply(batch),
    });
    manualSeed(0);
    const net = new Sequential(new Flatten(), new Linear(C * H * W, 4));
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const criterion = new CrossEntropyLoss();
    if (how === 'fit') {
      const history = await fit(net, loader, { epochs: 2, optimizer, criterion, callbacks: [] });
      assert.equal(history.mode.kind, backend === 'xla' ? 'compiled' : 'step by step');
      return history.stepLosses;
    }
    return trainByHand({ net, loader, optimizer, criterion }, 2);
  };
  const [fitted, looped] = [await losses('fit'), await losses('loop')];
  assert.equal(fitted.length, 8);
  assertClose(fitted, looped, 1e-5);
});

onBoth('ToImage and ToDtype do in two steps what ToTensor does', () => {
  const bytes = tensor([0, 51, 102, 255], [1, 1, 2, 2], 'int32');
  const toFloats = new transforms.ToDtype('float32', { scale: true });
  const steps = new transforms.Compose([new transforms.ToImage(), toFloats]);
  assert.deepEqual(steps(bytes).toArray(), new transforms.ToTensor()(bytes).toArray());
  const back = new transforms.ToDtype('int32', { scale: true })(toFloats(bytes));
  assert.deepEqual([back.dtype, back.toArray()], ['int32', bytes.toArray()]);
  const unscaled = new transforms.ToDtype('float32')(bytes);
  assert.deepEqual([unscaled.dtype, unscaled.toArray()], ['float32', bytes.toArray()]);
});

test('options that are none are refused by name', () => {
  const refused = (make: () => unknown, message: RegExp) =>
    assert.throws(make, { name: TransformError.name, message });
  refused(() => new transforms.ColorJitter({ hue: 0.7 }), /ColorJitter: hue is \[-0\.7, 0\.7\]/);
  refused(() => new transforms.GaussianBlur(4), /kernelSize is \[4,4\].*odd/);
  refused(() => new transforms.RandAugment({ magnitude: 31 }), /magnitude is 31.*0 to 30/);
  refused(() => new transforms.RandomErasing({ p: 2 }), /p is 2/);
  refused(() => new transforms.Resize(0), /size is 0/);
  const cubic = { interpolation: 'cubic' as 'bicubic' };
  refused(() => new transforms.Resize(4, cubic), /interpolation is cubic.*one of: nearest/);
  refused(
    () => new transforms.Pad(1, { paddingMode: 'wrap' as 'edge' }),
    /paddingMode is wrap.*reflect/,
  );
  refused(() => new transforms.RandomCrop(9)(images()), /smaller than 9 x 9.*padIfNeeded/);
  refused(() => new transforms.RandomApply([]), /at least one transform/);
  refused(() => new transforms.RandomChoice([functional.invert], { p: [-1] }), /p is \[-1\]/);
  refused(
    () => new transforms.RandomApply([new transforms.Resize(4)])(images()),
    /transform 0 makes \[5,3,5,4\] of \[5,3,9,7\]/,
  );
  refused(() => functional.adjustHue(images(), 0.6), /the factor is 0\.6.*-0\.5 to 0\.5/);
  refused(() => functional.rotate(tensor([1]), 10), /shape \[1\].*\[channels, height, width\]/);
  refused(() => new transforms.MixUp({ numClasses: 10, alpha: 0 }), /alpha is 0/);
  refused(
    () => new transforms.Resize(4)(tensor([1], [1, 1, 1, 1], 'int32')),
    /Put ToTensor before/,
  );
});
