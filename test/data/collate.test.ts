/** Samples in lists and objects become batches of the same form, as by PyTorch's default_collate. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  collate,
  DataLoader,
  Dataset,
  DatasetError,
  StackDataset,
  TensorDataset,
} from '../../src/data/index.js';
import { evaluate } from '../../src/evaluation/index.js';
import { FitError, fit } from '../../src/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { Tensor, tensor } from '../../src/tensor/index.js';
import { assertClose } from '../assert-close.js';
import { trainByHand } from '../train/by-hand.js';
import { onBoth } from './backends.js';

/** A batch with what its tensors hold. */
const shown = (batch: unknown): unknown => {
  if (batch instanceof Tensor) return [batch.dtype, batch.toArray()];
  if (Array.isArray(batch)) return batch.map(shown);
  if (typeof batch !== 'object' || batch === null) return batch;
  return Object.fromEntries(Object.entries(batch).map(([name, one]) => [name, shown(one)]));
};

const sampleOf = (i: number) => ({
  image: tensor([i, i + 0.5]),
  label: i,
  name: `sample ${i}`,
  box: { size: [i, 2 * i], isLarge: i > 1 },
});

class Digits extends Dataset<ReturnType<typeof sampleOf>> {
  readonly length = 5;
  get(index: number) {
    return sampleOf(index);
  }
}

onBoth('objects become objects of batches, whatever is in them', () => {
  const loader = new DataLoader(new Digits(), { batchSize: 2, shuffle: false });
  const [first, , last] = loader;
  // torch.utils.data.default_collate([sample(0), sample(1)]); its numbers are int64.
  assert.deepEqual(shown(first), {
    image: [
      'float32',
      [
        [0, 0.5],
        [1, 1.5],
      ],
    ],
    label: ['int32', [0, 1]],
    name: ['sample 0', 'sample 1'],
    box: {
      size: [
        ['int32', [0, 1]],
        ['int32', [0, 2]],
      ],
      isLarge: ['bool', [0, 0]],
    },
  });
  const { image, name } = last;
  assert.deepEqual(image.shape, [1, 2]);
  assert.deepEqual(name, ['sample 4']);
  let sum = 0;
  for (const { label, box } of loader) sum += label.add(box.size[1]).sum().item();
  assert.equal(sum, 30);
});

onBoth('tensors and numbers alone become one tensor', () => {
  assert.deepEqual(collate([tensor([1, 2]), tensor([3, 4])]).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(shown(collate([3, 1])), ['int32', [3, 1]]);
  assert.deepEqual(collate(['a', 'b']), ['a', 'b']);
});

test('samples that differ in names are refused by both', () => {
  const refused = (samples: { [name: string]: number }[], message: RegExp) =>
    assert.throws(
      () => collate(samples),
      (error) => error instanceof DatasetError && message.test(error.message),
    );
  refused([{ a: 1, b: 2 }, { a: 1 }], /Sample 1 has 'a', sample 0 'a', 'b'/);
  refused([{ a: 1 }, { a: 1, b: 2 }], /Sample 1 has 'a', 'b', sample 0 'a'/);
  refused([{ a: 1 }, { a: 0.5 }], /'a' of sample 1 is 0\.5.*tensor\(value\)/);
  refused([], /no sample/);
});

test('what is no list stands as one part beside others', () => {
  const both = new StackDataset(new TensorDataset(tensor([1, 2, 3, 4, 5])), new Digits());
  const [x, { label }] = both.get(3);
  assert.deepEqual([x.item(), label], [4, 3]);
});

class Pair extends nn.Module {
  fc = new nn.Linear(2, 3);
  forward({ image, scale }: { image: Tensor; scale: Tensor }) {
    return this.fc(image).mul(scale.unsqueeze(1));
  }
}

class Scaled extends Dataset<readonly [{ image: Tensor; scale: Tensor }, number]> {
  readonly length = 6;
  get(index: number) {
    return [{ image: tensor([index, 1]), scale: tensor(index) }, index % 3] as const;
  }
}

onBoth('fit and evaluate take objects as inputs, as the loop by hand does', async () => {
  const lossesOf = async (how: 'fit' | 'loop'): Promise<number[]> => {
    const net = new Pair();
    nn.init.constant_(net.fc.weight, 0.3);
    nn.init.zeros_(net.fc.bias);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const loader = new DataLoader(new Scaled(), { batchSize: 4 });
    const criterion = new nn.CrossEntropyLoss();
    const options = { epochs: 1, optimizer, criterion, validation: loader, callbacks: [] };
    const losses =
      how === 'fit'
        ? (await fit(net, loader, options)).stepLosses
        : trainByHand({ net, loader, optimizer, criterion }, 1);
    return [...losses, evaluate(net, loader).loss];
  };
  const [fitted, looped] = [await lossesOf('fit'), await lossesOf('loop')];
  assert.equal(fitted.length, 3);
  assertClose(fitted, looped, 1e-6);
});

test('fit and evaluate say of objects how they become inputs and targets', async () => {
  const net = new nn.Linear(2, 5);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
  const loader = new DataLoader(new Digits(), { batchSize: 2 });
  const criterion = new nn.CrossEntropyLoss();
  const says = (error: unknown) =>
    error instanceof FitError &&
    /an object of image, label, name, box.*const { image, label } = collate\(samples\)/.test(
      error.message,
    );
  const options = { epochs: 1, optimizer, criterion, callbacks: [] };
  // @ts-expect-error its batches are objects
  await assert.rejects(async () => fit(net, loader, options), says);
  // @ts-expect-error its batches are objects
  assert.throws(() => evaluate(net, loader), says);
  const pairs = new DataLoader(new Digits(), {
    batchSize: 2,
    collateFn: (samples) => {
      const { image, label } = collate(samples);
      return [image, label];
    },
  });
  const { stepLosses } = await fit(net, pairs, options);
  assert.equal(stepLosses.length, 3);
  assert.equal(evaluate(net, pairs, { metrics: ['accuracy'] }).metrics.accuracy >= 0, true);
});
