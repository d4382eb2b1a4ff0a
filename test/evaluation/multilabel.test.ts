/** What `evaluate` finds of a model of several labels a sample. Figures: scikit-learn 1.9.1's. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataLoader, evaluate, metrics, nn, TensorDataset, tensor } from '../../src/index.js';
import { assertClose } from '../assert-close.js';

const TARGETS = [
  [1, 0, 1],
  [0, 1, 0],
  [1, 1, 0],
  [0, 0, 1],
  [1, 0, 0],
  [0, 1, 1],
];
/** Each sample is its logits. */
const LOGITS = [
  [2, -1, 0.5],
  [-0.5, 1, 0.25],
  [1, -0.25, -2],
  [0.75, -1.5, 3],
  [0.5, -0.75, -1],
  [-2, 2, -0.1],
];

class Tags extends TensorDataset {
  readonly classes = ['cat', 'dog', 'owl'];
  constructor() {
    super(tensor(LOGITS), tensor(TARGETS));
  }
}

const net = new nn.Identity();
const loader = new DataLoader(new Tags(), { batchSize: 4 });

const SCIKIT_LEARN = {
  accuracy: 0.3333333333333333,
  hammingLoss: 0.2222222222222222,
  precisionMacro: 0.8055555555555555,
  recallMacro: 0.7777777777777777,
  f1Macro: 0.7746031746031745,
  jaccardMacro: 0.6388888888888888,
  rocAucMacro: 0.9259259259259259,
  averagePrecisionMacro: 0.9444444444444443,
  precisionMicro: 0.7777777777777778,
  recallMicro: 0.7777777777777778,
  f1Micro: 0.7777777777777778,
  jaccardMicro: 0.6363636363636364,
  rocAucMicro: 0.9259259259259259,
  averagePrecisionMicro: 0.9297979797979798,
  precisionWeighted: 0.8055555555555556,
  recallWeighted: 0.7777777777777778,
  f1Weighted: 0.7746031746031746,
  jaccardWeighted: 0.6388888888888888,
  rocAucWeighted: 0.925925925925926,
  averagePrecisionWeighted: 0.9444444444444444,
  precisionSamples: 0.8333333333333334,
  recallSamples: 0.8333333333333334,
  f1Samples: 0.7777777777777777,
  jaccardSamples: 0.6666666666666666,
  rocAucSamples: 1,
  averagePrecisionSamples: 1,
  rocAuc: 0.9259259259259259,
  averagePrecision: 0.9444444444444443,
  coverageError: 1.5,
  labelRankingAveragePrecision: 1,
  labelRankingLoss: 0,
};

test('labels have scikit-learn’s figures', () => {
  const names = Object.keys(SCIKIT_LEARN) as (keyof typeof SCIKIT_LEARN)[];
  const found = evaluate(net, loader, { task: 'multilabel', metrics: names });
  for (const name of names) assertClose(found.metrics[name], SCIKIT_LEARN[name], 1e-6, name);
  assert.equal(found.accuracy, SCIKIT_LEARN.accuracy);
  const loss = nn.functional.binaryCrossEntropyWithLogits(tensor(LOGITS), tensor(TARGETS)).item();
  assertClose(found.loss, loss, 1e-6);
});

test('it knows what was said of each sample and label', () => {
  const found = evaluate(net, loader, { task: 'multilabel' });
  const { labels, predicted, probabilities } = found.sample(2);
  assert.deepEqual(
    [Array.from(labels), Array.from(predicted)],
    [
      [1, 1, 0],
      [1, 0, 0],
    ],
  );
  assertClose(probabilities[0], 1 / (1 + Math.exp(-1)), 1e-6);
  assert.deepEqual(found.confusionMatrices().dog, [
    [3, 0],
    [1, 2],
  ]);
  assert.match(String(found.classificationReport()), /owl/);
  assert.equal(found.rocCurves().cat.tpr.at(-1), 1);
  assert.equal(found.precisionRecallCurves().owl.recall[0], 1);
  const [worst] = found.worst(1).samples;
  assert.equal(worst.position, 1);
  assert.match(String(found.worst(1)), /dog.*dog, owl/);
  const slices = found.slices((sample) => sample.labels[0]);
  assert.deepEqual(slices.metrics, ['f1Micro']);
});

test('functions of one’s own take rows of 0 and 1, or of probabilities', () => {
  const found = evaluate(net, loader, {
    task: 'multilabel',
    metrics: {
      hamming: metrics.hammingLoss,
      rows: (labels, predicted) => labels.length + predicted[0].length,
      least: {
        of: 'probabilities',
        score: (_, probabilities) => Math.min(...probabilities.map((row) => row[0])),
      },
    },
    intervals: { resamples: 50 },
  });
  assertClose(found.metrics.hamming, 4 / 18, 1e-6);
  assert.equal(found.metrics.rows, 9);
  assertClose(found.metrics.least, 1 / (1 + Math.exp(2)), 1e-6);
  assert.match(String(found), /hamming.*%|interval/s);
});

test('what is no table of labels is refused, with what to pass instead', () => {
  const classes = new DataLoader(
    new TensorDataset(tensor(LOGITS), tensor([0, 1, 2, 0, 1, 2]).int()),
  );
  assert.throws(
    () => evaluate(net, classes, { task: 'multilabel' }),
    /\[1, 3\].*\[1\].*'multiclass'/s,
  );
  const shares = new DataLoader(new TensorDataset(tensor(LOGITS), tensor(LOGITS)), {
    batchSize: 6,
  });
  assert.throws(() => evaluate(net, shares, { task: 'multilabel' }), /label 0 of sample 0 is 2/);
  assert.throws(() => evaluate(net, loader), /task: 'multilabel'/);
});
