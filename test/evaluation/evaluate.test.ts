/** What `evaluate` finds of a model: figures by name and by function, intervals, slices. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ConcatDataset,
  DataLoader,
  type Evaluation,
  evaluate,
  IterableDataset,
  metrics,
  nn,
  Subset,
  TableDataset,
  type Tensor,
  TensorDataset,
  tensor,
} from '../../src/index.js';
import { assertClose } from '../assert-close.js';

const COUNT = 90;
/** Each sample is its logits: class i % 3, wrong for every sixth, and for every other one of the last third. */
const LABELS = Array.from({ length: COUNT }, (_, i) => i % 3);
const LOGITS = LABELS.map((label, i) => {
  const isWrong = i % 6 === 0 || (i >= 60 && i % 2 === 1);
  return [0, 1, 2].map((one) => (one === (label + Number(isWrong)) % 3 ? 1 + i / COUNT : 0));
});
const PLACES = LABELS.map((_, i) => ['town', 'village', 'sea'][Math.floor(i / 30)]);

class Outputs extends TensorDataset {
  readonly classes = ['cat', 'dog', 'owl'];
  constructor() {
    super(tensor(LOGITS), tensor(LABELS).to('int32'));
  }
  override column(name: string) {
    return name === 'place' ? PLACES : undefined;
  }
}

const loader = new DataLoader(new Outputs(), { batchSize: 32 });
const net = new nn.Identity();
const found = evaluate(net, loader);

test('without metrics it finds the loss, the accuracy and what was predicted', () => {
  const right = LOGITS.filter((row, i) => row.indexOf(Math.max(...row)) === LABELS[i]).length;
  assert.equal(found.accuracy, right / COUNT);
  assert.deepEqual(Array.from(found.labels), LABELS);
  assert.equal(found.probabilities.length, COUNT * 3);
  assert.deepEqual(found.metrics, {});
  assert.deepEqual(found.classNames, ['cat', 'dog', 'owl']);
  assertClose(found.loss, found.figure('logLoss'), 1e-6);
});

test('metrics go by name, as functions of metrics, and as one’s own', () => {
  const byName = evaluate(net, loader, { metrics: ['f1Macro', 'rocAucOvr'] }).metrics;
  const macro = (labels: metrics.Labels, predicted: metrics.Labels) =>
    metrics.f1Score(labels, predicted, { average: 'macro' });
  const own = evaluate(net, loader, {
    metrics: {
      macro,
      // Known as what takes probabilities.
      area: metrics.rocAucScore,
      ownArea: {
        of: 'probabilities',
        score: (labels, probabilities) =>
          metrics.rocAucScore(labels, probabilities, { multiClass: 'ovr' }),
      },
      renamed: 'f1Macro',
    },
  }).metrics;
  assert.deepEqual(own, {
    macro: byName.f1Macro,
    area: byName.rocAucOvr,
    ownArea: byName.rocAucOvr,
    renamed: byName.f1Macro,
  });
  assert.deepEqual(
    Object.keys(evaluate(net, loader, { metrics: [metrics.logLoss, macro] }).metrics),
    ['logLoss', 'macro'],
  );
  // @ts-expect-error: no such figure was asked for
  byName.accuracy;
});

test('a name that is not known, or a function without one, is refused before the model runs', () => {
  class Never extends nn.Module {
    forward(): Tensor {
      return assert.fail('it ran');
    }
  }
  // @ts-expect-error: mistyped
  const mistyped = () => evaluate(new Never(), loader, { metrics: ['f1Makro'] });
  assert.throws(mistyped, /Did you mean 'f1Macro'\?/);
  assert.throws(() => evaluate(new Never(), loader, { metrics: [() => 1] }), /without a name/);
});

test('intervals are the bootstrap’s of the metric', () => {
  const options = { resamples: 200, seed: 3, method: 'BCa', confidence: 0.9 } as const;
  const result = evaluate(net, loader, { metrics: ['accuracy'], intervals: options });
  const expected = metrics.bootstrapInterval(
    metrics.accuracyScore,
    result.labels,
    result.predicted,
    options,
  );
  assert.deepEqual(result.intervals.accuracy, expected);
  assert.deepEqual(found.interval('accuracy', options), expected);
  assert.match(String(result), /90 % interval/);
});

const cheap = { intervals: { resamples: 50 } };

test('slices come worst first, by a column, by values and by a function', () => {
  const table = found.slices('place', { ...cheap, metrics: ['accuracy', 'logLoss'] });
  assert.deepEqual(
    table.slices.map(({ name, count }) => [name, count]),
    [
      ['sea', 30],
      ['town', 30],
      ['village', 30],
    ],
  );
  const [sea] = table.slices;
  const rightAt = (position: number) => found.labels[position] === found.predicted[position];
  assert.equal(sea.figures.accuracy.value, Array.from(sea.positions).filter(rightAt).length / 30);
  assert.ok(sea.figures.accuracy.low < sea.figures.accuracy.value);
  assert.equal(table.whole.figures.accuracy.value, found.accuracy);
  const namesOf = (by: Parameters<Evaluation['slices']>[0]) =>
    found.slices(by, cheap).slices.map(({ name }) => name);
  assert.deepEqual(namesOf(PLACES), ['sea', 'town', 'village']);
  assert.deepEqual(
    namesOf(({ number }) => PLACES[number ?? 0]),
    ['sea', 'town', 'village'],
  );
  const highest = found.slices(({ inputs }) => inputs.max().item() > 1.8, cheap).slices;
  assert.deepEqual(
    highest.map(({ name, count }) => [name, count]),
    [
      ['true', 17],
      ['false', 73],
    ],
  );
});

test('by an error, the greatest comes first', () => {
  const [first, ...others] = found.slices('place', { ...cheap, metrics: ['logLoss'] }).slices;
  for (const { figures } of others) assert.ok(figures.logLoss.value <= first.figures.logLoss.value);
});

test('many different numbers are grouped by their quantiles', () => {
  const numbers = LABELS.map((_, i) => i / 10);
  const { slices, by } = found.slices(numbers, { ...cheap, bins: 3 });
  assert.equal(by, 'slice');
  assert.deepEqual(
    new Set(slices.map(({ name }) => name)),
    new Set(['0 to 2.9', '3 to 5.9', '6 to 8.9']),
  );
  assert.deepEqual(new Set(slices.map(({ count }) => count)), new Set([30]));
});

test('slices show as a table, whole last', () => {
  const lines = found.slices('place', cheap).toString().split('\n');
  assert.match(lines[0], /^place +samples +accuracy +95 % interval$/);
  assert.match(lines[2], /^sea +30 +0\.3333 +0\.\d+ to 0\.\d+$/);
  assert.match(lines[5], /^all +90/);
});

test('what can’t be sliced says why', () => {
  assert.throws(() => found.slices([1, 2]), /2 values for 90 samples/);
  assert.throws(() => found.slices('size'), /the dataset has no columns/);
  assert.throws(
    () =>
      found.slices(
        LABELS.map(Math.sqrt).map((_, i) => i),
        { bins: 0 },
      ),
    /bins = 0/,
  );
});

test('a shuffled loader, a subset and a concatenation are found by their samples’ numbers', () => {
  const part = new Subset(new Outputs(), [80, 3, 40]);
  const both = new ConcatDataset([part, new Outputs()]);
  const shuffled = evaluate(net, new DataLoader(both, { batchSize: 7, shuffle: true }));
  const places = ['sea', 'town', 'village', ...PLACES];
  for (const [position, number] of (shuffled.numbers ?? []).entries()) {
    const labels = [80, 3, 40].map((i) => LABELS[i]).concat(LABELS);
    assert.equal(shuffled.labels[position], labels[number]);
  }
  const counts = shuffled.slices('place', cheap).slices.map(({ name, count }) => [name, count]);
  for (const [name, count] of counts) {
    assert.equal(count, places.filter((place) => place === name).length);
  }
});

test('samples of a stream have no numbers, and asking for one says so', () => {
  class Stream extends IterableDataset<[Tensor, number]> {
    *[Symbol.iterator](): Generator<[Tensor, number], void, void> {
      for (const [i, row] of LOGITS.entries()) yield [tensor(row), LABELS[i]];
    }
  }
  const streamed = evaluate(net, new DataLoader(new Stream(), { batchSize: 32 }));
  assert.equal(streamed.accuracy, found.accuracy);
  assert.equal(streamed.numbers, undefined);
  assert.throws(() => streamed.sample(0).inputs, /samples up that have no numbers/);
});

test('a table is sliced by its features and by its target', async () => {
  const options = {
    target: 'species',
    features: ['length', 'petals', 'colour'],
    oneHot: ['colour'],
  };
  const flowers = await TableDataset.load('test/data/tables/flowers.csv', options);
  const colours = flowers.column('colour');
  for (const [i, colour] of colours.entries()) {
    const [inputs] = flowers.get(i);
    assert.equal(inputs.dataSync()[flowers.features.indexOf(`colour=${colour}`)], 1);
    assert.equal(inputs.dataSync()[0], flowers.column('length')[i]);
  }
  assert.equal(flowers.column('species')[0], 'virginica');
  assert.throws(() => flowers.column('color'), /Did you mean 'colour'\?/);
});

test('a model of numbers has errors for figures, and slices by them', () => {
  const numbers = new TensorDataset(tensor([1, 2, 3, 10]), tensor([1, 2, 3, 4]).to('float32'));
  const result = evaluate(net, new DataLoader(numbers), {
    task: 'regression',
    metrics: ['maxError', 'r2'],
  });
  assert.equal(result.metrics.maxError, 6);
  assert.equal(result.loss, 9);
  const { slices } = result.slices(['a', 'a', 'b', 'b'], cheap);
  assert.deepEqual(
    slices.map(({ name, figures }) => [name, figures.maxError.value]),
    [
      ['b', 6],
      ['a', 0],
    ],
  );
  assert.deepEqual(Array.from(result.sample(3).predicted), [10]);
});

test('what a model of another kind gives is refused, with the task that takes it', () => {
  const columns = new TensorDataset(tensor([[1], [2]]), tensor([[1], [0]]).to('float32'));
  assert.throws(() => evaluate(net, new DataLoader(columns)), /Pass task: 'regression'/);
  assert.throws(
    () => evaluate(net, columns as never),
    /FitError: evaluate: the data must be a DataLoader/,
  );
  const three = new TensorDataset(tensor([[1], [2]]), tensor([[3], [0]]).to('float32'));
  assert.throws(
    () => evaluate(net, new DataLoader(three, { batchSize: 2 }), { task: 'binary' }),
    /target 0 is 3/,
  );
  const pairs = new TensorDataset(tensor([[1, 2]]), tensor([[1]]).to('float32'));
  for (const task of ['binary', 'regression'] as const) {
    assert.throws(
      () => evaluate(net, new DataLoader(pairs), { task } as { task: 'binary' }),
      /\[1, 2\]/,
    );
  }
});
