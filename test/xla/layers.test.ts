/** Models of TensorFlow.js's layers learn on backend `xla` what they learn on backend `cpu`, and load where saved. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
// Registers the rules of differentiation, which tfjs-core alone doesn't.
import '../../src/tensor/index.js';
import { register } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';
import { numbers } from './both-backends.js';
import { graphModel } from './graph-model.js';
import { type Example, examples } from './layers-models.js';

const STEPS = 4;
const TOLERANCE = 1e-4;

before(async () => register());

interface Outcome {
  readonly losses: readonly number[];
  readonly predictions: readonly number[];
}

/** Trains for some steps over the whole data. */
async function train(backend: 'cpu' | 'xla', make: () => Example): Promise<Outcome> {
  await tf.setBackend(backend);
  const { model, x, y } = make();
  const { history } = await model.fit(x, y, { epochs: STEPS, batchSize: 64, verbose: 0 });
  const predicted = model.predict(x);
  assert.ok(predicted instanceof tf.Tensor);
  return { losses: history.loss.map(Number), predictions: [...(await predicted.data())] };
}

describe('models of tfjs-layers', () => {
  for (const [name, make] of Object.entries(examples)) {
    test(`${name}: learns on xla what it learns on cpu`, async () => {
      const expected = await train('cpu', make);
      const actual = await train('xla', make);
      assertClose(actual, expected, TOLERANCE);
      assert.notEqual(actual.losses[0], actual.losses[STEPS - 1]);
    });
  }
});

test('a model of layers that was saved on xla predicts the same when it is loaded', async () => {
  await tf.setBackend('xla');
  const { model, x } = examples['convolutional network']();
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  assert.ok(saved);
  const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved));
  const [before, after] = [model.predict(x), loaded.predict(x)];
  assert.ok(before instanceof tf.Tensor && after instanceof tf.Tensor);
  assert.deepEqual(await after.data(), await before.data());
});

test('a graph model runs on xla', async () => {
  await tf.setBackend('xla');
  const weights = numbers([3, 2], 2);
  const model = await loadGraphModel(tf.io.fromMemory(await graphModel(weights)));
  const x = numbers([4, 3]);
  const result = model.predict(x);
  assert.ok(result instanceof tf.Tensor);
  const expected = tf.relu(tf.matMul(x, weights));
  assertClose(await result.data(), await expected.data(), TOLERANCE);
});
