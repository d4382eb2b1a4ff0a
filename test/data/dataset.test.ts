/** Datasets, subsets and random splits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../tensor/cpu.js';
import {
  DataLoader,
  Dataset,
  DatasetError,
  randomSplit,
  Subset,
  TensorDataset,
} from '../../src/data/index.js';
import { Generator, manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';

/** Sample i is `[i]` and class i. */
class Numbers extends Dataset<[Tensor, number]> {
  constructor(readonly length: number) {
    super();
  }

  get(index: number): [Tensor, number] {
    return [tensor([index]), index];
  }
}

test('sample i of a TensorDataset is row i of each of its tensors', () => {
  const dataset = new TensorDataset(
    tensor([1, 2, 3, 4, 5, 6], [3, 2]),
    tensor([7, 8, 9], [3], 'int32'),
  );
  assert.equal(dataset.length, 3);
  const [row, label] = dataset.get(1);
  assert.deepEqual(row.toArray(), [3, 4]);
  assert.equal(label.dtype, 'int32');
  assert.equal(label.item(), 8);
});

test('a dataset can be iterated, sample by sample', () => {
  const labels = Array.from(new Numbers(4), ([, label]) => label);
  assert.deepEqual(labels, [0, 1, 2, 3]);
});

test('sample i of a Subset is the one that its index i names', () => {
  const subset = new Subset(new Numbers(10), [7, 2, 2]);
  assert.equal(subset.length, 3);
  assert.deepEqual(
    Array.from(subset, ([, label]) => label),
    [7, 2, 2],
  );
});

test('randomSplit draws the split of PyTorch after the same seed', () => {
  manualSeed(0);
  const [train, validation] = randomSplit(new Numbers(100), [0.8, 0.2]);
  assert.equal(train.length, 80);
  assert.equal(validation.length, 20);
  // torch.manual_seed(0); [s.indices[:10] for s in random_split(range(100), [0.8, 0.2])]
  assert.deepEqual([...train.indices.subarray(0, 10)], [44, 19, 93, 90, 71, 69, 37, 95, 53, 91]);
  assert.deepEqual(
    [...validation.indices.subarray(0, 10)],
    [18, 17, 75, 67, 13, 48, 39, 21, 64, 88],
  );
});

test('randomSplit with a generator leaves the global one alone', () => {
  const split = () => randomSplit(new Numbers(20), [15, 5], { generator: new Generator(3) });
  const [first] = split();
  manualSeed(9);
  const [second] = split();
  assert.deepEqual(second.indices, first.indices);
});

test('shares are rounded down, and the first parts get what is left over', () => {
  const lengths = (samples: number, shares: number[]) =>
    randomSplit(new Numbers(samples), shares).map(({ length }) => length);
  assert.deepEqual(lengths(10, [1 / 3, 1 / 3, 1 / 3]), [4, 3, 3]);
  assert.deepEqual(lengths(101, [0.5, 0.5]), [51, 50]);
  assert.deepEqual(lengths(8, [0.3, 0.3, 0.4]), [3, 2, 3]);
  assert.deepEqual(lengths(5, new Array(10).fill(0.1)), [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
});

test('the parts of a split have every sample once', () => {
  const parts = randomSplit(new Numbers(50), [20, 0, 30]);
  const all = parts.flatMap(({ indices }) => [...indices]).sort((a, b) => a - b);
  assert.deepEqual(
    all,
    Array.from({ length: 50 }, (_, i) => i),
  );
});

const empty = new Subset(new Numbers(3), []);
const bad: [what: string, call: () => unknown, message: RegExp][] = [
  [
    'no such sample',
    () => new Subset(new Numbers(3), [0]).get(1),
    /Subset has no sample 1: there are 1/,
  ],
  [
    'a negative index',
    () => new TensorDataset(tensor([1, 2])).get(-1),
    /TensorDataset has no sample -1/,
  ],
  [
    'a subset of what is not there',
    () => new Subset(new Numbers(3), [0, 3]),
    /no sample 3: there are 3/,
  ],
  [
    'tensors of other lengths',
    () => new TensorDataset(tensor([1, 2]), tensor([1])),
    /shapes \[2\], \[1\]/,
  ],
  ['no tensors', () => new TensorDataset(), /TensorDataset got tensors of shapes \(none\)/],
  [
    'lengths that do not sum',
    () => randomSplit(new Numbers(10), [5, 4]),
    /\[5, 4\], which sum to 9.*10 samples/,
  ],
  ['shares that do not sum', () => randomSplit(new Numbers(10), [0.5, 0.4]), /sum to 0\.9/],
  ['a negative length', () => randomSplit(new Numbers(10), [11, -1]), /-1 is not 0 or more/],
  ['a batch size of 0', () => new DataLoader(new Numbers(3), { batchSize: 0 }), /batchSize 0\./],
  [
    'a batch size of 1.5',
    () => new DataLoader(new Numbers(3), { batchSize: 1.5 }),
    /batchSize 1\.5/,
  ],
  ['an empty dataset', () => new DataLoader(empty), /a dataset of 0 samples/],
];
for (const [what, call, message] of bad) {
  test(`${what}: a DatasetError says what was received`, () => {
    assert.throws(call, (error) => error instanceof DatasetError && message.test(error.message));
  });
}
