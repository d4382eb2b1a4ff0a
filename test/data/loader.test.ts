/** DataLoader: batches, their order, and memory; gathered as a whole and sample by sample. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  DataLoader,
  Dataset,
  DatasetError,
  ImageDataset,
  randomSplit,
  Subset,
  TensorDataset,
  TransformError,
  transforms,
} from '../../src/data/index.js';
import { defaultGenerator, Generator, manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';
import { register, statistics } from '../../src/xla/index.js';
import { onBoth } from './backends.js';

const IMAGES = 10;

/** Image i is all i, its class i % 3. */
class Plain extends ImageDataset {
  constructor(transform?: transforms.TransformLike) {
    const data = Uint8Array.from({ length: IMAGES * 4 }, (_, i) => Math.floor(i / 4));
    const labels = Uint8Array.from({ length: IMAGES }, (_, i) => i % 3);
    const images = { shape: [IMAGES, 2, 2], data };
    super({ images, labels }, { train: true, classes: ['a', 'b', 'c'], transform });
  }
}

/** The same samples, got one by one. */
class OneByOne extends Plain {
  override get(index: number): [Tensor, number] {
    return super.get(index);
  }
}

const firstPixels = (images: Tensor) => {
  const size = images.numel() / images.shape[0];
  return [...images.dataSync()].filter((_, i) => i % size === 0);
};

onBoth('batches have the samples in order, the last one fewer', () => {
  const loader = new DataLoader(new Plain(), { batchSize: 4 });
  assert.equal(loader.length, 3);
  const seen: number[][] = [];
  for (const [images, labels] of loader) {
    assert.deepEqual(images.shape, [labels.shape[0], 2, 2]);
    assert.equal(labels.dtype, 'int32');
    assert.deepEqual(
      [...labels.dataSync()],
      firstPixels(images).map((i) => i % 3),
    );
    seen.push(firstPixels(images));
  }
  assert.deepEqual(seen, [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
});

onBoth('dropLast leaves out the smaller batch', () => {
  const loader = new DataLoader(new Plain(), { batchSize: 4, dropLast: true });
  assert.equal(loader.length, 2);
  assert.equal(Array.from(loader).length, 2);
});

onBoth('samples got one by one make the same batches as those gathered as a whole', () => {
  const transform = new transforms.Compose([
    new transforms.ToTensor(),
    new transforms.Normalize(0.5, 0.5),
  ]);
  const batches = (dataset: Dataset<[Tensor, number]>) => {
    manualSeed(4);
    const loader = new DataLoader(dataset, { batchSize: 3, shuffle: true });
    return Array.from(loader, ([images, labels]) => [
      images.shape,
      images.toArray(),
      labels.toArray(),
    ]);
  };
  assert.equal(new DataLoader(new OneByOne(transform)).resident(), undefined);
  assert.deepEqual(batches(new Plain(transform)), batches(new OneByOne(transform)));
});

onBoth('a subset of a subset is gathered from the rows of the whole', () => {
  const inner = new Subset(new Plain(), [9, 7, 5, 3, 1]);
  const loader = new DataLoader(new Subset(inner, [4, 0, 2]), { batchSize: 3 });
  assert.ok(loader.resident());
  const [batch] = Array.from(loader, ([images]) => firstPixels(images));
  assert.deepEqual(batch, [1, 9, 5]);
});

onBoth('a TensorDataset of one or three tensors gives as many a batch', () => {
  const rows = tensor([1, 2, 3, 4], [4, 1]);
  for (const [only] of new DataLoader(new TensorDataset(rows), { batchSize: 4 })) {
    assert.deepEqual(only.toArray(), [[1], [2], [3], [4]]);
  }
  const three = new TensorDataset(rows, rows.mul(2), tensor([0, 1, 0, 1], [4], 'int32'));
  for (const [a, b, c] of new DataLoader(three, { batchSize: 4 })) {
    assert.deepEqual([a.shape, b.shape, c.dtype], [[4, 1], [4, 1], 'int32']);
  }
});

test('images lie on the device as bytes, one for each level', async () => {
  await register();
  await tf.setBackend('xla');
  const [samples, levels] = [1000, 28 * 28];
  const images = { shape: [samples, 28, 28], data: new Uint8Array(samples * levels) };
  const labels = new Uint8Array(samples);
  const dataset = new ImageDataset({ images, labels }, { train: true, classes: ['a'] });
  const { liveBytes } = statistics();
  const [[batch]] = new DataLoader(dataset, { batchSize: 1 });
  assert.equal(batch.dataSync().length, levels);
  const added = statistics().liveBytes - liveBytes;
  assert.ok(added >= samples * levels && added < 1.1 * samples * levels, `${added} bytes`);
});

test('shuffling draws the order of PyTorch, epoch after epoch', () => {
  // torch.manual_seed(0); l = DataLoader(range(10), shuffle=True); print([b.item() for b in l]) twice
  const global = [
    [6, 7, 1, 4, 2, 0, 9, 8, 3, 5],
    [2, 4, 7, 0, 8, 9, 5, 3, 6, 1],
  ];
  // The same with generator=torch.Generator().manual_seed(0)
  const own = [
    [3, 7, 5, 2, 0, 8, 1, 6, 9, 4],
    [1, 3, 2, 7, 5, 9, 0, 6, 4, 8],
  ];
  const epochs = (generator?: Generator) => {
    const loader = new DataLoader(new Plain(), { shuffle: true, generator });
    return [1, 2].map(() => Array.from(loader, ([images]) => firstPixels(images)[0]));
  };
  manualSeed(0);
  assert.deepEqual(epochs(), global);
  const state = defaultGenerator.state;
  assert.deepEqual(epochs(new Generator(0)), own);
  assert.deepEqual(defaultGenerator.state, state);
});

onBoth('what a compiled loop gathers is what iterating gives', () => {
  const transform = new transforms.Compose([new transforms.ToTensor(), (batch) => batch.mul(2)]);
  const subset = new Subset(new Plain(transform), [8, 6, 4, 2, 0, 1]);
  const loader = new DataLoader(subset, { batchSize: 2, shuffle: true });
  manualSeed(1);
  const iterated = Array.from(loader, ([images, labels]) => [images.toArray(), labels.toArray()]);
  manualSeed(1);
  const resident = loader.resident();
  assert.ok(resident);
  const order = resident.rowsOf(loader.epochOrder().samples);
  const gathered = [0, 2, 4].map((start) => {
    const indices = tf.tensor1d(order.subarray(start, start + 2), 'int32');
    const [images, labels] = resident.gather(indices);
    indices.dispose();
    return [images.toArray(), labels.toArray()];
  });
  assert.deepEqual(gathered, iterated);
  assert.deepEqual([resident.batchSize, resident.dropLast], [2, false]);
});

onBoth('an epoch leaves nothing large behind', () => {
  const big = new TensorDataset(tensor(new Float32Array(64 * 8192), [64, 8192]));
  const epoch = () => {
    for (const [rows] of new DataLoader(big, { batchSize: 8, shuffle: true })) rows.add(1).mul(2);
    for (const [images] of new DataLoader(plain, { batchSize: 2 })) images.dataSync();
  };
  const plain = new Plain(new transforms.ToTensor());
  epoch();
  const { numBytes } = tf.memory();
  for (let i = 0; i < 3; i++) epoch();
  // What is small may stay until it is collected; a large row is 256 kB.
  assert.ok(tf.memory().numBytes - numBytes < 100_000, `${tf.memory().numBytes - numBytes} bytes`);
});

onBoth('after break, the batch can still be read', () => {
  let kept: Tensor | undefined;
  const dataset = new TensorDataset(tensor(new Float32Array(2 * 8192).fill(3), [2, 8192]));
  for (const [rows] of new DataLoader(dataset)) {
    kept = rows;
    break;
  }
  assert.equal(kept?.mean().item(), 3);
});

/** Rows of 32 kB: what is as large is freed when its iteration ends. */
const large = (rows: number) =>
  new TensorDataset(tensor(new Float32Array(rows * 8192).fill(3), [rows, 8192]));

onBoth('the first batch can be had without a loop, and is not freed by later ones', () => {
  const loader = new DataLoader(large(3), { batchSize: 2 });
  const [rows] = loader.first();
  assert.deepEqual(rows.shape, [2, 8192]);
  for (const [others] of loader) others.add(1);
  assert.equal(rows.mean().item(), 3);
});

test('the first batch is that of a new epoch, as PyTorch draws it', () => {
  // torch.manual_seed(0); l = DataLoader(range(10), shuffle=True); the first of each of two epochs
  manualSeed(0);
  const loader = new DataLoader(new Plain(), { shuffle: true });
  assert.deepEqual(
    [1, 2].map(() => firstPixels(loader.first()[0])),
    [[6], [2]],
  );
});

onBoth('batches come with their numbers, and are freed as in any loop', () => {
  const seen: Tensor[] = [];
  for (const [number, [rows]] of new DataLoader(large(3), { batchSize: 1 }).entries()) {
    assert.equal(number, seen.length);
    seen.push(rows);
    if (number === 1) break;
  }
  assert.equal(seen.length, 2);
  assert.throws(() => seen[0].dataSync(), /released/);
  assert.equal(seen[1].mean().item(), 3);
});

test('texts of samples come as lists', () => {
  class Named extends Dataset<[Tensor, string]> {
    readonly length = 3;
    get(index: number): [Tensor, string] {
      return [tensor([index]), `name ${index}`];
    }
  }
  const batches = [...new DataLoader(new Named(), { batchSize: 2 })];
  const names: string[][] = batches.map(([, name]) => name);
  assert.deepEqual(names, [['name 0', 'name 1'], ['name 2']]);
});

test('a loader whose only batch dropLast leaves out has no first one', () => {
  const loader = new DataLoader(new Plain(), { batchSize: 11, dropLast: true });
  assert.equal(loader.length, 0);
  assert.throws(
    () => loader.first(),
    (error) =>
      error instanceof DatasetError && /10 samples are fewer than batchSize 11/.test(error.message),
  );
});

onBoth(
  'large batches of a loop that has ended say that they were freed, and how to keep them',
  () => {
    const [[rows]] = [...new DataLoader(large(2))];
    assert.throws(() => rows.dataSync(), /released.*keep\(\)/s);
    const kept = Array.from(new DataLoader(large(2)), ([rows]) => rows.keep());
    assert.deepEqual(
      kept.map((rows) => rows.mean().item()),
      [3, 3],
    );
  },
);

onBoth('hundreds of iterations take no more memory than the first ones', () => {
  const loader = new DataLoader(new Plain(new transforms.ToTensor()), { batchSize: 1 });
  const iterate = (count: number) => {
    for (let i = 0; i < count; i += loader.length) for (const [images] of loader) images.mul(2);
    return tf.memory();
  };
  // Small tensors that someone may hold stay on the device up to a number.
  const before = iterate(600);
  const after = iterate(200);
  assert.ok(after.numTensors <= before.numTensors, `${before.numTensors}, ${after.numTensors}`);
  assert.ok(after.numBytes <= before.numBytes, `${before.numBytes}, ${after.numBytes}`);
});

onBoth('for await gives the same batches and lets timers run', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const seen: number[] = [];
  const slow = new Plain((images) => {
    const start = performance.now();
    while (performance.now() - start < 30);
    return images;
  });
  for await (const [images] of new DataLoader(slow)) seen.push(...firstPixels(images));
  clearInterval(timer);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(turns > 0);
});

test('two loops over one loader at once don’t disturb each other', () => {
  const loader = new DataLoader(new Plain(), { batchSize: 5 });
  const pairs: number[] = [];
  for (const [outer] of loader) {
    for (const [inner] of loader) pairs.push(firstPixels(outer)[0] * 10 + firstPixels(inner)[0]);
  }
  assert.deepEqual(pairs, [0, 5, 50, 55]);
});

test('a transform that fails ends the loop with its error, and the next loop works', () => {
  const dataset = new Plain(new transforms.Normalize(0.5, 0.5));
  assert.throws(() => Array.from(new DataLoader(dataset)), TransformError);
  assert.equal(Array.from(new DataLoader(new Plain())).length, 10);
});

/** Gives whatever it was made with. */
class Given extends Dataset<[Tensor | number, ...(Tensor | number)[]]> {
  readonly length: number;

  constructor(readonly samples: [Tensor | number, ...(Tensor | number)[]][]) {
    super();
    this.length = samples.length;
  }

  get(index: number) {
    return this.samples[index];
  }
}

const bad: [what: string, samples: [Tensor | number, ...(Tensor | number)[]][], message: RegExp][] =
  [
    [
      'shapes that differ',
      [[tensor([1])], [tensor([1, 2])]],
      /get\(1\) is float32 \[2\], .* float32 \[1\]/,
    ],
    ['types that differ', [[tensor([1])], [tensor([1], [1], 'int32')]], /is int32 \[1\]/],
    [
      'parts that differ',
      [[1, 2], [1]],
      /get\(1\) has 1 parts, the dataset's get\(0\) 2 parts.*collateFn/,
    ],
    ['real numbers', [[1], [0.5]], /Part 0 of the dataset's get\(1\) is 0\.5.*tensor\(value\)/],
    ['numbers over 32 bits', [[1], [2 ** 31]], /get\(1\) is 2147483648.*32 bits/],
    ['a number for a tensor', [[tensor([1])], [1]], /get\(1\) is 1\. It must be a tensor/],
    ['a tensor for a number', [[1], [tensor([1])]], /get\(1\) is a tensor\. A plain number/],
  ];
for (const [what, samples, message] of bad) {
  test(`samples with ${what} make no batch: a DatasetError says which`, () => {
    const loader = new DataLoader(new Given(samples), { batchSize: 2 });
    assert.throws(
      () => Array.from(loader),
      (error) => error instanceof DatasetError && message.test(error.message),
    );
  });
}

/** What JavaScript lets a `get` give. */
const foreign: [what: string, sample: unknown, message: RegExp][] = [
  ['nothing', undefined, /The dataset's get\(0\) is undefined\. It must be a tensor/],
  ['a typed array', [new Float32Array(3), 1], /Part 0 .* is an object of type Float32Array/],
  [
    'an object of a class',
    [{ when: new Date() }],
    /'when' of part 0 of the dataset's get\(0\) is .* Date/,
  ],
  ['a missing part', [undefined], /Part 0 .* is undefined/],
];
for (const [what, sample, message] of foreign) {
  test(`a sample that is ${what} makes no batch: a DatasetError says so`, () => {
    const dataset = new Given([[0]]);
    Object.assign(dataset, { get: () => sample });
    assert.throws(
      () => new DataLoader(dataset).first(),
      (error) => error instanceof DatasetError && message.test(error.message),
    );
  });
}

const listed = [0, 1, 2, 3, 4].map((n) => [tensor([n]), n] as const);

onBoth('a list of samples is a dataset, as it is in PyTorch', () => {
  const loader = new DataLoader(listed, { batchSize: 2 });
  assert.deepEqual(
    [...loader.entries()].map(([, [x, y]]) => [x.shape, [...y.dataSync()]]),
    [
      [
        [2, 1],
        [0, 1],
      ],
      [
        [2, 1],
        [2, 3],
      ],
      [[1, 1], [4]],
    ],
  );
  assert.throws(() => loader.dataset.get(5), /The list has no sample 5/);
});

test('a list of samples can be split, and some of it taken', () => {
  const numbers = (samples: Iterable<readonly [Tensor, number]>) => [...samples].map(([, n]) => n);
  const [few, rest] = randomSplit(listed, [2, 3]);
  assert.deepEqual([few.length, rest.length], [2, 3]);
  assert.deepEqual(numbers([...few, ...rest]).sort(), [0, 1, 2, 3, 4]);
  assert.deepEqual(numbers(new Subset(listed, [3, 1])), [3, 1]);
});
