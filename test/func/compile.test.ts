/** Compiled functions: recorded once for each shape, true to what changes around them. */
import assert from 'node:assert/strict';
import { before, describe, mock, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { take } from '../../src/device/index.js';
import { compile, vmap } from '../../src/func/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import { noGrad, randint, randn, type Tensor, tensor, zeros } from '../../src/tensor/index.js';
import { CaptureError, statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

before(async () => {
  await take('cpu');
});

test('runs the code once for each shape and type, and tells why it was recorded', () => {
  let calls = 0;
  const twice = compile((x: Tensor, { scale }: { scale: number }) => {
    calls++;
    return x.mul(2 * scale);
  });
  assert.deepEqual(twice(tensor([1, 2]), { scale: 1 }).toArray(), [2, 4]);
  assert.deepEqual(twice(tensor([3, 4]), { scale: 1 }).toArray(), [6, 8]);
  assert.equal(calls, 1);
  assert.deepEqual(twice(tensor([1]), { scale: 1 }).toArray(), [2]);
  assert.deepEqual(twice(tensor([1]), { scale: 2 }).toArray(), [4]);
  assert.deepEqual(twice(tensor([5, 6]), { scale: 1 }).toArray(), [10, 12]);
  assert.equal(calls, 3);
  assert.deepEqual(twice.traces, [
    'it is new',
    'arguments[0]: float32 [1], where it was arguments[0]: float32 [2]',
    'arguments[1].scale: 2, where it was arguments[1].scale: 1',
  ]);
});

/** Trains with a step, changing the learning rate on the way; gives all that came of it. */
function train(
  wrap: <F extends (x: Tensor, y: Tensor) => Tensor>(step: F) => (x: Tensor, y: Tensor) => Tensor,
) {
  manualSeed(0);
  const layers = [
    new nn.Linear(6, 8),
    new nn.BatchNorm1d(8),
    new nn.ReLU(),
    new nn.Dropout(0.2),
    new nn.Linear(8, 3),
  ];
  const net = new nn.Sequential(...layers);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  const step = wrap((x, y) => {
    optimizer.zeroGrad();
    const loss = criterion(net(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const losses: number[] = [];
  for (let i = 0; i < 12; i++) {
    if (i === 8) for (const group of optimizer.paramGroups) group.lr = 0.1;
    losses.push(step(randn([5, 6]), randint(0, 3, [5])).item());
  }
  const state = [...net.parameters(), ...net.buffers()].map((one) => [...one.dataSync()]);
  const grads = net.parameters().map(({ grad }) => [...(grad?.dataSync() ?? [])]);
  return { losses, state, grads, step };
}

describe('a whole training step', () => {
  test('gives the same parameters, statistics, gradients and random numbers as the loop by hand', () => {
    const { step: _, ...expected } = train((step) => step);
    const { step, ...actual } = train((step) => compile(step));
    assertClose(actual, expected, 1e-4);
    const { traces } = step as ReturnType<typeof compile>;
    assert.equal(traces.length, 2, traces.join('\n'));
    assert.match(traces[1], /made state/);
  });

  test('leaves as many tensors after 300 steps as after 100', () => {
    const w = randn([4, 4]).requiresGrad_();
    const optimizer = new optim.SGD([w], { lr: 0.01 });
    const step = compile((x: Tensor) => {
      optimizer.zeroGrad();
      const loss = x.matmul(w).square().mean();
      loss.backward();
      optimizer.step();
      return loss;
    });
    const x = randn([3, 4]);
    const counts: number[] = [];
    for (let i = 1; i <= 300; i++) {
      // What is returned lives until it is collected.
      step(x).storage.release('disposed');
      if (i % 100 === 0) counts.push(tf.memory().numTensors, statistics().liveBytes);
    }
    assert.deepEqual(counts.slice(2, 4), counts.slice(4, 6));
  });
});

describe('what a compiled function uses', () => {
  test('is read anew at each call', () => {
    const w = tensor([1, 2]);
    const f = compile((x: Tensor) => x.mul(w));
    const x = tensor([10, 10]);
    assert.deepEqual(f(x).toArray(), [10, 20]);
    w.add_(1);
    assert.deepEqual(f(x).toArray(), [20, 30]);
    assert.equal(f.traces.length, 1);
  });

  test('gets gradients, also when it is frozen or thawed later', () => {
    const w = tensor([1, 2]).requiresGrad_();
    const f = compile((x: Tensor) => x.mul(w).sum());
    const x = tensor([3, 4]).requiresGrad_();
    f(x).backward();
    assert.deepEqual(
      [w.grad?.toArray(), x.grad?.toArray()],
      [
        [3, 4],
        [1, 2],
      ],
    );
    w.requiresGrad_(false);
    f(x).backward();
    assert.deepEqual(
      [w.grad?.toArray(), x.grad?.toArray()],
      [
        [3, 4],
        [2, 4],
      ],
    );
    w.requiresGrad_();
    f(x).backward();
    assert.deepEqual(w.grad?.toArray(), [6, 8]);
    assert.equal(noGrad(() => f(x)).requiresGrad, false);
  });

  test('works inside other transformations', () => {
    const f = compile((x: Tensor) => x.square().sum());
    assert.deepEqual(
      vmap(f)(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).toArray(),
      [5, 25],
    );
  });
});

test('a function that reads a value is refused, and what it changed before is as it was', () => {
  const w = tensor([1, 2]);
  const f = compile((x: Tensor) => {
    w.add_(x);
    return x.mul(x.sum().item());
  });
  assert.throws(() => f(tensor([1, 1])), CaptureError);
  assert.deepEqual(w.toArray(), [1, 2]);
});

test('what is recorded again and again is said once, with the cause', () => {
  const warn = mock.method(console, 'warn', () => {});
  const f = compile(function grows(x: Tensor) {
    return x.sum();
  });
  for (let size = 1; size <= 20; size++) f(zeros([size]));
  assert.equal(warn.mock.callCount(), 1);
  assert.match(
    String(warn.mock.calls[0].arguments[0]),
    /'grows' .* float32 \[9\], where it was .* float32 \[8\]/,
  );
  warn.mock.restore();
});
