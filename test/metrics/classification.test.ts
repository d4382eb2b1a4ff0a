/**
 * Classification metrics against scikit-learn. The expected figures were printed by scikit-learn 1.9.1
 * for the same inputs (`precision_recall_fscore_support(y, p, ...)` and so on).
 */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  accuracyScore,
  classificationReport,
  confusionMatrix,
  f1Score,
  MetricError,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from '../../src/metrics/index.js';
import { assertClose } from '../assert-close.js';

/** Class 3 is predicted but never occurs; class 7, in some tests, does neither. */
const y = [0, 1, 2, 2, 2, 4, 0, 1];
const p = [0, 0, 2, 2, 1, 4, 3, 1];

test('precision, recall, F1 and support of each class are those of scikit-learn', () => {
  assertClose(precisionRecallFscoreSupport(y, p, { zeroDivision: 0 }), {
    precision: [0.5, 0.5, 1.0, 0.0, 1.0],
    recall: [0.5, 0.5, 2 / 3, 0.0, 1.0],
    fbetaScore: [0.5, 0.5, 0.8, 0.0, 1.0],
    support: [2, 2, 3, 0, 1],
  });
});

test('averages are those of scikit-learn', () => {
  const average = (kind: 'micro' | 'macro' | 'weighted') =>
    precisionRecallFscoreSupport(y, p, { average: kind, zeroDivision: 0 });
  assertClose(average('micro'), { precision: 0.625, recall: 0.625, fbetaScore: 0.625 });
  assertClose(average('macro'), { precision: 0.6, recall: 0.5333333333333333, fbetaScore: 0.56 });
  assertClose(average('weighted'), { precision: 0.75, recall: 0.625, fbetaScore: 0.675 });
});

test('labels choose classes and their order, also ones that never occur', () => {
  const labels = [2, 3, 7];
  assertClose(precisionRecallFscoreSupport(y, p, { labels, zeroDivision: 0 }), {
    precision: [1, 0, 0],
    recall: [2 / 3, 0, 0],
    fbetaScore: [0.8, 0, 0],
    support: [3, 0, 0],
  });
  assertClose(precisionRecallFscoreSupport(y, p, { labels, zeroDivision: 1 }), {
    precision: [1, 0, 1],
    recall: [2 / 3, 1, 1],
    fbetaScore: [0.8, 0, 1],
    support: [3, 0, 0],
  });
  const micro = precisionRecallFscoreSupport(y, p, { labels, zeroDivision: 0, average: 'micro' });
  assertClose(micro, { precision: 2 / 3, recall: 2 / 3, fbetaScore: 2 / 3 });
  const macro = precisionRecallFscoreSupport(y, p, { labels, zeroDivision: 0, average: 'macro' });
  assertClose(macro, { precision: 1 / 3, recall: 2 / 9, fbetaScore: 0.26666666666666666 });
});

test('a zeroDivision of NaN is left out of averages', () => {
  const options = { labels: [2, 3, 7], zeroDivision: Number.NaN };
  assertClose(precisionRecallFscoreSupport(y, p, { ...options, average: 'macro' }), {
    precision: 0.5,
    recall: 2 / 3,
    fbetaScore: 0.4,
  });
  assertClose(precisionRecallFscoreSupport(y, p, { ...options, average: 'weighted' }), {
    precision: 1,
    recall: 2 / 3,
    fbetaScore: 0.8,
  });
  assert.ok(Number.isNaN(recallScore([0, 0], [0, 0], { zeroDivision: Number.NaN })));
});

test('binary scores are about posLabel, 1 by default', () => {
  const truth = [0, 1, 1, 0, 1, 1];
  const guess = [0, 1, 0, 1, 1, 1];
  assert.equal(precisionScore(truth, guess), 0.75);
  assert.equal(recallScore(truth, guess), 0.75);
  assert.equal(f1Score(truth, guess), 0.75);
  assert.equal(precisionScore(truth, guess, { posLabel: 0 }), 0.5);
  assert.equal(recallScore(truth, guess, { posLabel: 0 }), 0.5);
  assert.equal(precisionScore([0, 1], [0, 0], { zeroDivision: 1 }), 1);
  assert.equal(f1Score([0, 0], [0, 0], { zeroDivision: 1 }), 1);
});

test('names can be classes, in the order of the alphabet', () => {
  const scores = precisionScore(['cat', 'dog', 'ant'], ['cat', 'cat', 'ant'], {
    average: null,
    zeroDivision: 0,
  });
  assert.deepEqual(scores, [1, 0.5, 0]);
  assertClose(f1Score(['cat', 'dog'], ['cat', 'cat'], { posLabel: 'cat' }), 2 / 3);
});

test('a figure that is not defined is 0 and says so, once for each metric', () => {
  const warn = mock.method(console, 'warn', () => {});
  try {
    assert.deepEqual(precisionScore(y, [...p.slice(0, 7), 9], { average: null })[1], 0);
    assert.equal(f1Score([0, 0], [0, 0]), 0);
    const texts = warn.mock.calls.map(({ arguments: [text] }) => String(text));
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? '', /^f1Score is 0 where it is not defined: .*zeroDivision/);
  } finally {
    warn.mock.restore();
  }
});

test('rows of the confusion matrix are true classes, columns predicted ones', () => {
  assert.deepEqual(confusionMatrix(y, p), [
    [1, 0, 0, 1, 0],
    [1, 1, 0, 0, 0],
    [0, 1, 2, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 1],
  ]);
  assert.deepEqual(confusionMatrix(y, p, { labels: [2, 1, 7] }), [
    [2, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
});

test('a confusion matrix can be shares of rows, of columns and of all', () => {
  const row = (normalize: 'true' | 'pred' | 'all', index: number) =>
    confusionMatrix(y, p, { normalize })[index];
  assertClose(row('true', 2), [0, 1 / 3, 2 / 3, 0, 0]);
  assertClose(row('true', 3), [0, 0, 0, 0, 0]);
  assertClose(row('pred', 0), [0.5, 0, 0, 1, 0]);
  assertClose(row('all', 2), [0, 0.125, 0.25, 0, 0]);
});

test('accuracy is a share, or a number where asked', () => {
  assert.equal(accuracyScore(y, p), 0.625);
  assert.equal(accuracyScore(y, p, { normalize: false }), 5);
});

test('the report prints as that of scikit-learn', () => {
  assert.equal(
    String(classificationReport(y, p, { zeroDivision: 0 })),
    `              precision    recall  f1-score   support

           0       0.50      0.50      0.50         2
           1       0.50      0.50      0.50         2
           2       1.00      0.67      0.80         3
           3       0.00      0.00      0.00         0
           4       1.00      1.00      1.00         1

    accuracy                           0.62         8
   macro avg       0.60      0.53      0.56         8
weighted avg       0.75      0.62      0.68         8
`,
  );
});

test('a report of weighted samples writes their sums as Python writes floats', () => {
  const sampleWeight = [1, 2, 0.5, 1];
  const report = String(classificationReport([0, 1, 1, 0], [0, 1, 0, 0], { sampleWeight }));
  assert.match(report, /^ {11}0 {7}0\.80 {6}1\.00 {6}0\.89 {7}2\.0$/m);
  assert.match(report, /^ {4}accuracy {27}0\.89 {7}4\.5$/m);
});

test('a report on some of the classes has a micro average instead of accuracy', () => {
  const report = classificationReport(y, p, {
    labels: [2, 3],
    targetNames: ['two', 'a long name of a class'],
    digits: 4,
    zeroDivision: 0,
  });
  assert.equal(report.accuracy, undefined);
  assert.equal(
    String(report),
    `                        precision    recall  f1-score   support

                   two     1.0000    0.6667    0.8000         3
a long name of a class     0.0000    0.0000    0.0000         0

             micro avg     0.6667    0.6667    0.6667         3
             macro avg     0.5000    0.3333    0.4000         3
          weighted avg     1.0000    0.6667    0.8000         3
`,
  );
});

test('digits are rounded as Python rounds: a tie to the even digit', () => {
  const zeros = new Array<number>(8).fill(0);
  const ones = new Array<number>(8).fill(1);
  const report = String(
    classificationReport([...zeros, ...ones], [0, 0, 0, 0, 0, 1, 1, 1, ...ones], {
      targetNames: ['a', 'b'],
    }),
  );
  assert.match(report, /a {7}1\.00 {6}0\.62 {6}0\.77 {9}8/);
});

test('the report is data too, and a table in a notebook with names escaped', () => {
  const report = classificationReport([0, 1], [0, 1], { targetNames: ['<b>', 'c&d'] });
  assert.deepEqual(report.classes[0], {
    name: '<b>',
    precision: 1,
    recall: 1,
    f1Score: 1,
    support: 1,
  });
  assert.equal(report.accuracy, 1);
  const show = Reflect.get(report, Symbol.for('Jupyter.display'));
  const bundle: Record<string, string> = Reflect.apply(show, report, []);
  assert.match(bundle['text/html'] ?? '', />&lt;b&gt;<\/td>.*>c&amp;d<\/td>/);
  assert.equal(bundle['text/plain'], String(report));
});

const bad: [what: string, call: () => unknown, message: RegExp][] = [
  ['no samples', () => accuracyScore([], []), /accuracyScore: there are no samples/],
  ['other lengths', () => accuracyScore([1, 2], [1]), /there are 2 labels, but 1 in predicted/],
  [
    'real numbers',
    () => accuracyScore([1], [0.5]),
    /predicted\[0\] is 0\.5; a label is an integer/,
  ],
  ['names and numbers', () => confusionMatrix([1, 2], ['1', '2']), /some labels are numbers/],
  ['binary of many classes', () => f1Score(y, p), /average is 'binary', but there are 5 classes/],
  ['binary without posLabel', () => f1Score([0, 2], [0, 2]), /posLabel is 1, but .* 0 and 2/],
  [
    'labels that never occur',
    () => confusionMatrix(y, p, { labels: [8] }),
    /none of the labels \[8\]/,
  ],
  [
    'too few names',
    () => classificationReport(y, p, { targetNames: ['a'] }),
    /5 classes, but 1 target/,
  ],
];
for (const [what, call, message] of bad) {
  test(`${what}: a MetricError says what was received`, () => {
    assert.throws(call, (error) => error instanceof MetricError && message.test(error.message));
  });
}
