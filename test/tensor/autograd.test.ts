/** Gradients as PyTorch gives them, and its errors. Rules: test/parity/operations.test.ts. */
import './cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { device } from '../../src/device/index.js';
import * as autograd from '../../src/tensor/autograd-namespace.js';
import {
  AutogradError,
  type AutogradProblem,
  enableGrad,
  isGradEnabled,
  noGrad,
  runKernel,
  ShapeError,
  setGradEnabled,
  type Tensor,
  tensor,
} from '../../src/tensor/index.js';

const leaf = () => tensor([1, 2, 3]).requiresGrad_();

function assertProblem(run: () => unknown, problem: AutogradProblem, text: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof AutogradError, String(error));
    assert.equal(error.problem, problem);
    assert.match(error.message, text);
    return true;
  });
}

describe('backward', () => {
  it('adds gradients up in leaves, over uses and over calls', () => {
    const x = leaf();
    x.mul(x).add(x).sum().backward();
    assert.deepEqual(x.grad?.toArray(), [3, 5, 7]);
    x.sum().backward();
    assert.deepEqual(x.grad?.toArray(), [4, 6, 8]);
  });

  it('takes a gradient for results of many elements', () => {
    const x = leaf();
    x.mul(2).backward(tensor([1, 0, -1]));
    assert.deepEqual(x.grad?.toArray(), [2, 0, -2]);
  });

  it('shows the operation that made a result by PyTorch’s name', () => {
    const { gradFn } = leaf().mul(2);
    assert.equal(`${gradFn} ${inspect(gradFn)}`, '<MulBackward0> <MulBackward0>');
  });

  it('gives gradients to those that retain them, and to no other result', () => {
    const x = leaf();
    const y = x.mul(2).retainGrad();
    const z = y.square();
    z.sum().backward();
    assert.deepEqual(y.grad?.toArray(), [4, 8, 12]);
    assert.equal(z.grad, undefined);
  });

  it('keeps what is infinite in the row that it belongs to', async () => {
    await device('cpu-js');
    const x = tensor([[0], [1], [2]]).requiresGrad_();
    x.indexSelect(0, tensor([0, 1, 1], 'int32'))
      .log()
      .sum()
      .backward();
    assert.deepEqual(x.grad?.toArray(), [[Infinity], [2], [0]]);
  });

  it('goes through a graph twice where it is retained', () => {
    const x = leaf();
    const y = x.square().sum();
    y.backward(undefined, { retainGraph: true });
    y.backward();
    assert.deepEqual(x.grad?.toArray(), [4, 8, 12]);
  });

  it('walks graphs as deep as memory allows', () => {
    const x = tensor(1).requiresGrad_();
    let y = x.add(0);
    for (let i = 0; i < 20_000; i++) y = y.add(0);
    y.backward();
    assert.equal(x.grad?.item(), 1);
  });

  it('of two results with a common part, the first frees what only it needs', () => {
    const x = leaf();
    const shared = x.exp();
    const a = shared.sum();
    const b = shared.square().sum();
    a.backward();
    assertProblem(() => b.backward(), 'second backward', /second time/);
  });

  it('says what is wrong', () => {
    const x = leaf();
    const sum = x.sum();
    sum.backward();
    assertProblem(() => sum.backward(), 'second backward', /retainGraph/);
    assertProblem(() => tensor(1).backward(), 'no graph', /noGrad/);
    assertProblem(() => x.mul(2).backward(), 'gradient needed', /\[3\]/);
    assertProblem(() => x.mul(2).backward(tensor([1, 2])), 'gradient shape', /\[2\].*\[3\]/);
    const step = () => runKernel('Step', 'step', { x }, { alpha: 0 }).sum();
    assertProblem(() => step().backward(), 'no rule', /'step'/);
  });

  it('notices that a value it needs was changed in place', () => {
    const x = leaf();
    const y = x.exp();
    const z = y.square().sum();
    noGrad(() => y.add_(1));
    assertProblem(() => z.backward(), 'modified in place', /add_/);
  });
});

describe('requiresGrad', () => {
  it('is inherited by results, and only float32 can have it', () => {
    const x = leaf();
    assert.equal(x.isLeaf, true);
    assert.equal(x.mul(2).requiresGrad, true);
    assert.equal(x.mul(2).isLeaf, false);
    assert.equal(x.gt(1).requiresGrad, false);
    assert.equal(x.detach().requiresGrad, false);
    assert.throws(() => tensor([1], [1], 'int32').requiresGrad_(), /float32/);
    assert.throws(() => x.mul(2).requiresGrad_(false), /detach/);
  });

  it('protects leaves from changes in place, unless under noGrad', () => {
    const x = leaf();
    assertProblem(() => x.add_(1), 'leaf in place', /noGrad\(\(\) => x\.add_/);
    noGrad(() => x.add_(1));
    assert.deepEqual(x.toArray(), [2, 3, 4]);
    assert.equal(x.requiresGrad, true);
  });

  it('goes on through changes in place of results', () => {
    const x = leaf();
    const y = x.mul(2);
    y.add_(x);
    y.sum().backward();
    assert.deepEqual(x.grad?.toArray(), [3, 3, 3]);
  });
});

describe('noGrad', () => {
  it('remembers nothing inside, and enableGrad undoes it', () => {
    const x = leaf();
    assert.equal(
      noGrad(() => x.mul(2).requiresGrad),
      false,
    );
    assert.equal(
      noGrad(() => enableGrad(() => x.mul(2).requiresGrad)),
      true,
    );
    for (const enabled of [true, false]) {
      assert.equal(
        setGradEnabled(enabled, () => x.mul(2).requiresGrad),
        enabled,
      );
    }
    assert.equal(isGradEnabled(), true);
  });

  it('holds for async code until it has ended, and for no other', async () => {
    const x = leaf();
    const inside = noGrad(async () => {
      await setImmediate();
      return x.mul(2).requiresGrad;
    });
    assert.equal(x.mul(2).requiresGrad, true);
    assert.equal(await inside, false);
  });

  it('ends when its body throws', () => {
    assert.throws(() =>
      noGrad(() => {
        throw new Error('no');
      }),
    );
    assert.equal(isGradEnabled(), true);
  });
});

/** As PyTorch's straight-through estimator. */
class Straight extends autograd.Function {
  static forward(context: autograd.FunctionContext, x: Tensor, scale: number) {
    context.saveForBackward(x);
    context.scale = scale;
    return x.sign().mul(scale);
  }

  static backward(
    context: autograd.FunctionContext,
    gradient: Tensor,
  ): readonly (Tensor | null | undefined)[] {
    const [x] = context.savedTensors;
    assert.deepEqual(context.needsInputGrad, [true, false]);
    return [gradient.mul(x.abs().le(2)).mul(Number(context.scale)), null];
  }
}

describe('autograd.Function', () => {
  it('computes by forward, and its gradient by backward', () => {
    const x = leaf();
    const y = Straight.apply(x, 3);
    assert.deepEqual(y.toArray(), [3, 3, 3]);
    y.mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    assert.deepEqual(x.grad?.toArray(), [3, 30, 0]);
  });

  it('remembers nothing where no gradient is wanted', () => {
    assert.equal(Straight.apply(tensor([1, 2]), 1).requiresGrad, false);
    assert.equal(
      noGrad(() => Straight.apply(leaf(), 1).requiresGrad),
      false,
    );
  });

  it('says which gradients backward should give', () => {
    class Short extends Straight {
      static override backward() {
        return [tensor([1])];
      }
    }
    assertProblem(
      () => Short.apply(leaf(), 1).sum().backward(),
      'number of gradients',
      /1 gradients for the 2 arguments/,
    );
    class Narrow extends Straight {
      static override backward() {
        return [tensor([1]), undefined];
      }
    }
    assert.throws(
      () => Narrow.apply(leaf(), 1).sum().backward(),
      (error) =>
        error instanceof ShapeError &&
        /argument 0 has shape \[1\], the argument \[3\]/.test(error.message),
    );
  });

  it('says how to keep apply without its class', () => {
    const { apply } = Straight;
    assert.throws(
      () => Reflect.apply(apply, undefined, [leaf(), 1]),
      /\(x\) => MyFunction\.apply\(x\)/,
    );
  });
});

it('a gradient is taken away by null as by undefined', () => {
  const x = leaf();
  for (const nothing of [null, undefined]) {
    x.sum().backward();
    assert.deepEqual(x.grad?.toArray(), [1, 1, 1]);
    x.grad = nothing;
    assert.equal(x.grad, undefined);
  }
});

describe('autograd.grad', () => {
  it('gives the gradient by what is on the way to another input too', () => {
    for (const createGraph of [false, true]) {
      const x = tensor([2]).requiresGrad_();
      const between = x.square();
      const found = autograd.grad(between.pow(3), [between, x], { createGraph });
      assert.deepEqual(
        found.map((gradient) => gradient.item()),
        [48, 192],
      );
      if (createGraph) assert.equal(autograd.grad(found[0], between)[0].item(), 24);
    }
  });

  it('frees only what it goes back by', () => {
    const x = tensor([2]).requiresGrad_();
    const between = x.square();
    const [slope] = autograd.grad(between.pow(3), between);
    between.backward(slope);
    assert.equal(x.grad?.item(), 192);
  });

  it('keeps the graph for another pass where that is asked for', () => {
    const x = leaf();
    const y = x.pow(2).sum();
    const [first] = autograd.grad(y, x, { retainGraph: true });
    const [second] = autograd.grad(y, x);
    assert.deepEqual(first.toArray(), second.toArray());
    assertProblem(() => autograd.grad(y, x), 'second backward', /Compute the result again/);
  });
});
