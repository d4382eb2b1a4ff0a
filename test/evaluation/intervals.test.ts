/** What is prepared for thousands of resamples gives the figures that each resample has by itself. */
import '../tensor/cpu.js';
import { test } from 'node:test';
import { type ClassMetricName, classFigures } from '../../src/evaluation/class-figures.js';
import type { Figure } from '../../src/evaluation/metric.js';
import { type NumberMetricName, numberFigures } from '../../src/evaluation/number-figures.js';
import { ClassSamples, NumberSamples, type Samples } from '../../src/evaluation/samples.js';
import { withoutWarnings } from '../../src/metrics/warnings.js';
import { Generator } from '../../src/random/index.js';
import { assertClose } from '../assert-close.js';

const COUNT = 40;
const generator = new Generator(1);

function assertSame<D extends Samples<D>>(figure: Figure<D>, samples: D): void {
  const ofDrawn = figure.resampled?.(samples);
  for (let i = 0; i < 10; i++) {
    const drawn = generator.randints(samples.count, 0, samples.count);
    assertClose(ofDrawn?.(drawn), figure.of(samples.take(drawn)), 1e-6);
  }
}

function classSamples(classes: number): ClassSamples {
  const labels = generator.randints(COUNT, 0, classes);
  const logits = generator.normals(COUNT * classes);
  const rows = Array.from(labels, (label, i) => {
    const row = logits
      .subarray(i * classes, (i + 1) * classes)
      .map((one, c) => Math.exp(one + Number(c === label)));
    const sum = row.reduce((total, one) => total + one);
    return Array.from(row, (one) => one / sum);
  });
  // Some are the same, so that scores are tied.
  for (let i = 0; i < COUNT; i += 3) rows[i] = rows[0];
  const predicted = Int32Array.from(rows, (row) => row.indexOf(Math.max(...row)));
  return new ClassSamples(labels, predicted, Float32Array.from(rows.flat()), classes);
}

const BINARY: ClassMetricName[] = ['precision', 'recall', 'f1', 'jaccard'];
const SEVERAL: ClassMetricName[] = [
  'accuracy',
  'balancedAccuracy',
  'topKAccuracy',
  'precisionMicro',
  'precisionMacro',
  'recallWeighted',
  'f1Macro',
  'f1Micro',
  'f1Weighted',
  'logLoss',
  'brierScore',
  'matthewsCorrcoef',
  'cohenKappa',
  'jaccardMacro',
  'rocAuc',
  'rocAucOvr',
  'rocAucOvrWeighted',
  'averagePrecision',
  'expectedCalibrationError',
];
const NUMBERS: NumberMetricName[] = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
];

test('of classes', () => {
  withoutWarnings(() => {
    for (const classes of [2, 4]) {
      for (const name of classes === 2 ? [...BINARY, ...SEVERAL] : SEVERAL) {
        assertSame(classFigures.find(name), classSamples(classes));
      }
    }
  });
});

test('of numbers, one or several for each sample', () => {
  for (const outputs of [1, 3]) {
    const targets = generator.normals(COUNT * outputs);
    const predicted = generator.normals(COUNT * outputs);
    for (const name of NUMBERS) {
      assertSame(numberFigures.find(name), new NumberSamples(targets, predicted, outputs));
    }
  }
});
