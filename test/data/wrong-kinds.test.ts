/** Datasets and samplers of what is none, as it comes through `any` or plain JavaScript: an error that says so, at once. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as gradbook from '../../src/index.js';

const { ones, tensor } = gradbook;

const ODD: readonly unknown[] = [undefined, null, 'x', {}, 7, true];

const set = new gradbook.TensorDataset(ones([4, 2]), ones([4]));
const pixels = { shape: [1, 2, 2], data: new Uint8Array(4) };
const labels = new Uint8Array(1);
const about = { train: true, classes: ['a'] };

/** What is made of an odd value, each in one place. */
const MAKERS: Readonly<Record<string, readonly ((odd: never) => unknown)[]>> = {
  TensorDataset: [
    (odd) => new gradbook.TensorDataset(odd),
    (odd) => new gradbook.TensorDataset(tensor([1]), odd),
  ],
  ConcatDataset: [
    (odd) => new gradbook.ConcatDataset(odd),
    (odd) => new gradbook.ConcatDataset([set, odd]),
  ],
  Subset: [(odd) => new gradbook.Subset(odd, [0]), (odd) => new gradbook.Subset(set, odd)],
  randomSplit: [
    (odd) => gradbook.randomSplit(odd, [1, 1]),
    (odd) => gradbook.randomSplit(set, odd),
  ],
  ImageDataset: [
    (odd) => new gradbook.ImageDataset(odd, about),
    (odd) => new gradbook.ImageDataset({ images: odd, labels }, about),
    (odd) => new gradbook.ImageDataset({ images: { ...pixels, shape: odd }, labels }, about),
    (odd) => new gradbook.ImageDataset({ images: { ...pixels, data: odd }, labels }, about),
    (odd) => new gradbook.ImageDataset({ images: pixels, labels: odd }, about),
  ],
  ImageFolder: [(odd) => new gradbook.ImageFolder(odd)],
  NpzDataset: [
    (odd) => gradbook.NpzDataset.load(odd, { inputs: 'x', targets: 'y' }),
    (odd) => gradbook.NpzDataset.load('none.npz', odd),
    (odd) => gradbook.NpzDataset.load('none.npz', { inputs: odd, targets: 'y' }),
  ],
  TableDataset: [
    (odd) => gradbook.TableDataset.load(odd, { target: 'y' }),
    (odd) => gradbook.TableDataset.load('none.csv', odd),
    (odd) => gradbook.TableDataset.load('none.csv', { target: odd }),
  ],
  TableStream: [
    (odd) => gradbook.TableStream.open(odd, { target: 'y' }),
    (odd) => gradbook.TableStream.open('none.csv', odd),
  ],
  DataLoader: [(odd) => new gradbook.DataLoader(odd)],
  RandomSampler: [(odd) => new gradbook.RandomSampler(odd)],
  SequentialSampler: [(odd) => new gradbook.SequentialSampler(odd)],
  DistributedSampler: [
    (odd) => new gradbook.DistributedSampler(odd, { numReplicas: 1, rank: 0 }),
    (odd) => new gradbook.DistributedSampler(set, odd),
  ],
  SubsetRandomSampler: [(odd) => new gradbook.SubsetRandomSampler(odd)],
  WeightedRandomSampler: [(odd) => new gradbook.WeightedRandomSampler(odd, 1)],
  BatchSampler: [(odd) => new gradbook.BatchSampler(odd, 1)],
};

/** Errors that no one wrote for the person who reads them. */
const OWN: readonly string[] = ['TypeError', 'RangeError', 'ReferenceError', 'Error'];

describe('What no dataset is made of', () => {
  for (const [name, makers] of Object.entries(MAKERS)) {
    it(`is refused by ${name}`, async () => {
      for (const [place, make] of makers.entries()) {
        for (const odd of ODD) {
          await assert.rejects(
            async () => make(odd as never),
            (error: Error) => !OWN.includes(error.name),
            `${name}, place ${place}: ${String(odd)}`,
          );
        }
      }
    });
  }
});
