/** Samplers draw what PyTorch's draw (see make-sampler-goldens.py), and loaders take their batches from them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  BatchSampler,
  DataLoader,
  Dataset,
  DatasetError,
  DistributedSampler,
  RandomSampler,
  SequentialSampler,
  SubsetRandomSampler,
  TensorDataset,
  WeightedRandomSampler,
} from '../../src/data/index.js';
import { defaultGenerator, Generator, manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';
import '../tensor/cpu.js';

interface Drawn<T> {
  readonly epochs: readonly [T, T];
  /** The global generator's next number. */
  readonly next: number;
}
interface Goldens {
  readonly weights: number[];
  readonly random: Drawn<number[]>;
  readonly more: Drawn<number[]>;
  readonly replacement: Drawn<number[]>;
  readonly subset: Drawn<number[]>;
  readonly weighted: Drawn<number[]>;
  readonly weightedOnce: Drawn<number[]>;
  readonly batches: readonly [number[][], number[][]];
  readonly distributed: number[][];
  readonly distributedInOrder: number[][];
  readonly loader: Record<'shuffled' | 'own' | 'inOrder' | 'weighted', Drawn<number[][]>>;
}
const file = new URL('../../../test/data/torch-samplers.json', import.meta.url);
const golden: Goldens = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));

const DATA = { length: 12 };
const { weights } = golden;

function assertDraws<T>(epoch: () => T, { epochs, next }: Drawn<T>): void {
  manualSeed(0);
  assert.deepEqual([epoch(), epoch()], epochs);
  assert.equal(defaultGenerator.rand(), next);
}

test('RandomSampler draws permutations, several where more are wanted, and with replacement', () => {
  assertDraws(() => [...new RandomSampler(DATA)], golden.random);
  assertDraws(() => [...new RandomSampler(DATA, { numSamples: 30 })], golden.more);
  const again = { replacement: true, numSamples: 70 };
  assertDraws(() => [...new RandomSampler(DATA, again)], golden.replacement);
});

test('SubsetRandomSampler draws an order of its samples', () => {
  assertDraws(() => [...new SubsetRandomSampler([9, 7, 5, 3])], golden.subset);
});

test('WeightedRandomSampler draws by weights, with and without replacement', () => {
  assertDraws(() => [...new WeightedRandomSampler(weights, 40)], golden.weighted);
  const once = { replacement: false };
  assertDraws(() => [...new WeightedRandomSampler(weights, 8, once)], golden.weightedOnce);
});

test('BatchSampler gives or leaves out what is left over', () => {
  const batches = (dropLast: boolean) => {
    const sampler = new BatchSampler(new SequentialSampler(DATA), 5, dropLast);
    assert.equal(sampler.length, [...sampler].length);
    return [...sampler];
  };
  assert.deepEqual([batches(false), batches(true)], golden.batches);
});

test("DistributedSampler gives each process its share of the epoch's order", () => {
  const shares = (options: { shuffle?: boolean; dropLast?: boolean }) =>
    [0, 1, 2, 3, 4].map((rank) => {
      const sampler = new DistributedSampler(DATA, { numReplicas: 5, rank, ...options });
      sampler.setEpoch(3);
      assert.equal(sampler.length, [...sampler].length);
      return [...sampler];
    });
  assert.deepEqual(shares({}), golden.distributed);
  assert.deepEqual(shares({ shuffle: false, dropLast: true }), golden.distributedInOrder);
});

const dataset = new TensorDataset(tensor([...Array(12).keys()], [12], 'int32'));
const batchesOf = (loader: DataLoader<[Tensor]>) => Array.from(loader, ([x]) => [...x.dataSync()]);

test("a DataLoader's batches are PyTorch's, whatever its sampler and generator", () => {
  const drawn = (options: ConstructorParameters<typeof DataLoader<[Tensor]>>[1]) => () =>
    batchesOf(new DataLoader<[Tensor]>(dataset, { batchSize: 5, ...options }));
  const { shuffled, own, inOrder, weighted } = golden.loader;
  assertDraws(drawn({ shuffle: true }), shuffled);
  assertDraws(drawn({ shuffle: true, generator: new Generator(5) }), own);
  assertDraws(drawn({ dropLast: true }), inOrder);
  assertDraws(drawn({ sampler: new WeightedRandomSampler(weights, 9) }), weighted);
});

test('a sampler counts as shuffling, so that no run is told to shuffle', () => {
  const shuffles = (options: ConstructorParameters<typeof DataLoader<[Tensor]>>[1]) =>
    new DataLoader<[Tensor]>(dataset, options).shuffle;
  assert.equal(shuffles({ sampler: new WeightedRandomSampler(weights, 9) }), true);
  assert.equal(shuffles({ batchSampler: [[1]] }), true);
  assert.deepEqual([shuffles({ shuffle: true }), shuffles({})], [true, false]);
});

test('a batch sampler of a person decides the batches', () => {
  const batchSampler = { length: 2, [Symbol.iterator]: () => [[3, 1, 2], [11]].values() };
  const loader = new DataLoader<[Tensor]>(dataset, { batchSampler });
  assert.equal(loader.length, 2);
  assert.deepEqual(batchesOf(loader), [[3, 1, 2], [11]]);
});

test('collateFn makes tensors of lists that differ in length, which by themselves are no batch', () => {
  class Texts extends Dataset<readonly [label: number, words: readonly number[]]> {
    readonly length = 3;
    get(index: number) {
      return [index % 2, [7, 8, 9].slice(index)] as const;
    }
  }
  const loader = new DataLoader(new Texts(), {
    batchSize: 3,
    collateFn: (texts: (readonly [label: number, words: readonly number[]])[]) => [
      tensor(
        texts.map(([label]) => label),
        'int32',
      ),
      tensor(
        texts.flatMap(([, words]) => [...words]),
        'int32',
      ),
    ],
  });
  const [labels, words] = loader.first();
  assert.deepEqual(labels.toArray(), [0, 1, 0]);
  assert.deepEqual(words.toArray(), [7, 8, 9, 8, 9, 9]);
  assert.throws(
    () => new DataLoader(new Texts(), { batchSize: 2 }).first(),
    /Part 1 of the dataset's get\(1\) has 2 parts, .* 3 parts.*collateFn/,
  );
});

test('collateFn makes the batch of its samples', () => {
  const loader = new DataLoader<[Tensor], string>(dataset, {
    batchSize: 6,
    collateFn: (samples) => samples.map(([x]) => x.item()).join('-'),
  });
  assert.deepEqual([...loader], ['0-1-2-3-4-5', '6-7-8-9-10-11']);
});

test('a loader takes all that a sampler of one’s own gives, whatever it says of its length', () => {
  const given = [4, 2, 7, 1, 9];
  for (const length of [5, 3, 8, 0]) {
    const sampler = { length, [Symbol.iterator]: () => given.values() };
    const loader = new DataLoader(dataset, { sampler, batchSize: 2 });
    const samples = loader.epochOrder().samples;
    assert.deepEqual([...samples], given);
  }
});

test('options that are unknown, out of range or contradict each other are refused by name', () => {
  const refused = (options: object, message: RegExp) =>
    assert.throws(() => new DataLoader(dataset, options), {
      name: DatasetError.name,
      message,
    });
  refused({ numWorkers: -1 }, /numWorkers -1/);
  refused({ sampler: new SequentialSampler(DATA), shuffle: true }, /sampler and shuffle/);
  refused({ batchSampler: [[1]], batchSize: 4, dropLast: true }, /leave out batchSize, dropLast/);
  const distributed = () => new DistributedSampler(DATA, { numReplicas: 2, rank: 2 });
  assert.throws(distributed, /rank 2 of 2 replicas/);
  assert.throws(() => new WeightedRandomSampler([1, -1], 1), /weight of sample 1 is -1/);
  const tooMany = () => new WeightedRandomSampler([1, 0, 2], 3, { replacement: false });
  assert.throws(tooMany, /can't draw 3 samples: 2 of 3 weights/);
});
