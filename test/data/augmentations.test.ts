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
import { onBoth } from './backends.js';

interface Golden {
  readonly shape: number[];
  readonly values: number[];
}
interface Goldens {
  readonly shape: [number, number, number, number];
  readonly each: Record<string, Golden>;
  readonly randAugment: Record<string, Golden>;
  readonly mixUp: number[];
}
const file = new URL('../../../test/data/torchvision-augmentations.json', import.meta.url);
const golden: Goldens = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const [N, C, H, W] = golden.shape;

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

/** Goldens have five decimals. */
const TOLERANCE = 2e-5;

/** @param others how many values may be others, where rounding decides about a whole pixel */
function assertMade(made: Tensor, { shape, values }: Golden, others = 0): void {
  assert.deepEqual(made.shape, shape);
  const actual = made.dataSync();
  const wrong = values.flatMap((value, i) =>
    Math.abs(actual[i] - value) <= TOLERANCE ? [] : [`${i}: ${actual[i]}, not ${value}`],
  );
  assert.ok(wrong.length <= others, `${wrong.length} of ${values.length}: ${wrong.slice(0, 3)}`);
}

const each: Record<string, transforms.TransformLike> = {
  resizeSmaller: new transforms.Resize([5, 4]),
  resizeLarger: new transforms.Resize(14),
  centerCrop: new transforms.CenterCrop([6, 4]),
  centerCropPadded: new transforms.CenterCrop([14, 6]),
  pad: new transforms.Pad([1, 2], { fill: 0.5 }),
  padReflect: new transforms.Pad([1, 2, 3, 0], { paddingMode: 'reflect' }),
  padSymmetric: new transforms.Pad(2, { paddingMode: 'symmetric' }),
  verticalFlip: new transforms.RandomVerticalFlip(0.4),
  rotation: new transforms.RandomRotation(40, { interpolation: 'bilinear', fill: 0.25 }),
  perspective: new transforms.RandomPerspective({ distortionScale: 0.6, p: 0.7 }),
  resizedCrop: new transforms.RandomResizedCrop([6, 8]),
  resizedCropOdd: new transforms.RandomResizedCrop(5, { scale: [2, 3], ratio: [0.3, 0.5] }),
  erasing: new transforms.RandomErasing({ p: 0.7, value: 0.5 }),
  erasingNoise: new transforms.RandomErasing({ p: 0.7, value: 'random' }),
  blur: new transforms.GaussianBlur([5, 3], [0.1, 2]),
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

onBoth('equalize gives as many pixels of each shade where there are enough', () => {
  const large = new transforms.Resize([20, 18])(images().narrow(0, 0, 1));
  assertMade(new transforms.RandomEqualize(1)(large), golden.each.equalizeLarge);
});

onBoth("RandAugment's changes are torchvision's, of any strength", () => {
  for (const [magnitude, made] of Object.entries(golden.randAugment)) {
    const augment = new transforms.RandAugment({ numOps: 1, magnitude: Number(magnitude) });
    const batch = images(5);
    manualSeed(0);
    // A turn by a whole number of pixels and a half may round to either.
    assertMade(augment(batch), made, 40);
  }
});

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
    const values: number[] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      for (const [inputs, targets] of loader) {
        optimizer.zeroGrad();
        const loss = criterion(net(inputs), targets);
        loss.backward();
        optimizer.step();
        values.push(loss.item());
      }
    }
    return values;
  };
  const [fitted, looped] = [await losses('fit'), await losses('loop')];
  assert.equal(fitted.length, 8);
  for (const [i, loss] of fitted.entries()) assert.ok(Math.abs(loss - looped[i]) < 1e-5, `${i}`);
});

test('options that are none are refused by name', () => {
  const refused = (make: () => unknown, message: RegExp) =>
    assert.throws(make, { name: TransformError.name, message });
  refused(() => new transforms.ColorJitter({ hue: 0.7 }), /ColorJitter: hue is \[-0\.7, 0\.7\]/);
  refused(() => new transforms.GaussianBlur(4), /kernelSize is \[4,4\].*odd/);
  refused(() => new transforms.RandAugment({ magnitude: 31 }), /magnitude is 31.*0 to 30/);
  refused(() => new transforms.RandomErasing({ p: 2 }), /p is 2/);
  refused(() => new transforms.Resize(0), /size is 0/);
  refused(() => new transforms.MixUp({ numClasses: 10, alpha: 0 }), /alpha is 0/);
  refused(
    () => new transforms.Resize(4)(tensor([1], [1, 1, 1, 1], 'int32')),
    /Put ToTensor before/,
  );
});
