/** Functions that the engine records: called once for each kind of inputs, with the results and gradients of plain calls. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { device, manualSeed, nn, optim, randint, randn, Tensor, tensor } from '../../src/index.js';
import { pauseRecording, recorded, recordedOperation } from '../../src/tensor/index.js';
import { registered, statistics } from '../../src/xla/index.js';

before(async () => {
  await device('cpu');
});

/** The results with recording and without. */
function bothWays<T>(run: () => T): [recorded: T, plain: T] {
  const first = run();
  const resume = pauseRecording();
  try {
    return [first, run()];
  } finally {
    resume();
  }
}

describe('a recorded function', () => {
  test('is called once for each kind of inputs and each plain value', () => {
    const calls: string[] = [];
    const scaled = (x: tf.Tensor, factor: number) =>
      recorded('scaled', [x, factor] as const, ([values, by]) => {
        calls.push(`${values.dtype} [${values.shape}] ${by}`);
        return [tf.mul(values, by)];
      })[0];
    const values = [
      scaled(tf.tensor1d([1, 2]), 3),
      scaled(tf.tensor1d([5, 6]), 3),
      scaled(tf.tensor1d([1, 2]), 4),
      scaled(tf.tensor1d([1, 2], 'int32'), 3),
      scaled(tf.tensor1d([1, 2, 3]), 3),
      scaled(tf.tensor1d([7, 8]), 3),
    ].map((result) => [...result.dataSync()]);
    assert.deepEqual(values, [
      [3, 6],
      [15, 18],
      [4, 8],
      [3, 6],
      [3, 6, 9],
      [21, 24],
    ]);
    assert.deepEqual(calls, ['float32 [2] 3', 'float32 [2] 4', 'int32 [2] 3', 'float32 [3] 3']);
  });

  test('gives several results, and may give back an input', () => {
    const run = (x: tf.Tensor) => recorded('pair', [x], ([value]) => [value, tf.neg(value)]);
    for (const factor of [1, 2]) {
      const [same, negative] = run(tf.tensor1d([factor, 5]));
      assert.deepEqual([...same.dataSync()], [factor, 5]);
      assert.deepEqual([...negative.dataSync()], [-factor, -5]);
    }
  });

  test('is called each time where it computes with a tensor from outside, which may change', () => {
    const sums = [1, 10].map((value) => {
      const outside = tf.tensor1d([value, value]);
      const [sum] = recorded('outside', [tf.tensor1d([1, 2])], ([x]) => [tf.add(x, outside)]);
      return [...sum.dataSync()];
    });
    assert.deepEqual(sums, [
      [2, 3],
      [11, 12],
    ]);
  });

  test('leaves nothing behind', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const run = () =>
      recorded('sum of squares', [x], ([value]) => [tf.sum(tf.square(value))])[0].dispose();
    const start = tf.memory();
    const { pendingNodes } = statistics();
    for (let i = 0; i < 3; i++) run();
    assert.deepEqual(tf.memory(), start);
    assert.equal(statistics().pendingNodes, pendingNodes);
  });
});

describe('a recorded operation', () => {
  test('has one node for gradients, named for it', () => {
    const x = randn([3, 4]).requiresGrad_();
    const y = recordedOperation('softPlusOne', '', [x], (one) => one.exp().add(1).log());
    assert.equal(y.gradFn?.name, 'SoftPlusOneBackward0');
    assert.deepEqual(
      y.gradFn?.next.map((node) => node?.kind),
      ['leaf'],
    );
  });

  test('gives no gradient where none is wanted', () => {
    const x = randn([3, 4]);
    const weight = randn([2, 4]).requiresGrad_();
    nn.functional.linear(x, weight).sum().backward();
    assert.equal(x.grad, undefined);
    assert.deepEqual(weight.grad?.shape, [2, 4]);
    assert.equal(nn.functional.linear(x, weight.detach()).requiresGrad, false);
  });

  test('refuses to go back when an input was changed in place since', () => {
    const x = randn([3, 4]);
    const weight = randn([2, 4]).requiresGrad_();
    const loss = nn.functional.linear(x, weight).sum();
    x.mul_(2);
    assert.throws(() => loss.backward(), /changed in place/);
  });

  const cases: Record<string, (logits: Tensor, labels: Tensor) => Tensor> = {
    'the mean': (logits, labels) => nn.functional.crossEntropy(logits, labels),
    'the sum': (logits, labels) => nn.functional.crossEntropy(logits, labels, { reduction: 'sum' }),
    'each sample': (logits, labels) =>
      nn.functional.crossEntropy(logits, labels, { reduction: 'none' }).square().sum(),
    'labels that count nothing': (logits, labels) =>
      nn.functional.crossEntropy(logits, labels, { ignoreIndex: 1 }),
    'weights of classes': (logits, labels) =>
      nn.functional.crossEntropy(logits, labels, { weight: tensor([1, 2, 3]) }),
    'smoothed labels': (logits, labels) =>
      nn.functional.crossEntropy(logits, labels, { labelSmoothing: 0.1 }),
    'log probabilities': (logits, labels) => nn.functional.nllLoss(logits.logSoftmax(1), labels),
  };
  for (const [name, loss] of Object.entries(cases)) {
    test(`cross entropy, ${name}: values and gradients are those of plain calls`, () => {
      const ways = bothWays(() => {
        manualSeed(1);
        const net = new nn.Linear(4, 3);
        const x = randn([6, 4]).requiresGrad_();
        const value = loss(net(x), randint(0, 3, [6]));
        value.backward();
        return [value, net.weight.grad, net.bias?.grad, x.grad].map((one) => one?.toArray());
      });
      assert.deepEqual(...ways);
    });
  }
});

test("a step's new parameters and momenta take the memory of the old ones", () => {
  const net = new nn.Linear(30, 20);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const step = () => {
    optimizer.zeroGrad();
    net(randn([4, 30]))
      .sum()
      .backward();
    optimizer.step();
  };
  step();
  const [state] = Object.values(optimizer.stateDict().state);
  const before = [net.weight, state.momentum_buffer].map((one) => {
    assert.ok(one instanceof Tensor);
    const { content } = registered().dataNode(one.tf);
    assert.ok(content.kind === 'buffer');
    return content.buffer;
  });
  step();
  for (const buffer of before) {
    assert.throws(() => buffer.copyToHostSync(), { name: 'DeletedBufferError', end: 'donated' });
  }
});
