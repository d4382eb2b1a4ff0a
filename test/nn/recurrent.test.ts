/** Recurrent layers on the engine, one operation a layer and direction: they give what single steps give on TensorFlow.js's own backend. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { grad, vmap } from '../../src/func/index.js';
import { device, manualSeed, nn, randn, type Tensor } from '../../src/index.js';
import * as autograd from '../../src/tensor/autograd-namespace.js';
import { explain } from '../../src/xla/index.js';

before(async () => {
  await device('cpu');
});

const [LENGTH, BATCH, FEATURES, SIZE] = [3, 4, 3, 5];

/** Whether the results on the engine are those of single steps. */
async function assertAlike(run: () => readonly (Tensor | undefined)[]): Promise<void> {
  const read = () =>
    run().map((one) => ({
      shape: one?.shape,
      values: [...(one ?? assert.fail('there is no gradient')).dataSync()],
    }));
  const fused = read();
  await tf.setBackend('cpu');
  try {
    const plain = read();
    assert.deepEqual(
      fused.map(({ shape }) => shape),
      plain.map(({ shape }) => shape),
    );
    fused.forEach(({ values }, i) => {
      values.forEach((value, at) => {
        const expected = plain[i].values[at];
        const isClose = Math.abs(value - expected) <= 2e-6 + 1e-5 * Math.abs(expected);
        assert.ok(isClose, `result ${i} at ${at}: ${value} for ${expected}`);
      });
    });
  } finally {
    await tf.setBackend('xla');
  }
}

/** A new layer, run on tensors that want gradients: outputs, last states, and all gradients. */
function trained(
  make: () => nn.RNN | nn.LSTM | nn.GRU,
  lengths: readonly number[] | undefined,
): (Tensor | undefined)[] {
  manualSeed(1);
  const net = make();
  const output = net.projSize || SIZE;
  const directions = net.bidirectional ? 2 : 1;
  const x = randn([LENGTH, BATCH, FEATURES]).requiresGrad_();
  const h0 = randn([directions, BATCH, output]).requiresGrad_();
  const c0 = randn([directions, BATCH, SIZE]).requiresGrad_();
  const weights = [randn([LENGTH, BATCH, directions * output]), randn(h0.shape), randn(c0.shape)];
  const input = lengths ? nn.utils.rnn.packPaddedSequence(x, lengths, { enforceSorted: false }) : x;
  const [outputs, last] =
    net instanceof nn.LSTM ? net.forward(input, [h0, c0]) : net.forward(input, h0);
  const y =
    outputs instanceof nn.utils.rnn.PackedSequence
      ? nn.utils.rnn.padPackedSequence(outputs)[0]
      : outputs;
  const results = [y, ...[last].flat()];
  const [first, ...others] = results.map((one, i) => one.mul(weights[i]).sum());
  others.reduce((sum, one) => sum.add(one), first).backward();
  const states = net instanceof nn.LSTM ? [h0, c0] : [h0];
  return [...results, ...[x, ...states, ...net.parameters()].map((one) => one.grad)];
}

const KINDS: Readonly<Record<string, (bidirectional: boolean) => nn.RNN | nn.LSTM | nn.GRU>> = {
  RNN: (bidirectional) => new nn.RNN(FEATURES, SIZE, { bidirectional }),
  'RNN of ReLUs': (bidirectional) =>
    new nn.RNN(FEATURES, SIZE, { bidirectional, nonlinearity: 'relu' }),
  'LSTM without biases': (bidirectional) =>
    new nn.LSTM(FEATURES, SIZE, { bidirectional, bias: false }),
  LSTM: (bidirectional) => new nn.LSTM(FEATURES, SIZE, { bidirectional }),
  'LSTM with a projection': (bidirectional) =>
    new nn.LSTM(FEATURES, SIZE, { bidirectional, projSize: 2 }),
  GRU: (bidirectional) => new nn.GRU(FEATURES, SIZE, { bidirectional }),
};

describe('values and gradients are those of single steps', () => {
  for (const [name, make] of Object.entries(KINDS)) {
    test(name, () => assertAlike(() => trained(() => make(false), undefined)));
    test(`${name}, both directions, rows of different lengths`, () =>
      assertAlike(() => trained(() => make(true), [2, 3, 1, 3])));
  }
});

test('a layer is a loop on the device, as large for many steps as for few, and one node for gradients', () => {
  const net = new nn.LSTM(FEATURES, SIZE);
  const programOf = (length: number) => {
    const x = randn([length, BATCH, FEATURES]).keep();
    return explain(() => net.forward(x)[0].tf);
  };
  const [few, many] = [programOf(4), programOf(40)];
  assert.match(few.program, /stablehlo\.while/);
  assert.equal(many.operations, few.operations);
  assert.equal(many.program.split('\n').length, few.program.split('\n').length);
  const [outputs] = net.forward(randn([4, BATCH, FEATURES]));
  assert.equal(outputs.gradFn?.name, 'LstmBackward0');
});

test('only what wants a gradient gets one', () => {
  const net = new nn.GRU(FEATURES, SIZE);
  const x = randn([LENGTH, BATCH, FEATURES]);
  const [frozen, other] = net.parameters();
  frozen.requiresGrad_(false);
  net.forward(x)[0].sum().backward();
  assert.equal(x.grad, undefined);
  assert.equal(frozen.grad, undefined);
  assert.deepEqual(other.grad?.shape, other.shape);
});

test('second derivatives go through single steps', () =>
  assertAlike(() => {
    manualSeed(1);
    const net = new nn.LSTM(FEATURES, SIZE);
    const x = randn([2, BATCH, FEATURES]).requiresGrad_();
    const [first] = autograd.grad(net.forward(x)[0].square().sum(), [x], { createGraph: true });
    return [first, ...autograd.grad(first.square().sum(), [x, ...net.parameters()])];
  }));

test('gradients of each sample, by vmap', () =>
  assertAlike(() => {
    manualSeed(1);
    const net = new nn.LSTM(FEATURES, SIZE);
    const x = randn([2, LENGTH, BATCH, FEATURES]);
    return [vmap(grad((one: Tensor) => net.forward(one)[0].square().sum()))(x)];
  }));
