/** Transforms against torchvision (see make-transform-goldens.py), and what they refuse. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { TransformError, transforms } from '../../src/data/index.js';
import { affine, inverseMatrix } from '../../src/data/transforms/affine.js';
import { defaultGenerator, manualSeed, recordStepRandom } from '../../src/random/index.js';
import { Tensor, tensor } from '../../src/tensor/index.js';
import { assertClose } from '../assert-close.js';
import { onBoth } from './backends.js';

interface Goldens {
  readonly shape: [number, number, number, number];
  readonly affineParameters: object[];
  readonly toTensor: number[];
  readonly normalize: number[];
  readonly affineNearest: number[];
  readonly affineBilinear: number[];
  readonly rotate: number[];
  readonly flip: number[];
  readonly crop: number[];
}
const file = new URL('../../../test/data/torchvision-transforms.json', import.meta.url);
const golden: Goldens = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const [N, C, H, W] = golden.shape;

/** The same numbers as in make-transform-goldens.py, as images are stored: int32 `[n, h, w, c]`. */
function images(): Tensor {
  const values: number[] = [];
  for (let n = 0; n < N; n++)
    for (let y = 0; y < H; y++)
      for (let x = 0; x < W; x++)
        for (let c = 0; c < C; c++) values.push((n * 131 + c * 57 + y * 17 + x * 29) % 256);
  return tensor(values, [N, H, W, C], 'int32');
}

const floats = () => new transforms.ToTensor().apply(images());

/** XLA divides by a constant as it multiplies by its inverse: the last bit can be another. */
const ROUNDING = { cpu: 0, xla: 2 ** -22 };

function assertValues(actual: Tensor, expected: number[], tolerance: number): void {
  assertClose(actual.dataSync(), expected, tolerance);
}

onBoth('ToTensor puts channels first and divides bytes by 255', (backend) => {
  const batch = floats();
  assert.deepEqual(batch.shape, [N, C, H, W]);
  assert.equal(batch.dtype, 'float32');
  assertValues(batch, golden.toTensor, ROUNDING[backend]);
});

onBoth('ToTensor gives grey images a channel and leaves the values of floats', (backend) => {
  const grey = new transforms.ToTensor().apply(tensor([0, 51, 102, 255], [1, 2, 2], 'int32'));
  assert.deepEqual(grey.shape, [1, 1, 2, 2]);
  assertValues(grey, [0, Math.fround(0.2), Math.fround(0.4), 1], ROUNDING[backend]);
  const floats = new transforms.ToTensor().apply(tensor([0.5, 7], [1, 1, 2]));
  assertValues(floats, [0.5, 7], ROUNDING[backend]);
});

onBoth('Normalize takes each channel by its own mean and std', (backend) => {
  const normalize = new transforms.Normalize([0.1307, 0.5], [0.3081, 0.25]);
  assertValues(normalize.apply(floats()), golden.normalize, ROUNDING[backend]);
});

const everything = {
  degrees: 30,
  translate: [0.2, 0.3],
  scale: [0.7, 1.3],
  shear: [-10, 10, -5, 20],
} as const;

test('RandomAffine draws what torchvision draws', () => {
  manualSeed(0);
  const affine = new transforms.RandomAffine(everything);
  const drawn = Array.from({ length: N }, () => affine.draw(defaultGenerator, H, W));
  assert.deepEqual(drawn, golden.affineParameters);
});

onBoth('RandomAffine maps as torchvision, to the nearest pixel', (backend) => {
  const batch = floats();
  manualSeed(0);
  assertValues(
    new transforms.RandomAffine(everything).apply(batch),
    golden.affineNearest,
    ROUNDING[backend],
  );
  manualSeed(0);
  assertValues(
    new transforms.RandomAffine({ degrees: 20 }).apply(batch),
    golden.rotate,
    ROUNDING[backend],
  );
});

onBoth('RandomAffine maps as torchvision, between pixels and with a fill', () => {
  const affine = new transforms.RandomAffine({
    ...everything,
    interpolation: 'bilinear',
    fill: 0.5,
  });
  const batch = floats();
  manualSeed(0);
  assertValues(affine.apply(batch), golden.affineBilinear, 1e-5);
});

const square = (size: number) =>
  tensor(
    Array.from({ length: size ** 2 }, (_, i) => i + 1),
    [1, 1, size, size],
  );

onBoth(
  'RandomAffine of no range is exact: identity, a quarter turn clockwise, twice the size',
  () => {
    const mapped = (size: number, options: transforms.RandomAffineOptions) =>
      new transforms.RandomAffine(options)(square(size)).reshape([size, size]).toArray();
    assert.deepEqual(mapped(3, { degrees: 0 }), square(3).reshape([3, 3]).toArray());
    assert.deepEqual(mapped(3, { degrees: [90, 90] }), [
      [7, 4, 1],
      [8, 5, 2],
      [9, 6, 3],
    ]);
    assert.deepEqual(mapped(4, { degrees: 0, scale: [2, 2] }), [
      [6, 6, 7, 7],
      [6, 6, 7, 7],
      [10, 10, 11, 11],
      [10, 10, 11, 11],
    ]);
  },
);

onBoth('a move to the right and down shows the fill at the left and the top', () => {
  const move = { angle: 0, translate: [1, 2], scale: 1, shear: [0, 0] } as const;
  const images = tf.tensor4d(square(3).dataSync(), [1, 1, 3, 3]);
  const matrices = tf.tensor2d([inverseMatrix(move)]);
  assert.deepEqual(
    [...affine(images, matrices, 'nearest', -1).dataSync()],
    [-1, -1, -1, -1, -1, -1, -1, 1, 2],
  );
});

onBoth('a transform is called as a function, a transform of one’s own too', (backend) => {
  class Invert extends transforms.Transform {
    constructor(readonly top: number) {
      super();
    }
    apply(batch: Tensor): Tensor {
      return batch.mul(-1).add(this.top);
    }
  }
  const bytes = tensor([0, 255], [1, 1, 2], 'int32');
  const toTensor = new transforms.ToTensor();
  const both: (batch: Tensor) => Tensor = new transforms.Compose([toTensor, new Invert(1)]);
  assertValues(both(bytes), [1, 0], ROUNDING[backend]);
  assertValues(new Invert(3)(toTensor(bytes)), [3, 2], ROUNDING[backend]);
  assert.ok(both instanceof transforms.Transform);
  manualSeed(0);
  const called = new transforms.RandomAffine({ degrees: 20 })(floats()).dataSync();
  assertValues(tensor(called), golden.rotate, ROUNDING[backend]);
});

test('a transform shows itself by its name and its options', () => {
  assert.equal(
    inspect(new transforms.Normalize(0.5, 0.25)),
    'Normalize { mean: [ 0.5 ], std: [ 0.25 ] }',
  );
  assert.match(
    inspect(new transforms.Compose([new transforms.ToTensor(), new transforms.RandomCrop(4)])),
    /^Compose \{\s+transforms: \[\s+ToTensor \{\},\s+RandomCrop \{\s+size: \[ 4, 4 \]/,
  );
});

onBoth('RandomHorizontalFlip mirrors the images that torchvision mirrors', (backend) => {
  const batch = floats();
  manualSeed(0);
  assertValues(
    new transforms.RandomHorizontalFlip(0.4).apply(batch),
    golden.flip,
    ROUNDING[backend],
  );
});

onBoth('RandomCrop cuts the windows that torchvision cuts', (backend) => {
  const batch = floats();
  manualSeed(0);
  const cut = new transforms.RandomCrop([4, 6], { padding: 2 }).apply(batch);
  assert.deepEqual(cut.shape, [N, C, 4, 6]);
  assertValues(cut, golden.crop, ROUNDING[backend]);
});

onBoth('Compose runs transforms and functions in order; Lambda is a function', (backend) => {
  const both = new transforms.Compose([
    new transforms.ToTensor(),
    (batch) => batch.add(1),
    new transforms.Lambda((batch) => batch.mul(2)),
  ]);
  assertValues(both.apply(tensor([0, 255], [1, 1, 2], 'int32')), [2, 4], ROUNDING[backend]);
});

onBoth('a transform of one sample is that of a batch of one', (backend) => {
  const both = new transforms.Compose([
    new transforms.ToTensor(),
    new transforms.Normalize(0.5, 0.5),
  ]);
  const sample = both.applyToSample(tensor([0, 255], [1, 2], 'int32'));
  assert.deepEqual(sample.shape, [1, 1, 2]);
  assertValues(sample, [-1, 1], ROUNDING[backend]);
});

onBoth('transforms leave nothing behind but their result', () => {
  const chain = new transforms.Compose([
    new transforms.Normalize([0.5, 0.4], [0.5, 0.3]),
    new transforms.RandomAffine({ ...everything, interpolation: 'bilinear' }),
    new transforms.RandomHorizontalFlip(),
    new transforms.RandomCrop(4),
  ]);
  const batch = floats();
  const before = tf.memory().numTensors;
  const result = chain.apply(batch);
  // Each of the four transforms has one result.
  assert.equal(tf.memory().numTensors - before, 4);
  assert.ok(result);
});

test('while a step is recorded, random transforms draw nothing but leave how to draw', () => {
  const batch = floats();
  const affine = new transforms.RandomAffine({ degrees: 10 });
  const state = defaultGenerator.state;
  const fills: (() => Float32Array | Int32Array)[] = [];
  recordStepRandom(
    ({ shape, dtype, fill }) => {
      fills.push(fill);
      return tf.zeros(shape, dtype);
    },
    () => affine.apply(batch),
  );
  assert.deepEqual(defaultGenerator.state, state);
  assert.equal(fills.length, 1);
  assert.equal(fills[0]().length, 6 * N);
});

const batchOf = (shape: number[], dtype: 'float32' | 'int32' = 'float32') =>
  Tensor.fromTfjs(tf.zeros(shape, dtype));

const bad: [what: string, call: () => unknown, message: RegExp][] = [
  [
    'ToTensor of one grey image',
    () => new transforms.ToTensor().apply(batchOf([28, 28])),
    /ToTensor: a batch of shape \[28,28\]/,
  ],
  [
    'Normalize before ToTensor',
    () => new transforms.Normalize(0, 1).apply(batchOf([2, 1, 3, 3], 'int32')),
    /int32 came in. Put ToTensor before/,
  ],
  [
    'Normalize of other channels',
    () => new transforms.Normalize([0, 0], [1, 1]).apply(batchOf([2, 3, 3, 3])),
    /2 values, but the images have 3/,
  ],
  ['a std of 0', () => new transforms.Normalize(0.5, 0), /std \[0\] must be finite, and std not 0/],
  [
    'RandomAffine of one image',
    () => new transforms.RandomAffine({ degrees: 1 }).apply(batchOf([1, 28, 28])),
    /shape \[1,28,28\].*applyToSample/,
  ],
  ['negative degrees', () => new transforms.RandomAffine({ degrees: -5 }), /degrees is -5/],
  [
    'a move over the edge',
    () => new transforms.RandomAffine({ degrees: 0, translate: [2, 0] }),
    /translate is \[ 2, 0 \]/,
  ],
  [
    'a scale of 0',
    () => new transforms.RandomAffine({ degrees: 0, scale: [0, 1] }),
    /scale is \[ 0, 1 \]/,
  ],
  [
    'a scale without end',
    () => new transforms.RandomAffine({ degrees: 0, scale: [1, Number.POSITIVE_INFINITY] }),
    /scale is \[ 1, Infinity \]/,
  ],
  [
    'a fill that is no number',
    () => new transforms.RandomAffine({ degrees: 0, fill: Number.NaN }),
    /fill is NaN\. It is a finite/,
  ],
  [
    'an array for a tensor',
    () => Reflect.apply(new transforms.ToTensor(), undefined, [[0, 255]]),
    /ToTensor: a value of type object came in/,
  ],
  ['a probability of 2', () => new transforms.RandomHorizontalFlip(2), /p is 2/],
  [
    'a window that is too large',
    () => new transforms.RandomCrop(30).apply(batchOf([1, 1, 28, 28])),
    /28 x 28 with padding \[0,0,0,0\] are smaller than 30 x 30/,
  ],
];
for (const [what, call, message] of bad) {
  test(`${what}: a TransformError says what was received`, () => {
    assert.throws(call, (error) => error instanceof TransformError && message.test(error.message));
  });
}
