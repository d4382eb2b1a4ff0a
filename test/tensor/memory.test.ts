/** Nobody calls dispose: loops stay flat, small results can be kept, and freed ones say so when read. */
import './cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { DataLoader, TensorDataset } from '../../src/data/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { manualSeed } from '../../src/random/index.js';
import {
  noGrad,
  openIteration,
  ReleasedTensorError,
  randint,
  randn,
  type Tensor,
  zeros,
} from '../../src/tensor/index.js';
import { isIterationOpen } from '../../src/tensor/memory/iteration.js';
import { collectGarbage } from '../collect-garbage.js';

class Net extends nn.Module {
  fc1 = new nn.Linear(256, 8);
  relu = new nn.ReLU();
  fc2 = new nn.Linear(8, 4);
  hidden: Tensor | undefined;
  keepHidden = false;

  forward(x: Tensor): Tensor {
    const hidden = this.relu(this.fc1(x));
    if (this.keepHidden) this.hidden = hidden;
    return this.fc2(hidden);
  }
}

interface Step {
  loss: Tensor;
  outputs: Tensor;
  inputs: Tensor;
}

/** Runs a training loop; what `body` sees is what a person has in the loop. */
function loop(
  steps: number,
  body: (step: Step, i: number) => void = () => {},
  scoped = true,
): void {
  manualSeed(0);
  const net = new Net();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  for (let i = 0; i < steps; i++) {
    const iteration = scoped ? openIteration() : undefined;
    const inputs = randn([20, 256]);
    const targets = randint(0, 4, [20]);
    optimizer.zeroGrad();
    const outputs = net(inputs);
    const loss = criterion(outputs, targets);
    loss.backward();
    optimizer.step();
    body({ loss, outputs, inputs }, i);
    iteration?.end();
  }
}

/** Large enough for the bound on small results that stay: see src/tensor/memory/idle.ts. */
const STEPS = 1000;

describe('A loop of 1,000 iterations', () => {
  it('holds no more tensors and bytes at its end than in its middle', () => {
    const tensors: number[] = [];
    const bytes: number[] = [];
    loop(STEPS, () => {
      const memory = tf.memory();
      tensors.push(memory.numTensors);
      bytes.push(memory.numBytes);
    });
    const most = (values: number[], from: number, to: number) =>
      Math.max(...values.slice(from, to));
    assert.ok(
      most(tensors, 500, 1000) <= most(tensors, 250, 500) + 4,
      `${most(tensors, 500, 1000)} tensors`,
    );
    assert.ok(
      most(bytes, 500, 1000) <= most(bytes, 250, 500) + 4096,
      `${most(bytes, 500, 1000)} bytes`,
    );
  });

  it('stays bounded without iterations too, although nothing can be collected while it runs', () => {
    const tensors: number[] = [];
    loop(STEPS, () => tensors.push(tf.memory().numTensors), false);
    assert.ok(Math.max(...tensors.slice(500)) <= Math.max(...tensors.slice(200, 500)) + 4);
  });

  it('leaves every loss readable', () => {
    const losses: Tensor[] = [];
    const values: number[] = [];
    loop(STEPS, ({ loss }) => {
      losses.push(loss);
      values.push(loss.item());
    });
    assert.deepEqual(
      losses.map((loss) => loss.item()),
      values,
    );
  });
});

describe('When an iteration has ended', () => {
  it('a large tensor of it is freed, and reading it says what it was and how to keep it', () => {
    let inputs: Tensor | undefined;
    loop(1, (step) => {
      inputs = step.inputs;
    });
    assert.throws(
      () => inputs?.dataSync(),
      (error) =>
        error instanceof ReleasedTensorError &&
        error.reason === 'iteration' &&
        error.operation === 'randn' &&
        `${error.shape}` === '20,256' &&
        /x\.keep\(\)/.test(error.message),
    );
  });

  it('a large tensor that was kept is still there', () => {
    let kept: Tensor | undefined;
    let copy: Tensor | undefined;
    loop(2, ({ inputs }, i) => {
      if (i === 0) kept = inputs.keep();
      if (i === 0) copy = inputs.clone().keep();
    });
    assert.equal(kept?.dataSync().length, 20 * 256);
    assert.deepEqual(copy?.dataSync(), kept?.dataSync());
  });

  it('a small tensor is still there', () => {
    let outputs: Tensor | undefined;
    loop(3, (step, i) => {
      if (i === 0) outputs = step.outputs;
    });
    assert.equal(outputs?.dataSync().length, 80);
  });

  it('a loop left by break has freed nothing, and what is made after it belongs to no iteration', () => {
    let batch: Tensor | undefined;
    for (const [images] of new DataLoader(new TensorDataset(randn([64, 256])), { batchSize: 32 })) {
      batch = images;
      break;
    }
    const after = randn([64, 256]);
    openIteration().end();
    assert.equal(batch?.dataSync().length, 32 * 256);
    assert.equal(after.dataSync().length, 64 * 256);
    assert.equal(isIterationOpen(), false);
  });

  it('the graph that nobody used is freed with it', () => {
    const net = new Net();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) {
      const iteration = openIteration();
      net(randn([64, 256]));
      iteration.end();
    }
    // One small result an iteration stays.
    assert.ok(tf.memory().numTensors - before <= 20);
  });

  it('iterations of two loops side by side free what is theirs', () => {
    const first = openIteration();
    const a = randn([64, 256]);
    const second = openIteration();
    const b = randn([64, 256]);
    first.end();
    assert.throws(() => a.tf, ReleasedTensorError);
    assert.equal(b.tf.size, 64 * 256);
    second.end();
    assert.throws(() => b.tf, ReleasedTensorError);
  });

  it('what keep() was said of can still go backward', () => {
    const net = new Net();
    const iteration = openIteration();
    const loss = net(randn([64, 256]))
      .sum()
      .keep();
    iteration.end();
    loss.backward();
    assert.ok(net.fc1.weight.grad);
  });
});

describe('Inside a forward pass', () => {
  it('without gradients, all but the result is freed when it returns', () => {
    const net = new Net();
    const x = randn([64, 256]);
    const before = tf.memory().numTensors;
    noGrad(() => net(x));
    assert.equal(tf.memory().numTensors, before + 1);
  });

  it('with gradients, what the way back needs is freed by backward', () => {
    const net = new Net();
    const x = randn([64, 256]);
    const before = tf.memory().numTensors;
    const loss = net(x).square().mean();
    loss.backward();
    const gradients = net.parameters().length;
    // The result, its square and the loss are the caller's.
    assert.equal(tf.memory().numTensors, before + 3 + gradients);
  });

  it('a tensor that the module keeps as a field stays', () => {
    const net = new Net();
    net.keepHidden = true;
    noGrad(() => net(randn([64, 256])));
    assert.equal(net.hidden?.dataSync().length, 64 * 8);
  });

  it('a tensor that was smuggled out says that it was internal', () => {
    let smuggled: Tensor | undefined;
    class Leaky extends nn.Module {
      forward(x: Tensor): Tensor {
        smuggled = x.mul(2);
        return smuggled.add(1);
      }
    }
    noGrad(() => new Leaky()(zeros([4])));
    assert.throws(
      () => smuggled?.tf,
      (error) => error instanceof ReleasedTensorError && error.reason === 'forward',
    );
  });

  it('an error frees what was made before it', () => {
    class Failing extends nn.Module {
      forward(x: Tensor): Tensor {
        x.mul(2);
        throw new Error('no');
      }
    }
    const x = zeros([4]);
    const before = tf.memory().numTensors;
    assert.throws(() => new Failing()(x), /no/);
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('Code that is interrupted from outside', () => {
  /** Ends `run` as a notebook ends a cell: without its `finally`. */
  function interrupt(run: () => void): void {
    Reflect.set(globalThis, 'interrupted', run);
    assert.throws(() => new Script('interrupted()').runInThisContext({ timeout: 50 }), /timed out/);
    Reflect.deleteProperty(globalThis, 'interrupted');
  }
  const forever = (): never => {
    for (;;);
  };

  it('in a forward pass leaves later passes free to free what they made', async () => {
    class Endless extends nn.Module {
      forward(x: Tensor): Tensor {
        x.mul(2);
        return forever();
      }
    }
    interrupt(() => new Endless()(zeros([4])));
    await collectGarbage();
    const net = new Net();
    const x = randn([64, 256]);
    const before = tf.memory().numTensors;
    noGrad(() => net(x));
    assert.equal(tf.memory().numTensors, before + 1);
  });

  it('in a forward pass leaves what that made to the garbage collector', async () => {
    const values: tf.Tensor[] = [];
    class Endless extends nn.Module {
      forward(x: Tensor): Tensor {
        values.push(x.mul(2).tf);
        return forever();
      }
    }
    interrupt(() => new Endless()(zeros([4])));
    for (let tries = 0; tries < 20 && !values[0].isDisposed; tries++) await collectGarbage();
    assert.deepEqual(
      values.map((value) => value.isDisposed),
      [true],
    );
  });

  it('in an iteration leaves none open once it is collected', async () => {
    interrupt(() => {
      const iteration = openIteration();
      forever();
      iteration.end();
    });
    for (let tries = 0; tries < 20 && isIterationOpen(); tries++) {
      await collectGarbage();
    }
    assert.equal(isIterationOpen(), false);
  });
});

describe('Gradients', () => {
  const parameter = () => new nn.Parameter(randn([64, 256]));

  it('are freed at once by zeroGrad where nobody has looked at them', () => {
    const p = parameter();
    p.sum().backward();
    const before = tf.memory().numTensors;
    p.zeroGrad();
    assert.equal(tf.memory().numTensors, before - 1);
    assert.equal(p.grad, undefined);
  });

  it('stay readable within their iteration where someone holds them', () => {
    const p = parameter();
    const iteration = openIteration();
    p.sum().backward();
    const { grad } = p;
    p.zeroGrad();
    assert.equal(grad?.dataSync()[0], 1);
    iteration.end();
    assert.throws(() => grad?.tf, ReleasedTensorError);
  });

  it('survive the end of their iteration as long as the parameter shows them', () => {
    const p = parameter();
    const iteration = openIteration();
    p.sum().backward();
    iteration.end();
    assert.equal(p.grad?.dataSync()[0], 1);
  });

  it('of a past iteration are freed by zeroGrad, held or not', () => {
    const p = parameter();
    const iteration = openIteration();
    p.sum().backward();
    iteration.end();
    const { grad } = p;
    p.zeroGrad();
    assert.throws(() => grad?.tf, ReleasedTensorError);
  });
});

describe('The garbage collector', () => {
  it('frees tensors that nobody holds, outside of iterations', async () => {
    const values = (() => Array.from({ length: 50 }, () => randn([64, 256]).tf))();
    assert.ok(values.every((value) => !value.isDisposed));
    for (let tries = 0; tries < 20 && values.some((value) => !value.isDisposed); tries++) {
      await collectGarbage();
    }
    assert.ok(values.every((value) => value.isDisposed));
  });

  it('frees what came out of a model, and what a model keeps of a pass once it is replaced', async () => {
    const net = new Net();
    net.keepHidden = true;
    const values = (() => {
      const outputs = noGrad(() => net(randn([64, 256])));
      return [outputs, net.hidden].flatMap((tensor) => tensor?.tf ?? []);
    })();
    assert.deepEqual(
      values.map((value) => value.isDisposed),
      [false, false],
    );
    net.hidden = undefined;
    for (let tries = 0; tries < 20 && values.some((value) => !value.isDisposed); tries++) {
      await collectGarbage();
    }
    assert.ok(values.every((value) => value.isDisposed));
  });

  it('waits for the end of an iteration that is open', async () => {
    await collectGarbage();
    const iteration = openIteration();
    const before = tf.memory().numTensors;
    (() => zeros([4]))();
    await collectGarbage();
    assert.equal(tf.memory().numTensors, before + 1);
    iteration.end();
  });
});

describe('Parameters', () => {
  it('are replaced in place: the old value is disposed at once', () => {
    const net = new Net();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    net(randn([64, 256]))
      .sum()
      .backward();
    const old = net.fc1.weight.tf;
    optimizer.step();
    assert.equal(old.isDisposed, true);
    assert.equal(net.fc1.weight.dataSync().length, 256 * 8);
  });

  it('made inside an iteration survive it', () => {
    const iteration = openIteration();
    const net = new Net();
    iteration.end();
    assert.equal(net.fc1.weight.dataSync().length, 256 * 8);
  });
});
