/** Datasets that are streams, that follow each other, and that threads read from a person's own class. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ChainDataset,
  ConcatDataset,
  DataLoader,
  DatasetError,
  IterableDataset,
  StackDataset,
  TensorDataset,
  WorkerDataset,
} from '../../src/data/index.js';
import { CrossEntropyLoss, Linear } from '../../src/nn/index.js';
import { SGD } from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { type Tensor, tensor } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';
import '../tensor/cpu.js';

/** Counts up; begins anew in each epoch. */
class Counter extends IterableDataset<[Tensor, number]> {
  *[Symbol.iterator](): Generator<[Tensor, number], void, void> {
    for (let i = 0; i < 7; i++) yield [tensor([i]), i % 2];
  }
}

class CountedCounter extends Counter {
  override readonly length = 7;
}

const numbers = (loader: DataLoader<[Tensor, number]>) =>
  Array.from(loader, ([x]) => [...x.dataSync()]);

test('a stream comes in batches, again in each epoch', () => {
  const loader = new DataLoader(new Counter(), { batchSize: 3 });
  assert.deepEqual(numbers(loader), [[0, 1, 2], [3, 4, 5], [6]]);
  assert.deepEqual(numbers(loader), [[0, 1, 2], [3, 4, 5], [6]]);
  const whole = new DataLoader(new Counter(), { batchSize: 3, dropLast: true });
  assert.deepEqual(numbers(whole), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  const own = new DataLoader(new Counter(), { batchSize: 4, collateFn: (rows) => rows.length });
  assert.deepEqual([...own], [4, 3]);
});

test('what needs the number or the order of samples says what a stream lacks', () => {
  const loader = new DataLoader(new Counter(), { batchSize: 3 });
  assert.throws(() => loader.length, /Counter has no length.*override readonly length/);
  assert.throws(() => loader.dataset.get(3), /Counter has no sample 3/);
  const shuffled = () => new DataLoader(new Counter(), { shuffle: true });
  assert.throws(shuffled, /can't use shuffle with Counter/);
  assert.equal(new DataLoader(new CountedCounter(), { batchSize: 3 }).length, 3);
});

test('fit trains on a stream of known length, and says what it needs of another', async () => {
  manualSeed(0);
  const net = new Linear(1, 2);
  const optimizer = new SGD(net.parameters(), { lr: 0.01 });
  const options = { epochs: 2, optimizer, criterion: new CrossEntropyLoss(), callbacks: [] };
  const loader = (set: Counter) => new DataLoader(set, { batchSize: 3 });
  const { stepLosses } = await fit(net, loader(new CountedCounter()), options);
  assert.equal(stepLosses.length, 6);
  assert.throws(() => fit(net, loader(new Counter()), options), DatasetError);
});

test('datasets one after the other have the samples of all', () => {
  const part = (...values: number[]) => new TensorDataset(tensor(values, [values.length]));
  const all = new ConcatDataset<[Tensor]>([part(1, 2), part(3), part(4, 5, 6)]);
  assert.deepEqual([all.length, all.cumulativeSizes], [6, [2, 3, 6]]);
  const batches = Array.from(new DataLoader<[Tensor]>(all, { batchSize: 4 }), ([x]) => x.toArray());
  assert.deepEqual(batches, [
    [1, 2, 3, 4],
    [5, 6],
  ]);
  assert.throws(() => all.get(6), /ConcatDataset has no sample 6/);
  assert.throws(() => new ConcatDataset([]), /one or more/);
});

const module = new URL('../../../test/data/squares.mjs', import.meta.url);
type Square = [Tensor, number, Tensor];
const squares = (length: number) => WorkerDataset.load<Square>(module, [length]);

test("threads read a person's own dataset, each with the seed that PyTorch gives its worker", async () => {
  const set = await squares(10);
  const read = (numWorkers: number) => {
    manualSeed(3);
    const loader = new DataLoader<Square>(set, { batchSize: 4, shuffle: true, numWorkers });
    return Array.from(loader, (parts) => parts.map((part) => part.toArray()));
  };
  const samples = (batches: unknown[][]) => batches.map(([x, y]) => [x, y]);
  const [alone, one, two] = [read(0), read(1), read(2)];
  assert.deepEqual(samples(one), samples(alone));
  assert.deepEqual(samples(two), samples(alone));
  assert.notDeepEqual(two, one);
  assert.deepEqual(read(2), two);
});

test('an epoch that is gone on with has the random numbers of one that was not cut off', async () => {
  const set = await squares(12);
  const drawn = (from: number) => {
    manualSeed(3);
    const loader = new DataLoader<Square>(set, { batchSize: 2, numWorkers: 2 });
    const batches = [...loader.batches(loader.epochOrder(), from)];
    return batches.map((batch) => batch.at(-1)?.toArray());
  };
  const whole = drawn(0);
  assert.notDeepEqual(whole[0], whole[1]);
  assert.deepEqual(drawn(3), whole.slice(3));
});

test('threads read prefetchFactor batches ahead each, and no more', async () => {
  const counted = new URL('../../../test/data/counted.mjs', import.meta.url);
  const reads = new Int32Array(new SharedArrayBuffer(4));
  const set = await WorkerDataset.load<[Tensor]>(counted, [100, reads]);
  const options = { batchSize: 5, numWorkers: 2, prefetchFactor: 3 };
  const epoch = new DataLoader<[Tensor]>(set, options)[Symbol.iterator]();
  for (const taken of [1, 2]) {
    epoch.next();
    const expected = (taken + options.numWorkers * options.prefetchFactor) * options.batchSize;
    while (Atomics.load(reads, 0) < expected) await delay(1);
    await delay(100);
    assert.equal(Atomics.load(reads, 0), expected);
  }
});

test('streams follow each other, with the length of all where each says its own', () => {
  const chain = new ChainDataset([new CountedCounter(), new CountedCounter()]);
  assert.equal(chain.length, 14);
  const loader = new DataLoader(chain, { batchSize: 5 });
  assert.deepEqual(numbers(loader), [
    [0, 1, 2, 3, 4],
    [5, 6, 0, 1, 2],
    [3, 4, 5, 6],
  ]);
  assert.throws(() => new ChainDataset([new Counter()]).length, /Counter has no length/);
  const numbered = new TensorDataset(tensor([1]), tensor([2]));
  const wrong = [numbered] as unknown as Counter[];
  assert.throws(() => new ChainDataset(wrong), /dataset 0 is no IterableDataset.*ConcatDataset/);
});

test('datasets side by side give the parts of all in one sample', () => {
  const stacked = new StackDataset(
    new TensorDataset(tensor([1, 2, 3])),
    new TensorDataset(tensor([4, 5, 6]), tensor([7, 8, 9], 'int32')),
  );
  const [a, b, c] = stacked.get(1);
  assert.deepEqual([a.item(), b.item(), c.item()], [2, 5, 8]);
  const loader = new DataLoader(stacked, { batchSize: 2 });
  const rows = [...loader].map(([x, y, z]) => [x.toArray(), y.toArray(), z.dtype]);
  assert.deepEqual(rows, [
    [[1, 2], [4, 5], 'int32'],
    [[3], [6], 'int32'],
  ]);
  const short = new TensorDataset(tensor([1]));
  assert.throws(() => new StackDataset(short, stacked), /have 1, 3 samples.*equally many/);
});

test('what a dataset throws in a thread is thrown where its batch is asked for', async () => {
  const loader = new DataLoader<Square>(await squares(20), { batchSize: 5, numWorkers: 2 });
  const seen: number[] = [];
  const read = () => {
    for (const [x] of loader) seen.push(x.shape[0]);
  };
  assert.throws(read, (error) => {
    assert.ok(error instanceof DatasetError);
    assert.match(error.message, /A thread that reads samples failed: thirteen/);
    assert.match(error.stack ?? '', /squares\.mjs:\d+/);
    return true;
  });
  assert.deepEqual(seen, [5, 5]);
});

test('a module without a dataset is refused with what it should look like', async () => {
  const other = new URL('./backends.js', import.meta.url);
  await assert.rejects(WorkerDataset.load(other), /backends\.js is no subclass of Dataset/);
});
