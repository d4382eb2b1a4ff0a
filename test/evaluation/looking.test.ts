/** Looking at what a model did: galleries, curves, two models side by side. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DataLoader,
  evaluate,
  ImageDataset,
  IterableDataset,
  mcnemar,
  metrics,
  nn,
  plots,
  Subset,
  TableDataset,
  type Tensor,
  TensorDataset,
  tensor,
  transforms,
} from '../../src/index.js';
import { assertClose } from '../assert-close.js';

/** Pictures of 2 x 2 pixels, of which the first three, scaled, are the logits. */
class Pixels extends nn.Module {
  forward(images: Tensor) {
    return images.flatten(1).narrow(1, 0, 3).mul(4);
  }
}
const LEVELS = [
  [255, 0, 0, 9],
  [0, 255, 0, 9],
  [128, 127, 120, 9],
  [255, 0, 0, 9],
  [200, 0, 100, 9],
];
const LABELS = [0, 1, 0, 2, 2];
const set = new ImageDataset(
  {
    images: { shape: [5, 2, 2], data: Uint8Array.from(LEVELS.flat()) },
    labels: Uint8Array.from(LABELS),
  },
  { train: false, classes: ['cat', 'dog', 'owl'], transform: new transforms.ToTensor() },
);
const found = evaluate(new Pixels(), new DataLoader(set, { batchSize: 2 }));
const DISPLAY = Symbol.for('Jupyter.display');

test('the worst samples are those whose class was least expected, as pictures', () => {
  const gallery = found.worst(2);
  assert.deepEqual(
    gallery.samples.map(({ number }) => number),
    [3, 4],
  );
  const { layout } = gallery.figure() ?? assert.fail('no pictures');
  assert.equal(layout.title?.text, 'Worst of 5 samples');
  assert.ok(Array.isArray(layout.images) && layout.images.length === 2);
  const annotations = Array.isArray(layout.annotations) ? layout.annotations : [];
  assert.equal(annotations[0].text, 'cat: 96 %<br>is owl');
  assert.deepEqual(Object.keys(Reflect.get(gallery, DISPLAY).call(gallery)), [
    'application/vnd.plotly.v1+json',
    'text/html',
    'text/plain',
  ]);
});

test('the most uncertain one is where the likeliest class is least likely; of a slice too', () => {
  assert.equal(found.mostUncertain(1).samples[0].number, 2);
  const [sample] = found.mostUncertain(1, { among: [0, 4] }).samples;
  assert.equal(sample.number, 4);
  assert.throws(() => found.worst(0), /count is 0/);
});

test('rows of a table are listed with their features, and samples of a stream without', async () => {
  const options = { target: 'petals', features: ['length'] };
  const flowers = await TableDataset.load('test/data/tables/flowers.csv', options);
  const numbers = evaluate(new nn.Identity(), new DataLoader(flowers, { batchSize: 8 }), {
    task: 'regression',
  });
  const gallery = numbers.worst(3);
  assert.equal(gallery.figure(), undefined);
  const [title, head, , first] = gallery.toString().split('\n');
  assert.equal(title, `Worst of ${flowers.length} samples`);
  assert.match(head, /^sample +target +predicted +length$/);
  const errors = numbers.targets.map((target, i) => Math.abs(target - numbers.predicted[i]));
  assert.equal(Number(first.split(' ')[0]), errors.indexOf(Math.max(...errors)));

  class Stream extends IterableDataset<[Tensor, number]> {
    *[Symbol.iterator](): Generator<[Tensor, number], void, void> {
      yield [tensor([0, 1]), 0];
    }
  }
  const streamed = evaluate(new nn.Identity(), new DataLoader(new Stream())).worst(1);
  assert.equal(streamed.figure(), undefined);
  assert.match(streamed.toString(), /0 +1 +73 %$/);
});

test('curves, confusion and report are those of metrics, by the classes’ names', () => {
  const curves = found.rocCurves();
  assert.deepEqual(Object.keys(curves), ['cat', 'dog', 'owl']);
  const owl = Float32Array.from(LABELS, (_, i) => found.probabilities[3 * i + 2]);
  const isOwl = LABELS.map((label) => Number(label === 2));
  assert.deepEqual(curves.owl, metrics.rocCurve(isOwl, owl));
  assert.deepEqual(found.precisionRecallCurves().owl, metrics.precisionRecallCurve(isOwl, owl));
  assert.deepEqual(found.confusionMatrix(), [
    [2, 0, 0],
    [0, 1, 0],
    [2, 0, 0],
  ]);
  assert.match(String(found.classificationReport()), /^ +precision[\s\S]+ owl/);
  assert.ok(plots.rocCurve(curves).data.length > 3);
});

test('of two classes there is one curve: the second’s', () => {
  const two = new TensorDataset(
    tensor([
      [1, 0],
      [0, 1],
      [0, 2],
    ]),
    tensor([0, 1, 1]).to('int32'),
  );
  const evaluation = evaluate(new nn.Identity(), new DataLoader(two));
  assert.deepEqual(Object.keys(evaluation.rocCurves()), ['1']);
});

test('the mean gap of the reliability is the expected calibration error', () => {
  const { probTrue, probPred, counts } = found.reliability(10);
  const gaps = counts.map(
    (count, i) => (count / found.count) * Math.abs(probTrue[i] - probPred[i]),
  );
  const error = metrics.expectedCalibrationError(found.labels, probabilityRows(), {
    nBins: 10,
    labels: [0, 1, 2],
  });
  assertClose(
    gaps.reduce((sum, gap) => sum + gap, 0),
    error,
  );
});

const probabilityRows = () => LABELS.map((_, i) => found.probabilities.subarray(3 * i, 3 * i + 3));

test('two models are compared on the same samples, in whatever order', () => {
  class Other extends nn.Module {
    forward(images: Tensor) {
      return images.flatten(1).narrow(1, 1, 3);
    }
  }
  const shuffled = new DataLoader(set, { batchSize: 3, shuffle: true });
  const other = evaluate(new Other(), shuffled);
  const inOrder = evaluate(new Other(), new DataLoader(set));
  const expected = metrics.mcnemarTest(LABELS, found.predicted, inOrder.predicted);
  assert.deepEqual(mcnemar(found, other), expected);
  assert.notEqual(expected.onlyFirst, 0);
  const { statistic } = mcnemar(found, other, { exact: false, correction: false });
  assert.ok(Number.isFinite(statistic));
});

test('models that were evaluated on other samples are not compared', () => {
  const few = evaluate(new Pixels(), new DataLoader(new Subset(set, [0, 1])));
  assert.throws(() => mcnemar(found, few), /on 5 and the second on 2/);
});
