/** Optimizers. Their numbers over many steps: test/parity. Here single steps, groups, options and cells. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { Parameter } from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { noGrad, OptionError, onFlush, type Tensor, tensor } from '../../src/tensor/index.js';

/** A parameter at [1, -2] whose gradient is [0.5, 0.25]. */
function parameter(): Parameter {
  const p = new Parameter(tensor([1, -2]));
  p.grad = tensor([0.5, 0.25]);
  return p;
}

function assertClose(actual: Tensor, expected: number[]): void {
  assert.ok(
    actual.allclose(tensor(expected), { rtol: 1e-6 }),
    `${actual.toArray()} for ${expected}`,
  );
}

/** The values after two steps with the same gradient. */
function afterTwo(make: (p: Parameter) => optim.Optimizer): Parameter {
  const p = parameter();
  const optimizer = make(p);
  optimizer.step();
  optimizer.step();
  return p;
}

describe('A step', () => {
  it('of SGD follows the gradient', () => {
    assertClose(
      afterTwo((p) => new optim.SGD([p], { lr: 0.1 })),
      [0.9, -2.05],
    );
  });

  it('of SGD with momentum begins with the whole gradient, whatever the dampening', () => {
    // Changes: g, then 0.9 g + 0.5 g.
    const make = (p: Parameter) => new optim.SGD([p], { lr: 0.1, momentum: 0.9, dampening: 0.5 });
    assertClose(afterTwo(make), [1 - 0.1 * 0.5 * 2.4, -2 - 0.1 * 0.25 * 2.4]);
  });

  it('of Adam is as long as the learning rate where the gradient stays', () => {
    assertClose(
      afterTwo((p) => new optim.Adam([p], { lr: 0.1 })),
      [0.8, -2.2],
    );
  });

  it('of AdamW shrinks the parameter beside', () => {
    const make = (p: Parameter) => new optim.AdamW([p], { lr: 0.1, weightDecay: 0.5 });
    assertClose(afterTwo(make), [(0.95 - 0.1) * 0.95 - 0.1, (-1.9 - 0.1) * 0.95 - 0.1]);
  });

  it('leaves parameters without a gradient alone', () => {
    const p = new Parameter(tensor([1]));
    new optim.SGD([p], { lr: 0.1, weightDecay: 1 }).step();
    assert.deepEqual(p.toArray(), [1]);
  });

  it('ends by a flush, one a step', () => {
    const optimizer = new optim.Adam([parameter(), parameter()]);
    let flushes = 0;
    onFlush(() => flushes++);
    optimizer.step();
    onFlush(() => {});
    assert.equal(flushes, 1);
  });

  it('leaves no tensor behind but state', () => {
    const optimizer = new optim.Adam([parameter()]);
    optimizer.step();
    const before = tf.memory().numTensors;
    optimizer.step();
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('Groups', () => {
  it('have options of their own and share the rest', () => {
    const [a, b] = [parameter(), parameter()];
    const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 1, weightDecay: 1 }], {
      lr: 0.1,
    });
    optimizer.step();
    assertClose(a, [0.95, -2.025]);
    assertClose(b, [-0.5, -0.25]);
  });

  it('take another learning rate at once, which lies in the same cell', () => {
    const p = parameter();
    const optimizer = new optim.SGD([p], { lr: 0.1 });
    const [lr] = optimizer.cells();
    optimizer.paramGroups[0].lr = 1;
    assert.equal(lr.get().dataSync()[0], 1);
    optimizer.step();
    assertClose(p, [0.5, -2.25]);
  });
});

describe("L-BFGS's history", () => {
  /** Rosenbrock's function, whose curvature differs from place to place. */
  const closure = (p: Parameter, optimizer: optim.Optimizer) => () => {
    optimizer.zeroGrad();
    const [x, y] = p.split(1);
    const loss = y.sub(x.square()).square().mul(100).add(x.neg().add(1).square()).sum();
    loss.backward();
    return loss;
  };
  const make = (p: Parameter) => new optim.LBFGS([p], { maxIter: 3, lineSearchFn: 'strongWolfe' });
  const step = (p: Parameter, optimizer: optim.LBFGS) => void optimizer.step(closure(p, optimizer));

  /** Two parameters with the same values and past. */
  function twins(): [Parameter, optim.LBFGS][] {
    const first = parameter();
    const optimizer = make(first);
    for (let i = 0; i < 2; i++) step(first, optimizer);
    const second = new Parameter(first.detach().clone());
    return [
      [first, optimizer],
      [second, make(second)],
    ];
  }

  it('is in its state dict: from there it goes on to the same bits', () => {
    const [[first, optimizer], [second, other]] = twins();
    other.loadStateDict(optimizer.stateDict());
    step(first, optimizer);
    step(second, other);
    assert.deepEqual(second.toArray(), first.toArray());
  });

  it("is read from PyTorch's state dict, where it is lists", () => {
    const [[first, optimizer], [second, other]] = twins();
    const { state, paramGroups } = optimizer.stateDict();
    const rows = (history: unknown) => (history as Tensor).unbind();
    const { old_dirs, old_stps, ...rest } = state[0];
    const lists = { ...rest, old_dirs: rows(old_dirs), old_stps: rows(old_stps), n_iter: 6 };
    other.loadStateDict({ state: { 0: lists }, param_groups: paramGroups });
    step(first, optimizer);
    step(second, other);
    assert.deepEqual(second.toArray(), first.toArray());
  });

  it('of other parameters is refused', () => {
    const [[, optimizer]] = twins();
    const wider = make(new Parameter(tensor([1, 2, 3])));
    assert.throws(() => wider.loadStateDict(optimizer.stateDict()), /history.*of 3 parameters/);
  });
});

describe('Cells', () => {
  it('exist before the first step, and hold all that a step changes', () => {
    const [a, b] = [parameter(), parameter()];
    const optimizer = new optim.Adam([a, b]);
    const cells = optimizer.cells();
    // A learning rate; means, mean squares and steps of each.
    assert.equal(cells.length, 1 + 2 * 3);
    const before = cells.map((cell) => [...cell.get().dataSync()]);
    optimizer.step();
    const changed = optimizer
      .cells()
      .map((cell, i) => `${[...cell.get().dataSync()]}` !== `${before[i]}`);
    assert.deepEqual(changed, [false, true, true, true, true, true, true]);
    assert.equal(new optim.SGD([a]).cells().length, 1);
    assert.equal(new optim.SGD([a], { momentum: 0.9 }).cells().length, 2);
  });

  it('take a value and dispose the old one', () => {
    const [lr] = new optim.SGD([parameter()]).cells();
    const old = lr.get();
    lr.set(tf.scalar(3));
    assert.equal(old.isDisposed, true);
    assert.equal(lr.get().dataSync()[0], 3);
  });
});

describe('StepLR', () => {
  it('multiplies the learning rates every stepSize epochs', () => {
    const optimizer = new optim.SGD(
      [{ params: [parameter()] }, { params: [parameter()], lr: 0.5 }],
      { lr: 1 },
    );
    const scheduler = new optim.lrScheduler.StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
    const rates = Array.from({ length: 4 }, () => {
      scheduler.step();
      return scheduler.getLastLr();
    });
    assert.deepEqual(rates, [
      [1, 0.5],
      [0.5, 0.25],
      [0.5, 0.25],
      [0.25, 0.125],
    ]);
  });
});

describe('A saved state', () => {
  /** A parameter that goes down a valley. */
  function valley(make: (p: Parameter) => optim.Optimizer) {
    const p = new Parameter(tensor([1, -2]));
    const optimizer = make(p);
    const closure = (): Tensor => {
      optimizer.zeroGrad();
      const loss = p
        .square()
        .mul(tensor([1, 10]))
        .sum()
        .add(p.pow(4).sum());
      loss.backward();
      return loss;
    };
    return { p, optimizer, step: () => optimizer.step(closure) };
  }

  it("of PyTorch's SGD has a momentum that has begun", () => {
    const make = (p: Parameter) => new optim.SGD([p], { lr: 0.01, momentum: 0.9, dampening: 0.5 });
    const [first, second] = [valley(make), valley(make)];
    first.step();
    noGrad(() => second.p.copy_(first.p.detach()));
    const { state, paramGroups } = first.optimizer.stateDict();
    const { momentum_buffer } = state[0];
    second.optimizer.loadStateDict({ state: { 0: { momentum_buffer } }, paramGroups });
    first.step();
    second.step();
    assert.deepEqual(second.p.toArray(), first.p.toArray());
  });
});

describe('Options out of range are refused with the value received', () => {
  const p = parameter();
  const cases: [text: RegExp, make: () => unknown][] = [
    [/SGD: lr.*got -1/, () => new optim.SGD([p], { lr: -1 })],
    [/SGD: momentum.*got -0.9/, () => new optim.SGD([p], { momentum: -0.9 })],
    [/SGD: nesterov.*momentum above 0/, () => new optim.SGD([p], { nesterov: true })],
    [/Adam: betas\[1\].*got 1/, () => new optim.Adam([p], { betas: [0.9, 1] })],
    [/AdamW: weightDecay.*got NaN/, () => new optim.AdamW([p], { weightDecay: Number.NaN })],
    [/SGD: params.*empty/, () => new optim.SGD([])],
    [/SGD: params.*twice/, () => new optim.SGD([p, p])],
    [/SGD: params.*computed/, () => new optim.SGD([p.mul(2)])],
    // @ts-expect-error the name is weightDecay
    [/SGD has no option .weight_decay.*weightDecay/, () => new optim.SGD([p], { weight_decay: 1 })],
    [/StepLR: stepSize.*got 0/, () => new optim.StepLR(new optim.SGD([p]), { stepSize: 0 })],
    [
      /SGD: lr.*got NaN/,
      () => Object.assign(new optim.SGD([p]).paramGroups[0], { lr: Number.NaN }),
    ],
  ];
  for (const [text, make] of cases) {
    it(text.source, () => {
      assert.throws(make, (error) => error instanceof OptionError && text.test(error.message));
    });
  }
});
