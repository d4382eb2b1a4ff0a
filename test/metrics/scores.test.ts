/**
 * Metrics of scores, probabilities and real numbers against scikit-learn. The expected figures were
 * printed by scikit-learn 1.9.1 for the same inputs.
 */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  accuracyScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  f1Score,
  hammingLoss,
  logLoss,
  MetricError,
  matthewsCorrcoef,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  rocAucScore,
  topKAccuracyScore,
} from '../../src/metrics/index.js';
import { assertClose } from '../assert-close.js';

const scores = [
  [0.1, 0.5, 0.4],
  [0.3, 0.3, 0.4],
  [0.2, 0.6, 0.2],
  [0.8, 0.1, 0.1],
  [0.3, 0.4, 0.3],
];
const truth = [1, 0, 2, 0, 2];

function quietly<T>(call: () => T): { result: T; warnings: string[] } {
  const warn = mock.method(console, 'warn', () => {});
  try {
    const result = call();
    return { result, warnings: warn.mock.calls.map((entry) => String(entry.arguments[0])) };
  } finally {
    warn.mock.restore();
  }
}

test('top-k accuracy breaks ties in favour of the later class, as scikit-learn does', () => {
  assert.equal(topKAccuracyScore(truth, scores, { k: 1 }), 0.4);
  assert.equal(topKAccuracyScore(truth, scores), 0.8);
  assert.equal(topKAccuracyScore(truth, scores, { normalize: false }), 4);
});

test('top-k accuracy that is always right says that it means nothing', () => {
  const { result, warnings } = quietly(() => topKAccuracyScore(truth, scores, { k: 3 }));
  assert.equal(result, 1);
  assert.match(warnings[0] ?? '', /k = 3 of 3 classes is always right/);
});

test('figures of one class only say that they mean nothing, as in scikit-learn', () => {
  for (const metric of [balancedAccuracyScore, matthewsCorrcoef]) {
    assert.match(
      quietly(() => metric([1, 1], [1, 1])).warnings[0] ?? '',
      /all samples are of one class/,
    );
    assert.deepEqual(quietly(() => metric([0, 1], [1, 1])).warnings, []);
  }
});

test('top-k accuracy takes the classes of the columns, where not all occur', () => {
  const few = scores.slice(0, 3);
  assertClose(topKAccuracyScore([0, 1, 1], few, { k: 1, labels: [0, 1, 2] }), 1 / 3);
  assert.throws(
    () => topKAccuracyScore([0, 1, 1], few),
    /2 classes, but scores of 3.*Pass `labels`/,
  );
});

test('top-k accuracy of two classes takes one score, a probability or not', () => {
  assert.equal(topKAccuracyScore([0, 1, 1, 0], [0.2, 0.5, 0.7, 0.9], { k: 1 }), 0.5);
  assert.equal(topKAccuracyScore([0, 1, 1, 0], [-0.2, 0.5, 0.7, 0.9], { k: 1 }), 0.75);
});

test('log loss is that of scikit-learn', () => {
  assertClose(logLoss(truth, scores), 0.9867348505920255);
  assertClose(logLoss(truth, scores, { normalize: false }), 4.933674252960127);
  assertClose(logLoss([0, 1, 1, 0], [0.2, 0.5, 0.7, 0.9]), 0.8938876922017334);
  assertClose(logLoss(['b', 'a'], [0.9, 0.8]), 0.8573992140459634);
});

test('log loss takes classes that do not occur', () => {
  const labels = [0, 1, 2];
  assertClose(logLoss([0, 1, 1], scores.slice(0, 3), { labels }), 1.3391278403619908);
  assertClose(logLoss([1, 1], [0.9, 0.8], { labels: [0, 1] }), 0.164252033486018);
});

test('log loss of a certain mistake is finite, by the rounding of the type', () => {
  const wrong = [
    [1, 0],
    [1, 0],
  ];
  assertClose(logLoss([0, 1], wrong), 18.021826694558577);
  const float32 = { tf: tf.tensor2d(wrong) };
  assertClose(logLoss([0, 1], float32), 7.971192359924316, 1e-6);
});

test('log loss of probabilities that do not sum to 1 says so', () => {
  const { warnings } = quietly(() =>
    logLoss(
      [0, 1],
      [
        [0.5, 0.1],
        [0.5, 0.5],
      ],
    ),
  );
  assert.match(warnings[0] ?? '', /do not sum to 1/);
});

test('squared and absolute errors and R2 are those of scikit-learn', () => {
  const targets = [3, -0.5, 2, 7];
  const predicted = [2.5, 0, 2, 8];
  assert.equal(meanSquaredError(targets, predicted), 0.375);
  assert.equal(meanAbsoluteError(targets, predicted), 0.5);
  assertClose(r2Score(targets, predicted), 0.9486081370449679);
});

test('several outputs a sample are averaged', () => {
  const targets = [
    [0.5, 1],
    [-1, 1],
    [7, -6],
  ];
  const predicted = [
    [0, 2],
    [-1, 2],
    [8, -5],
  ];
  assertClose(meanSquaredError(targets, predicted), 0.7083333333333334);
  assertClose(meanAbsoluteError(targets, predicted), 0.75);
  assertClose(r2Score(targets, predicted), 0.9368005266622779);
});

test('R2 of constant targets is 1 or 0, and of one sample not defined', () => {
  assert.equal(r2Score([1, 1], [1, 1]), 1);
  assert.equal(r2Score([1, 1], [1, 2]), 0);
  assert.equal(
    r2Score(
      [
        [1, 1],
        [1, 2],
      ],
      [
        [1, 1],
        [1, 2.5],
      ],
    ),
    0.75,
  );
  const { result, warnings } = quietly(() => r2Score([1], [1]));
  assert.ok(Number.isNaN(result));
  assert.equal(warnings.length, 1);
});

test('true and false are labels 1 and 0', () => {
  assert.equal(f1Score([true, false, true], [1, 0, 0]), 2 / 3);
  assert.equal(hammingLoss([[true, false]], [[1, 1]]), 0.5);
});

test('tensors of labels, indicators, scores and weights are taken', () => {
  const has = [
    [1, 0, 1],
    [0, 1, 0],
    [1, 1, 0],
  ];
  const rows = scores.slice(0, 3);
  const sampleWeight = [1, 0.5, 2];
  const indicators = { tf: tf.tensor2d(has, [3, 3], 'bool') };
  const weights = { tf: tf.tensor1d(sampleWeight) };
  assertClose(
    rocAucScore(indicators, { tf: tf.tensor2d(rows) }, { sampleWeight: weights, average: 'micro' }),
    rocAucScore(has, rows, { sampleWeight, average: 'micro' }),
  );
  assertClose(
    meanSquaredError(
      { tf: tf.tensor2d(rows) },
      { tf: tf.tensor2d(has) },
      { sampleWeight: weights },
    ),
    meanSquaredError(rows, has, { sampleWeight }),
    1e-6,
  );
});

test('tensors are taken as arrays are', () => {
  const labels = { tf: tf.tensor1d(truth, 'int32') };
  const table = { tf: tf.tensor2d(scores) };
  assert.equal(accuracyScore(labels, { tf: tf.tensor2d([1, 0, 2, 1, 1], [5, 1], 'int32') }), 0.6);
  assert.equal(topKAccuracyScore(labels, table), 0.8);
  assertClose(logLoss(labels, table), 0.9867348505920255, 1e-6);
});

const bad: [what: string, call: () => unknown, message: RegExp][] = [
  [
    'scores where labels belong',
    () => accuracyScore(truth, { tf: tf.tensor2d(scores) }),
    /predicted has shape \[5,3\].*argmax\(1\)/,
  ],
  ['k of 0', () => topKAccuracyScore(truth, scores, { k: 0 }), /k is 0/],
  ['rows of other lengths', () => logLoss([0, 1], [[0.5, 0.5], [1]]), /\[1\] is a row of 1/],
  [
    'logits',
    () =>
      logLoss(
        [0, 1],
        [
          [2, -1],
          [0, 1],
        ],
      ),
    /a probability is 2.*softmax\(1\)/,
  ],
  [
    'two columns for two classes',
    () =>
      averagePrecisionScore(
        [0, 1],
        [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
      ),
    /one score a sample, got two columns\. Pass the one of the positive class/,
  ],
  ['one class only', () => logLoss([1, 1], [0.9, 0.8]), /1 different classes.*Pass `labels`/],
  ['an unknown class', () => logLoss([0, 5], [0.1, 0.2], { labels: [0, 1] }), /class 5 is not/],
  ['NaN', () => meanSquaredError([1, Number.NaN], [1, 2]), /targets has NaN at sample 1/],
  [
    'other shapes',
    () =>
      r2Score(
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2],
      ),
    /targets have 2 values a sample/,
  ],
];
for (const [what, call, message] of bad) {
  test(`${what}: a MetricError says what was received`, () => {
    assert.throws(call, (error) => error instanceof MetricError && message.test(error.message));
  });
}
