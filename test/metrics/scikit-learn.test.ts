/** Curves, areas, agreement, calibration and errors of numbers are those of scikit-learn; see make-goldens.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as metrics from '../../src/metrics/index.js';
import { assertClose } from './close.js';

/** A number, or `inf` and `nan` as text. */
type Plain = number | string;

interface Goldens {
  binary: {
    labels: number[];
    scores: number[];
    rocCurve: Plain[][];
    rocCurveWhole: Plain[][];
    precisionRecallCurve: Plain[][];
    rocAucScore: Plain;
    averagePrecisionScore: number;
    brierScoreLoss: number;
    calibrationUniform: number[][];
    calibrationQuantile: number[][];
  }[];
  classes: {
    labels: number[];
    predicted: number[];
    second: number[];
    scores: number[][];
    classes: number[];
    balancedAccuracyScore: number;
    balancedAccuracyAdjusted: number;
    matthewsCorrcoef: number;
    cohenKappaScore: number[];
    brierScoreLoss: number;
    averagePrecisionScore: Record<string, number | number[]>;
    rocAucScore: Record<string, number | number[]>;
    mcnemar: number;
  }[];
  numbers: {
    targets: number[] | number[][];
    predicted: number[] | number[][];
    figures: Record<string, number>;
  }[];
}

const goldens: Goldens = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/metrics/scikit-learn.json', import.meta.url)),
    'utf8',
  ),
);

const numeric = (values: readonly Plain[]) =>
  values.map((value) => (value === 'inf' ? Infinity : Number(value)));

test('curves of two classes, and the areas under them', () => {
  for (const golden of goldens.binary) {
    const { labels, scores } = golden;
    const compare = (curve: metrics.RocCurve, expected: Plain[][]) =>
      assertClose(
        [curve.fpr, curve.tpr, curve.thresholds.slice(1)],
        expected.map((values, i) => numeric(values).slice(i === 2 ? 1 : 0)),
      );
    const curve = metrics.rocCurve(labels, scores);
    assert.equal(curve.thresholds[0], Infinity);
    compare(curve, golden.rocCurve);
    compare(metrics.rocCurve(labels, scores, { dropIntermediate: false }), golden.rocCurveWhole);
    const { precision, recall, thresholds } = metrics.precisionRecallCurve(labels, scores);
    assertClose([precision, recall, thresholds], golden.precisionRecallCurve.map(numeric));
    assertClose(metrics.rocAucScore(labels, scores), Number(golden.rocAucScore));
    assertClose(metrics.averagePrecisionScore(labels, scores), golden.averagePrecisionScore);
    assertClose(metrics.brierScoreLoss(labels, scores), golden.brierScoreLoss);
  }
});

test('calibration curves, by width and by number of samples', () => {
  for (const { labels, scores, calibrationUniform, calibrationQuantile } of goldens.binary) {
    const uniform = metrics.calibrationCurve(labels, scores);
    assertClose([uniform.probTrue, uniform.probPred], calibrationUniform);
    const quantile = metrics.calibrationCurve(labels, scores, { nBins: 4, strategy: 'quantile' });
    assertClose([quantile.probTrue, quantile.probPred], calibrationQuantile);
  }
});

test('agreement of several classes', (t) => {
  t.mock.method(console, 'warn', () => {});
  for (const golden of goldens.classes) {
    const { labels, predicted } = golden;
    const adjusted = metrics.balancedAccuracyScore(labels, predicted, { adjusted: true });
    assertClose(metrics.balancedAccuracyScore(labels, predicted), golden.balancedAccuracyScore);
    assertClose(adjusted, golden.balancedAccuracyAdjusted);
    assertClose(metrics.matthewsCorrcoef(labels, predicted), golden.matthewsCorrcoef);
    const kappas = ([undefined, 'linear', 'quadratic'] as const).map((weights) =>
      metrics.cohenKappaScore(labels, predicted, { weights }),
    );
    assertClose(kappas, golden.cohenKappaScore);
  }
});

test('areas and Brier scores of several classes, by every average', () => {
  for (const { labels, scores, classes, ...expected } of goldens.classes) {
    assertClose(
      metrics.brierScoreLoss(labels, scores, { labels: classes }),
      expected.brierScoreLoss,
    );
    for (const [name, value] of Object.entries(expected.averagePrecisionScore)) {
      assertClose(averaged(metrics.averagePrecisionScore, labels, scores, name), value);
    }
    for (const [name, value] of Object.entries(expected.rocAucScore)) {
      const [multiClass, average] = name.split(' ');
      const options = { multiClass: multiClass === 'ovo' ? 'ovo' : 'ovr' } as const;
      assertClose(averaged(metrics.rocAucScore, labels, scores, average, options), value);
    }
  }
});

/** Calls a score with an average by scikit-learn's name, `None` for each class by itself. */
function averaged<Options extends object>(
  score: {
    (labels: number[], scores: number[][], options: Options & { average: null }): number[];
    (
      labels: number[],
      scores: number[][],
      options: Options & { average: 'macro' | 'weighted' | 'micro' },
    ): number;
  },
  labels: number[],
  scores: number[][],
  average: string,
  options?: Options,
): number | number[] {
  const given = { ...options } as Options;
  switch (average) {
    case 'None':
      return score(labels, scores, { ...given, average: null });
    case 'macro':
    case 'weighted':
    case 'micro':
      return score(labels, scores, { ...given, average });
    default:
      throw new Error(`no average is called ${average}`);
  }
}

test('errors of numbers, with one output and several', () => {
  for (const { targets, predicted, figures } of goldens.numbers) {
    for (const [name, expected] of Object.entries(figures)) {
      const figure: unknown = Reflect.get(metrics, name);
      assert.ok(typeof figure === 'function', name);
      assertClose(figure(targets, predicted), expected);
    }
  }
});

test('the exact test of McNemar', () => {
  for (const { labels, predicted, second, mcnemar } of goldens.classes) {
    assertClose(metrics.mcnemarTest(labels, predicted, second).pValue, mcnemar);
  }
});

test('a bootstrap interval holds its figure, narrows with the samples, and is the same for a seed', () => {
  const widthOf = (samples: number) => {
    const labels = Array.from({ length: samples }, (_, i) => i % 2);
    const predicted = labels.map((label, i) => (i % 5 === 0 ? 1 - label : label));
    const interval = metrics.bootstrapInterval(metrics.accuracyScore, labels, predicted);
    assert.deepEqual(metrics.bootstrapInterval(metrics.accuracyScore, labels, predicted), interval);
    assert.ok(interval.low < interval.value && interval.value < interval.high);
    return interval.high - interval.low;
  };
  // The normal approximation: 2 * 1.96 * sqrt(0.8 * 0.2 / samples).
  for (const samples of [100, 1000]) {
    assert.ok(Math.abs(widthOf(samples) / (3.92 * Math.sqrt(0.16 / samples)) - 1) < 0.15);
  }
});

test('the calibration error is the mean gap between confidence and accuracy', () => {
  const sure = [0.9, 0.1];
  const unsure = [0.4, 0.6];
  const error = metrics.expectedCalibrationError([0, 0, 1, 1], [sure, sure, sure, unsure], {
    nBins: 10,
  });
  assertClose(error, (3 * (0.9 - 2 / 3) + (1 - 0.6)) / 4);
});

test('what has no figure is refused, or said where a figure is conventional', (t: TestContext) => {
  const { mock } = t.mock.method(console, 'warn', () => {});
  assert.ok(Number.isNaN(metrics.rocAucScore([1, 1], [0.2, 0.3])));
  assert.match(String(mock.calls[0].arguments[0]), /one class/);
  const three = [
    [0.2, 0.3, 0.5],
    [0.5, 0.2, 0.3],
    [0.1, 0.8, 0.1],
  ];
  assert.throws(() => metrics.rocAucScore([0, 1, 2], three), /multiClass/);
  const logits = three.map((row) => row.map((value) => 5 * value));
  assert.throws(() => metrics.rocAucScore([0, 1, 2], logits, { multiClass: 'ovr' }), /softmax/);
  assert.throws(() => metrics.rocCurve(['cat', 'dog'], [0.1, 0.9]), /posLabel/);
  assert.throws(() => metrics.brierScoreLoss([0, 1], [2, 0.5]), /a probability is 2/);
  assert.throws(() => metrics.calibrationCurve([0, 1], [0.1, 0.5], { nBins: 0 }), /nBins/);
  assert.throws(
    () => metrics.bootstrapInterval(metrics.accuracyScore, [], []),
    metrics.MetricError,
  );
});
