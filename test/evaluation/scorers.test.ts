/** The figures that `evaluate` knows by name are those of scikit-learn's scorers; see make-scorer-goldens.py. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type ClassMetricName,
  DataLoader,
  evaluate,
  type NumberMetricName,
  nn,
  type Tensor,
  TensorDataset,
  tensor,
} from '../../src/index.js';
import { assertClose } from '../assert-close.js';

interface Outputs {
  labels: number[];
  logits: number[][];
  figures: Record<string, number>;
}

interface Numbers {
  targets: number[];
  predicted: number[];
  figures: Record<string, number>;
}

const goldens: {
  several: Outputs;
  two: Outputs;
  numbers: Numbers;
  positive: Numbers;
} = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/evaluation/scorers.json', import.meta.url)),
    'utf8',
  ),
);

const namesIn = (figures: Record<string, number>) => Object.keys(figures) as ClassMetricName[];
const loaderOf = (inputs: Tensor, targets: Tensor) =>
  new DataLoader(new TensorDataset(inputs, targets), { batchSize: 16 });

test('of several classes', () => {
  const { labels, logits, figures } = goldens.several;
  const loader = loaderOf(tensor(logits), tensor(labels).to('int32'));
  const { metrics } = evaluate(new nn.Identity(), loader, { metrics: namesIn(figures) });
  assertClose(metrics, figures, 1e-6);
});

test('of two classes, with two logits and with one', () => {
  const { labels, logits, figures } = goldens.two;
  const two = evaluate(new nn.Identity(), loaderOf(tensor(logits), tensor(labels).to('int32')), {
    metrics: namesIn(figures),
  });
  assertClose(two.metrics, figures, 1e-6);
  const differences = logits.map(([first, second]) => [second - first]);
  const targets = tensor(labels.map((label) => [label])).to('float32');
  const one = evaluate(new nn.Identity(), loaderOf(tensor(differences), targets), {
    task: 'binary',
    metrics: namesIn(figures),
  });
  assertClose(one.metrics, figures, 1e-6);
  assert.equal(one.classes, 2);
  assertClose(one.loss, figures.logLoss, 1e-6);
});

test('of numbers, and of positive ones', () => {
  for (const { targets, predicted, figures } of [goldens.numbers, goldens.positive]) {
    const result = evaluate(new nn.Identity(), loaderOf(tensor(predicted), tensor(targets)), {
      task: 'regression',
      metrics: Object.keys(figures) as NumberMetricName[],
    });
    assertClose(result.metrics, figures, 1e-6);
    assertClose(result.loss, figures.meanSquaredError, 1e-6);
  }
});
