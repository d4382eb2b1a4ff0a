/** Bootstrap intervals are SciPy's, on the same random numbers, and McNemar's tests statsmodels'; see make-resampling-goldens.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as metrics from '../../src/metrics/index.js';
import { normalCdf, normalQuantile } from '../../src/metrics/normal.js';
import { assertClose } from '../assert-close.js';

interface Goldens {
  labels: number[];
  predicted: number[];
  resamples: number;
  intervals: {
    figure: keyof typeof FIGURES;
    method: 'percentile' | 'basic' | 'BCa';
    confidence: number;
    seed: number;
    ends: [number, number];
  }[];
  mcnemar: {
    counts: [number, number];
    options: metrics.McNemarOptions;
    statistic: number;
    pValue: number;
  }[];
  normal: { shares: number[]; quantiles: number[] };
}

const FIGURES = {
  accuracyScore: metrics.accuracyScore,
  macroF1: (labels: metrics.Labels, predicted: metrics.Labels) =>
    metrics.f1Score(labels, predicted, { average: 'macro' }),
  matthewsCorrcoef: metrics.matthewsCorrcoef,
};

const goldens: Goldens = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/metrics/resampling.json', import.meta.url)),
    'utf8',
  ),
);
const { labels, predicted } = goldens;

test('percentile, basic and BCa intervals are those of SciPy', () => {
  for (const { figure, ends, ...options } of goldens.intervals) {
    const { value, low, high } = metrics.bootstrapInterval(FIGURES[figure], labels, predicted, {
      ...options,
      resamples: goldens.resamples,
    });
    assert.equal(value, FIGURES[figure](labels, predicted));
    assertClose([low, high], ends, 1e-10);
  }
});

test("McNemar's tests, exact or by chi-square, are those of statsmodels", () => {
  for (const { counts, options, ...expected } of goldens.mcnemar) {
    const [onlyFirst, onlySecond] = counts;
    const right = (share: (i: number) => boolean) =>
      Array.from({ length: onlyFirst + onlySecond + 1 }, (_, i) => Number(share(i)));
    const truth = right(() => true);
    const found = metrics.mcnemarTest(
      truth,
      right((i) => i < onlyFirst),
      right((i) => i >= onlyFirst && i < onlyFirst + onlySecond),
      options,
    );
    assert.deepEqual([found.onlyFirst, found.onlySecond], counts);
    assertClose(found.statistic, expected.statistic);
    assertClose(found.pValue / expected.pValue, 1, 1e-10);
  }
});

test('the quantiles of the normal distribution are SciPy’s, far out too', () => {
  const { shares, quantiles } = goldens.normal;
  shares.forEach((share, i) => {
    assertClose(normalQuantile(share), quantiles[i], 1e-12 * Math.max(1, Math.abs(quantiles[i])));
    assertClose(normalCdf(quantiles[i]) / share, 1, 1e-11);
  });
});

test('resamples where a figure is not defined are left out, and their warnings too', () => {
  const warn = mock.method(console, 'warn', () => {});
  try {
    // Of twelve samples one is positive, so that many resamples have none.
    const truth = [1, ...Array<number>(11).fill(0)];
    const scores = truth.map((_, i) => i % 5);
    const { low, high } = metrics.bootstrap(truth.length, (positions) =>
      metrics.rocAucScore(
        Array.from(positions, (position) => truth[position]),
        Array.from(positions, (position) => scores[position]),
      ),
    );
    assert.ok(low >= 0 && high <= 1 && low < high, `${low} ${high}`);
    assert.equal(warn.mock.callCount(), 0);
  } finally {
    warn.mock.restore();
  }
});

test('a figure that is not defined has no interval', () => {
  const { value, low, high } = metrics.bootstrap(3, () => Number.NaN);
  assert.deepEqual([value, low, high], [Number.NaN, Number.NaN, Number.NaN]);
});

test('wrong options say what was received', () => {
  const interval = (options: object) => () =>
    metrics.bootstrapInterval(metrics.accuracyScore, labels, predicted, options);
  assert.throws(
    interval({ method: 'student' }),
    /method is student; it is 'percentile', 'basic' or/,
  );
  assert.throws(interval({ confidence: 95 }), /confidence is 95/);
  assert.throws(interval({ resamples: 0 }), /resamples is 0/);
});
