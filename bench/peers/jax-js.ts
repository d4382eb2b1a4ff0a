/**
 * jax-js on its WebAssembly backend, the whole step in one `jit`. It has one thread here: its worker pool needs the
 * browser's `Worker`.
 *
 *     node jax-js.js NPM_FOLDER WORKLOAD_FOLDER
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { installedVersion } from '../install.js';
import { BATCH } from '../training/networks.js';
import { inTurn, readFloats, readLabels } from '../training/read.js';
import { serve, stepwise } from '../training/serve.js';
import { LEARNING_RATE, MOMENTUM, STEPS_PER_EPOCH } from '../training/workload.js';

/** What is used of a jax-js array. A call consumes its arguments; `ref` counts one more use. */
interface JaxArray {
  readonly ref: JaxArray;
  add(other: JaxArray): JaxArray;
  sub(other: JaxArray): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: number): JaxArray;
  sum(): JaxArray;
  reshape(shape: number[]): JaxArray;
  transpose(): JaxArray;
  item(): number;
}
interface Parameters {
  w1: JaxArray;
  b1: JaxArray;
  w2: JaxArray;
  b2: JaxArray;
}
interface Stepped {
  parameters: Parameters;
  velocity: Parameters;
  loss: JaxArray;
}
type Loss = (parameters: Parameters, images: JaxArray, oneHot: JaxArray) => JaxArray;
type Step = (
  parameters: Parameters,
  velocity: Parameters,
  images: JaxArray,
  oneHot: JaxArray,
) => Stepped;
interface Jax {
  init(device: 'wasm'): Promise<unknown>;
  jit(step: Step): Step;
  valueAndGrad(loss: Loss): (...args: globalThis.Parameters<Loss>) => [JaxArray, Parameters];
  tree: {
    ref(tree: Parameters): Parameters;
    map(fn: (...leaves: JaxArray[]) => JaxArray, ...trees: Parameters[]): Parameters;
  };
  numpy: {
    array(values: Float32Array): JaxArray;
    dot(a: JaxArray, b: JaxArray): JaxArray;
    zerosLike(array: JaxArray): JaxArray;
  };
  nn: { relu(x: JaxArray): JaxArray; logSoftmax(x: JaxArray, axis: number): JaxArray };
}

const [packages = '', folder = ''] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
const jax: Jax = require('@jax-js/jax');
const { numpy: np, nn, tree } = jax;

await jax.init('wasm');

const images = readFloats(folder, 'images.f32');
const labels = readLabels(folder);
const batches = Array.from({ length: STEPS_PER_EPOCH }, (_, i) => {
  const oneHot = new Float32Array(BATCH * 10);
  for (let row = 0; row < BATCH; row++) oneHot[row * 10 + (labels[i * BATCH + row] ?? 0)] = 1;
  const pixels = images.slice(i * BATCH * 784, (i + 1) * BATCH * 784);
  return {
    images: np.array(pixels).reshape([BATCH, 784]),
    oneHot: np.array(oneHot).reshape([BATCH, 10]),
  };
});

let parameters = readParameters();
let velocity = tree.map(np.zerosLike, tree.ref(parameters));

const crossEntropy: Loss = ({ w1, b1, w2, b2 }, images, oneHot) => {
  const hidden = nn.relu(np.dot(images, w1).add(b1));
  const logits = np.dot(hidden, w2).add(b2);
  return nn.logSoftmax(logits, -1).mul(oneHot).sum().div(-BATCH);
};

const step = jax.jit((parameters, velocity, images, oneHot) => {
  const [loss, gradients] = jax.valueAndGrad(crossEntropy)(tree.ref(parameters), images, oneHot);
  const faster = tree.map((v, g) => v.mul(MOMENTUM).add(g), velocity, gradients);
  const moved = tree.map((p, v) => p.sub(v.mul(LEARNING_RATE)), parameters, tree.ref(faster));
  return { parameters: moved, velocity: faster, loss };
});

await serve({
  version: installedVersion(packages, '@jax-js/jax'),
  threads: 1,
  run: stepwise((i) => {
    const batch = batches[i];
    if (!batch) throw new RangeError(`no batch ${i}`);
    const stepped = step(parameters, velocity, batch.images.ref, batch.oneHot.ref);
    ({ parameters, velocity } = stepped);
    return stepped.loss.item();
  }),
});

/** PyTorch's [out, in] weights, turned to the [in, out] that a matrix product here wants. */
function readParameters(): Parameters {
  const next = inTurn(readFloats(folder, 'mlp.f32'));
  const take = (count: number) => np.array(next(count));
  return {
    w1: take(512 * 784)
      .reshape([512, 784])
      .transpose(),
    b1: take(512),
    w2: take(10 * 512)
      .reshape([10, 512])
      .transpose(),
    b2: take(10),
  };
}
