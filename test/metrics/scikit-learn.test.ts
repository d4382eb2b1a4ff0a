/** Every metric gives, throws and warns what scikit-learn does; see make-goldens.py. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as metrics from '../../src/metrics/index.js';
import { assertClose } from '../assert-close.js';
import { checkCase, type GoldenCase, readGoldens } from './golden-case.js';

const goldens = readGoldens(
  fileURLToPath(new URL('../../../test/metrics/scikit-learn.json', import.meta.url)),
);

const compared = [...new Set(goldens.cases.map(({ metric }) => metric))];

for (const metric of compared) {
  test(`${metric} is scikit-learn's, of arrays and of typed arrays`, () => {
    for (const golden of goldens.cases.filter((one) => one.metric === metric)) {
      checkNamed(golden, golden.arguments);
      checkNamed(golden, golden.arguments.map(typed));
    }
  });
}

function checkNamed(golden: GoldenCase, given: readonly unknown[]): void {
  try {
    checkCase(golden, given);
  } catch (error) {
    assert.fail(`${error}\nof ${JSON.stringify(golden)}`);
  }
}

/** Numbers and rows of numbers as typed arrays; names as they are. */
function typed(values: unknown): unknown {
  if (!Array.isArray(values)) return values;
  if (Array.isArray(values[0])) return values.map(typed);
  if (values.some((value) => typeof value !== 'number')) return values;
  return values.every(Number.isInteger) ? Int32Array.from(values) : Float64Array.from(values);
}

test('an option that there is not is refused, and the one that was meant is named', () => {
  for (const metric of compared.filter((name) => name !== 'auc' && name !== 'maxError')) {
    const golden = goldens.cases.find((one) => one.metric === metric && one.error === undefined);
    const figure: unknown = Reflect.get(metrics, metric);
    assert.ok(golden && typeof figure === 'function');
    assert.throws(
      () => figure(...golden.arguments, { ...golden.options, nalpha: 1 }),
      new RegExp(`${metric} has no option 'nalpha'`),
    );
  }
  const mistyped: object = { sampleWeights: [1] };
  assert.throws(() => metrics.accuracyScore([1], [1], mistyped), /mean 'sampleWeight'\?/);
});

test('all of scikit-learn is compared that is computed of labels, scores or numbers', () => {
  const own = ['bootstrap', 'bootstrapInterval', 'expectedCalibrationError', 'mcnemarTest'];
  const figures = Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) && !own.includes(name) ? [name] : [],
  );
  assert.deepEqual(compared.sort(), figures.sort());
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
