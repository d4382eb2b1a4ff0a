/** What torchvision's v2 has beyond the usual augmentations, against its results (make-distortion-goldens.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DataLoader, TensorDataset, TransformError, transforms } from '../../src/data/index.js';
import {
  AdaptiveAvgPool2d,
  CrossEntropyLoss,
  Flatten,
  LazyLinear,
  Sequential,
} from '../../src/nn/index.js';
import { SGD } from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';
import { assertMade, type Golden } from './assert-made.js';
import { onBoth } from './backends.js';

interface Goldens {
  readonly shape: [number, number, number, number];
  readonly each: Record<string, Golden>;
  readonly together: Record<string, Golden>;
  readonly functional: Record<string, Golden>;
}
const file = new URL('../../../test/data/torchvision-distortions.json', import.meta.url);
const golden: Goldens = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const [N, C, H, W] = golden.shape;
const { functional } = transforms;
const COLOURS = [0.2, 0.5, 0.9];

/** The numbers of all places, last dimension fastest. */
function everywhere(shape: number[], value: (...place: number[]) => number): number[] {
  const [size, ...rest] = shape;
  if (size === undefined) return [value()];
  return Array.from({ length: size }, (_, i) =>
    everywhere(rest, (...others) => value(i, ...others)),
  ).flat();
}

const images = () =>
  tensor(
    everywhere(
      [N, C, H, W],
      (n, c, y, x) => ((n * 131 + c * 57 + y * 17 + x * 29 + n * x * y) % 256) / 255,
    ),
    [N, C, H, W],
  );

const displacement = () =>
  tensor(
    everywhere([1, H, W, 2], (_, y, x, axis) =>
      axis === 0 ? (((y * 7 + x * 3) % 11) - 5) / 20 : (((y * 5 + x * 2) % 9) - 4) / 30,
    ),
    [1, H, W, 2],
  );

const each: Record<string, transforms.TransformLike> = {
  rotationColour: new transforms.RandomRotation([-40, 90], { fill: COLOURS, center: [1, 4] }),
  rotationExpand: new transforms.RandomRotation([28, 28], {
    interpolation: 'bilinear',
    expand: true,
  }),
  affineCenter: new transforms.RandomAffine({
    degrees: 40,
    translate: [0.1, 0.2],
    scale: [0.7, 1.3],
    shear: 12,
    interpolation: 'bilinear',
    fill: COLOURS,
    center: [6, 2],
  }),
  cropColour: new transforms.RandomCrop([8, 6], { padding: 3, fill: COLOURS }),
  perspectiveColour: new transforms.RandomPerspective({
    distortionScale: 0.6,
    p: 0.7,
    fill: COLOURS,
  }),
  erasingColour: new transforms.RandomErasing({ p: 0.7, value: COLOURS }),
  augmentColour: new transforms.TrivialAugmentWide({ fill: COLOURS }),
  elastic: new transforms.ElasticTransform({ alpha: 9, sigma: 0.6 }),
  elasticBoth: new transforms.ElasticTransform({
    alpha: [9, 4],
    sigma: [0.7, 0.4],
    interpolation: 'nearest',
    fill: COLOURS,
  }),
  elasticRough: new transforms.ElasticTransform({ alpha: 3, sigma: 0 }),
  photometric: new transforms.RandomPhotometricDistort(),
  photometricOften: new transforms.RandomPhotometricDistort({
    brightness: [0.5, 1.5],
    contrast: [0.3, 2],
    saturation: [0.1, 2],
    hue: [-0.3, 0.4],
    p: 0.8,
  }),
  channelPermutation: new transforms.RandomChannelPermutation(),
  fiveCrop: new transforms.FiveCrop([5, 4]),
  tenCrop: new transforms.TenCrop(5),
  resizeMax: new transforms.Resize(6, { maxSize: 7 }),
};

for (const [name, transform] of Object.entries(each)) {
  onBoth(`${name} is torchvision's, and draws what it draws`, () => {
    const batch = images();
    manualSeed(0);
    assertMade(transform(batch), golden.each[name]);
  });
}

const together: Record<string, transforms.TransformLike> = {
  randomResize: new transforms.RandomResize(5, 14),
  randomShortestSize: new transforms.RandomShortestSize([5, 8, 12], { maxSize: 13 }),
  scaleJitter: new transforms.ScaleJitter([12, 10], { scaleRange: [0.5, 1.5] }),
  zoomOut: new transforms.RandomZoomOut({ fill: COLOURS, sideRange: [1.5, 3], p: 1 }),
  zoomOutSpared: new transforms.RandomZoomOut({ p: 0.001 }),
};

for (const [name, transform] of Object.entries(together)) {
  onBoth(`${name} gives a batch the size that torchvision gives it`, () => {
    const batch = images();
    manualSeed(3);
    assertMade(transform(batch), golden.together[name]);
  });
}

const corners = [
  [0, 0],
  [6, 0],
  [6, 8],
  [0, 8],
] as const;
const ends = [
  [1, 1],
  [5, 0],
  [6, 7],
  [0, 6],
] as const;
const given: Record<string, transforms.TransformLike> = {
  rotateExpand: (batch) =>
    functional.rotate(batch, 33, { interpolation: 'bilinear', expand: true }),
  rotateQuarter: (batch) => functional.rotate(batch, -270, { expand: true, fill: 0.3 }),
  rotateThreeQuarters: (batch) => functional.rotate(batch, 270, { expand: true }),
  rotateQuarterCut: (batch) => functional.rotate(batch, 90, { fill: COLOURS }),
  rotateHalf: (batch) => functional.rotate(batch, 180),
  rotateCenter: (batch) =>
    functional.rotate(batch, 50, { interpolation: 'bilinear', center: [2, 6.5], fill: COLOURS }),
  rotateCenterExpand: (batch) => functional.rotate(batch, -20, { expand: true, center: [1, 1] }),
  affineCenter: (batch) =>
    functional.affine(batch, {
      angle: 20,
      translate: [1, 2],
      scale: 1.2,
      shear: [10, 5],
      center: [5, 1],
      fill: COLOURS,
    }),
  elastic: (batch) => functional.elastic(batch, displacement()),
  elasticFill: (batch) =>
    functional.elastic(batch, displacement(), { interpolation: 'nearest', fill: COLOURS }),
  perspectiveFill: (batch) => functional.perspective(batch, corners, ends, { fill: COLOURS }),
  padFill: (batch) => functional.pad(batch, [1, 2, 0, 3], { fill: COLOURS }),
  resizeMax: (batch) => functional.resize(batch, 8, { maxSize: 9 }),
  permuteChannels: (batch) => functional.permuteChannels(batch, [2, 0, 1]),
  adjustGamma: (batch) => functional.adjustGamma(batch, 0.7, 1.3),
  grayscaleToRgb: (batch) => functional.grayscaleToRgb(batch.narrow(-3, 0, 1)),
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

onBoth("functional.fiveCrop and tenCrop give torchvision's crops one by one", () => {
  const parts = { fiveCrop: functional.fiveCrop(images(), [5, 4]), tenCrop: tenCrops() };
  for (const [name, crops] of Object.entries(parts)) {
    const { shape, values } = golden.functional[name];
    const [samples, count, ...rest] = shape;
    const size = rest.reduce((all, side) => all * side, 1);
    crops.forEach((crop, i) => {
      const own = Array.from({ length: samples }, (_, n) => {
        const from = (n * count + i) * size;
        return values.slice(from, from + size);
      });
      assertMade(crop, { shape: [samples, ...rest], values: own.flat() });
    });
  }
});
const tenCrops = () => functional.tenCrop(images(), [4, 5], { verticalFlip: true });

test('images that turn by any angle of a range get the size that all of them fit into', () => {
  const square = tensor(new Array(100).fill(1), [1, 1, 10, 10]);
  const turned = new transforms.RandomRotation([0, 180], { expand: true })(square);
  assert.deepEqual(turned.shape, [1, 1, 16, 16], 'as by 45 degrees');
  const still = new transforms.RandomRotation([0, 0], { expand: true })(square);
  assert.deepEqual(still.shape, [1, 1, 10, 10]);
});

onBoth('fit trains with batches of sizes that are drawn, a step at a time', async () => {
  manualSeed(0);
  const labels = tensor([0, 1, 2], [N], 'int32');
  const resize = new transforms.RandomResize(5, 14);
  const sizes: number[] = [];
  const loader = new DataLoader(new TensorDataset(images(), labels), {
    batchSize: 1,
    batchTransform: ([x, y]): [Tensor, Tensor] => {
      const resized = resize(x);
      sizes.push(resized.shape[2]);
      return [resized, y];
    },
  });
  const net = new Sequential(new AdaptiveAvgPool2d(2), new Flatten(), new LazyLinear(3));
  net(images());
  const optimizer = new SGD(net.parameters(), { lr: 0.1 });
  const criterion = new CrossEntropyLoss();
  const history = await fit(net, loader, { epochs: 4, optimizer, criterion, callbacks: [] });
  assert.equal(history.mode.kind, 'step by step');
  assert.ok(new Set(sizes).size > 2, `sizes were ${sizes}`);
});

test('options and images that are none are refused by name', () => {
  const refused = (make: () => unknown, message: RegExp) =>
    assert.throws(make, { name: TransformError.name, message });
  refused(() => new transforms.ElasticTransform({ sigma: -1 }), /sigma is \[-1,-1\].*from 0/);
  refused(() => new transforms.ElasticTransform({ sigma: [0, 1] }), /above 0, or both 0/);
  refused(
    () => new transforms.ElasticTransform()(images()),
    /9 x 7 are too small for a sigma of 5/,
  );
  refused(() => new transforms.FiveCrop(20)(images()), /FiveCrop: images of 9 x 7 are smaller/);
  refused(
    () => new transforms.RandomRotation(9, { fill: [0, 1] })(images()),
    /2 values.*3 channels/,
  );
  refused(
    () => new transforms.Pad(1, { fill: [0, 1, 2], paddingMode: 'edge' }),
    /'edge' takes none/,
  );
  refused(() => new transforms.Resize(8, { maxSize: 8 }), /maxSize is 8.*above.*8/);
  refused(() => new transforms.Resize([8, 9], { maxSize: 12 }), /a number for the shorter side/);
  refused(() => new transforms.RandomZoomOut({ sideRange: [0.5, 2] }), /range.*from 1 on/);
  refused(() => new transforms.RandomResize(5, 5), /maxSize is 5.*from 6/);
  refused(() => functional.permuteChannels(images(), [0, 0, 1]), /each of the 3 channels once/);
  refused(() => functional.elastic(images(), tensor([1])), /shape \[1\].*\[1, 9, 7, 2\]/);
  const center = [1] as unknown as [number, number];
  refused(() => functional.rotate(images(), 10, { center }), /center is.*\[x, y\] in pixels/);
});
