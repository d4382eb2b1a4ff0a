/**
 * TensorFlow.js on its WebAssembly backend with its own optimizer. It has one thread here: threads of that backend need
 * a browser.
 *
 *     node tfjs-wasm.js NPM_FOLDER WORKLOAD_FOLDER
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { installedVersion } from '../install.js';
import { BATCH } from '../training/networks.js';
import { inTurn, readFloats, readLabels } from '../training/read.js';
import { serve, stepwise } from '../training/serve.js';
import { LEARNING_RATE, MOMENTUM, STEPS_PER_EPOCH } from '../training/workload.js';

const [packages = '', folder = ''] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
// The whole of TensorFlow.js: tfjs-core by itself registers no gradients in Node.
const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');

await tf.setBackend('wasm');
await tf.ready();

const images = readFloats(folder, 'images.f32');
const labels = readLabels(folder);
const batches = Array.from({ length: STEPS_PER_EPOCH }, (_, i) => {
  const pixels = images.slice(i * BATCH * 784, (i + 1) * BATCH * 784);
  const digits = tf.tensor1d(labels.slice(i * BATCH, (i + 1) * BATCH), 'int32');
  return {
    images: tf.tensor2d(pixels, [BATCH, 784]),
    oneHot: tf.cast(tf.oneHot(digits, 10), 'float32'),
  };
});

const take = inTurn(readFloats(folder, 'mlp.f32'));
// PyTorch's [out, in] weights, turned to the [in, out] that is quickest here.
const w1 = tf.variable(tf.transpose(tf.tensor2d(take(512 * 784), [512, 784])));
const b1 = tf.variable(tf.tensor1d(take(512)));
const w2 = tf.variable(tf.transpose(tf.tensor2d(take(10 * 512), [10, 512])));
const b2 = tf.variable(tf.tensor1d(take(10)));
const optimizer = tf.train.momentum(LEARNING_RATE, MOMENTUM);

await serve({
  version: installedVersion(packages, '@tensorflow/tfjs-backend-wasm'),
  threads: 1,
  run: stepwise((i) => {
    const batch = batches[i];
    if (!batch) throw new RangeError(`no batch ${i}`);
    const loss = optimizer.minimize(
      () => {
        const hidden = tf.relu(tf.add(tf.matMul(batch.images, w1), b1));
        const logits = tf.add(tf.matMul(hidden, w2), b2);
        const logLikelihood = tf.sum(tf.mul(tf.logSoftmax(logits), batch.oneHot));
        return tf.div(tf.neg(logLikelihood), BATCH);
      },
      true,
      [w1, b1, w2, b2],
    );
    const [value] = loss?.dataSync() ?? [];
    loss?.dispose();
    return value ?? Number.NaN;
  }),
});
