/** Functions that take functions: on the engine and as plain calls, with the same values and gradients. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { take } from '../../src/device/index.js';
import {
  checkpoint,
  compile,
  cond,
  grad,
  scan,
  TransformationError,
  type Tree,
  valueAndGrad,
  vmap,
  whileLoop,
} from '../../src/func/index.js';
import * as nn from '../../src/nn/index.js';
import { manualSeed } from '../../src/random/index.js';
import {
  AutogradError,
  cat,
  noGrad,
  randn,
  Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';
import { CaptureError, statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

before(async () => {
  await take('cpu');
});

type Numbers = ReturnType<Tensor['toArray']>;

/** The values of every tensor of a result and, where it needs one, of every gradient. */
function outcome(result: Tree, leaves: readonly Tensor[]): Numbers[] {
  const tensors: Tensor[] = [];
  const visit = (part: unknown): void => {
    if (part instanceof Tensor) tensors.push(part);
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit);
  };
  visit(result);
  const sums = tensors
    .filter(({ requiresGrad }) => requiresGrad)
    .map((one, i) => one.mul(i + 1).sum());
  const [first, ...rest] = sums;
  if (first) rest.reduce((sum, one) => sum.add(one), first).backward();
  return [...tensors, ...leaves.flatMap(({ grad }) => grad ?? [])].map((one) => one.toArray());
}

function numbersIn(values: unknown): number[] {
  return Array.isArray(values) ? values.flatMap(numbersIn) : [Number(values)];
}

/** The same on the engine, where it is recorded, and on backend `cpu`, where functions are simply called. */
async function assertAlike(run: () => { result: Tree; leaves?: Tensor[] }): Promise<void> {
  const outcomes: Numbers[][] = [];
  for (const backend of ['cpu', 'xla']) {
    await tf.setBackend(backend);
    manualSeed(0);
    const { result, leaves = [] } = run();
    outcomes.push(outcome(result, leaves));
  }
  const [expected, actual] = outcomes.map(numbersIn);
  assert.ok(expected.length > 0);
  assertClose(actual, expected, 1e-5);
}

const leaf = (shape: number[]) => randn(shape).requiresGrad_();

describe('scan', () => {
  test('carries, stacks and has the gradients of the same loop, of what it closes over too', () =>
    assertAlike(() => {
      const [w, h, xs] = [leaf([3, 3]), leaf([2, 3]), leaf([4, 2, 3])];
      const result = scan(
        (carry: Tensor, x: Tensor) => {
          const next = carry.matmul(w).add(x).tanh();
          return [next, { state: next, sum: next.sum() }];
        },
        h,
        xs,
      );
      return { result, leaves: [w, h, xs] };
    }));

  test('goes from the end to the start', () =>
    assertAlike(() => {
      const xs = leaf([5]);
      const result = scan((c: Tensor, x: Tensor) => [c.mul(x), c.add(x)], tensor(1.5), xs, {
        reverse: true,
      });
      return { result, leaves: [xs] };
    }));

  test('counts by itself where there is nothing to loop over', () =>
    assertAlike(() => {
      const x = leaf([2]);
      const [end] = scan((c: Tensor, _: undefined) => [c.mul(x).sin(), []], x, undefined, {
        length: 3,
      });
      return { result: end, leaves: [x] };
    }));

  test('draws random numbers for each step as the loop by hand does', () =>
    assertAlike(() => {
      const dropout = new nn.Dropout(0.5);
      return {
        result: scan((c: Tensor, x: Tensor) => [c.add(dropout(x)), c], zeros([3]), randn([4, 3])),
      };
    }));

  test('stands in itself', () =>
    assertAlike(() => {
      const xs = leaf([3, 4]);
      const row = (sum: Tensor, x: Tensor) =>
        scan((s: Tensor, one: Tensor) => [s.mul(0.5).add(one), s], sum, x);
      return { result: scan(row, tensor(0), xs), leaves: [xs] };
    }));

  test('is one loop in one program, however long', () => {
    const run = (length: number) =>
      scan((c: Tensor, x: Tensor) => [c.add(x), c], tensor(0), zeros([length]))[0].item();
    run(50);
    const { executions, compilations } = statistics();
    run(50);
    assert.equal(statistics().executions, executions + 1);
    assert.equal(statistics().compilations, compilations);
  });

  test('tells what is wrong with a step', () => {
    const grow = (c: Tensor, x: Tensor) => [cat([c, c]), x] as const;
    assert.throws(() => scan(grow, zeros([1]), zeros([3])), /float32 \[2\] and not float32 \[1\]/);
    assert.throws(
      () => scan((c: Tensor, _: undefined) => [c, []], zeros([1]), undefined),
      TransformationError,
    );
    const reads = (c: Tensor, x: Tensor) => [c.add(x.item()), x] as const;
    assert.throws(() => scan(reads, tensor(0), zeros([3])), CaptureError);
    const total = zeros([]);
    const changes = (c: Tensor, x: Tensor) => [c, total.add_(x)] as const;
    assert.throws(() => scan(changes, tensor(0), zeros([3])), /changes a tensor/);
    assert.equal(total.item(), 0);
  });
});

describe('cond', () => {
  for (const value of [1, -1]) {
    test(`takes the branch for ${value}, with its gradients`, () =>
      assertAlike(() => {
        const [x, w, v] = [leaf([3]), leaf([3]), leaf([3])];
        const result = cond(
          tensor(value).gt(0),
          (x) => x.mul(w),
          (x) => x.sin().mul(v).mul(w),
          x,
        );
        return { result, leaves: [x, w] };
      }));
  }

  test('refuses branches that differ', () => {
    assert.throws(
      () =>
        cond(
          tensor(1),
          () => zeros([2]),
          () => zeros([3]),
        ),
      /float32 \[3\] and not float32 \[2\]/,
    );
    assert.throws(
      () =>
        cond(
          zeros([2]),
          () => zeros([2]),
          () => zeros([2]),
        ),
      /one element/,
    );
  });
});

describe('whileLoop', () => {
  test('goes on while its condition holds', () =>
    assertAlike(() => ({
      result: whileLoop(
        ({ x }) => x.lt(100),
        ({ n, x }) => ({ n: n.add(1), x: x.mul(2) }),
        {
          n: tensor(0),
          x: tensor(3),
        },
      ),
    })));

  test('says that it has no gradient', () => {
    const x = tensor(3).requiresGrad_();
    const end = whileLoop(
      (x) => x.lt(100),
      (x) => x.mul(2),
      x,
    );
    assert.throws(() => end.backward(), /number of steps is not known/);
    assert.equal(
      noGrad(() =>
        whileLoop(
          (x) => x.lt(100),
          (x) => x.mul(2),
          x,
        ),
      ).item(),
      192,
    );
  });
});

describe('vmap', () => {
  test('maps any function over a batch, with gradients', () =>
    assertAlike(() => {
      const [x, w] = [leaf([4, 3]), leaf([3, 2])];
      const f = (x: Tensor) => {
        const y = x.matmul(w);
        return {
          y,
          soft: y.softmax(0),
          sorted: x.sort().values,
          cum: x.cumsum(0),
          part: x.narrow(0, 1, 2),
        };
      };
      return { result: vmap(f)(x), leaves: [x, w] };
    }));

  test('takes the batch from where it is, and leaves what is the same for all', () =>
    assertAlike(() => {
      const [a, b, m] = [leaf([3, 5]), leaf([5, 2]), leaf([2, 2])];
      const f = (a: Tensor, { b }: { b: Tensor }, m: Tensor) => a.sum().mul(b.matmul(m));
      const result = vmap(f, { inDims: [1, 0, null], outDims: 1 })(a, { b }, m);
      assert.deepEqual(result.shape, [2, 5]);
      return { result, leaves: [a, b, m] };
    }));

  test('gives the gradient of each sample', () =>
    assertAlike(() => {
      const [w, xs, ys] = [randn([3]), randn([6, 3]), randn([6])];
      const loss = (w: Tensor, x: Tensor, y: Tensor) => w.mul(x).sum().sub(y).square();
      return { result: vmap(grad(loss), { inDims: [null, 0, 0] })(w, xs, ys) };
    }));

  test('maps convolutions, pooling, indexing, loops and itself', () =>
    assertAlike(() => {
      const conv = new nn.Conv2d(1, 2, 3, { padding: 1 });
      const pool = new nn.MaxPool2d(2);
      const images = leaf([3, 2, 1, 4, 4]);
      const pictures = vmap((x: Tensor) => pool(conv(x)))(images);
      const table = leaf([5, 2]);
      const places = tensor(
        [
          [0, 4],
          [2, 2],
          [1, 3],
        ],
        [3, 2],
        'int32',
      );
      const rows = vmap((i: Tensor) => table.indexSelect(0, i))(places);
      const both = vmap((t: Tensor, i: Tensor) => t.indexSelect(0, i))(randn([3, 5, 2]), places);
      const steps = vmap((x: Tensor) =>
        scan((c: Tensor, x: Tensor) => [c.mul(x), c], tensor(2), x),
      )(leaf([3, 4]));
      const outer = vmap((x: Tensor) => vmap((y: Tensor) => x.mul(y))(table))(leaf([3, 2]));
      const ends = vmap((x: Tensor) =>
        whileLoop(
          (x) => x.lt(10),
          (x) => x.mul(2),
          x,
        ),
      )(tensor([1, 3, 20]));
      const sides = vmap((x: Tensor) =>
        cond(
          x.gt(0),
          (x) => x.mul(2),
          (x) => x.mul(-3),
          x,
        ),
      )(tensor([1, -1]));
      return {
        result: [pictures, rows, both, steps, outer, ends, sides],
        leaves: [images, table, ...conv.parameters()],
      };
    }));

  test('refuses batches of different sizes', () => {
    assert.throws(
      () => vmap((a: Tensor, b: Tensor) => a.add(b))(zeros([2]), zeros([3])),
      /batches of one size/,
    );
    assert.throws(() => vmap((a: Tensor) => a, { inDims: null })(zeros([2])), /inDims/);
  });
});

describe('grad', () => {
  test('gives gradients like the arguments and leaves .grad alone', () =>
    assertAlike(() => {
      const w = leaf([2, 2]);
      const params = { w: randn([2, 2]), b: [randn([2])] };
      const loss = (p: typeof params, x: Tensor) =>
        x.matmul(p.w).add(p.b[0]).mul(w).square().mean();
      const result = grad(loss)(params, randn([2, 2]));
      assert.equal(w.grad, undefined);
      const both = noGrad(() => valueAndGrad(loss, { argnums: [0, 1] })(params, randn([2, 2])));
      return {
        result: noGrad(() => [
          result.w.detach(),
          result.b[0].detach(),
          both[0],
          both[1][0].w,
          both[1][1],
        ]),
      };
    }));

  test('goes through scan, cond, vmap and checkpoint', () =>
    assertAlike(() => {
      const loss = (w: Tensor, x: Tensor) => {
        const [h] = scan((h: Tensor, x: Tensor) => [h.mul(w).add(x).tanh(), []], zeros([3]), x);
        const y = cond(
          h.sum().gt(0),
          (h) => h.mul(w),
          (h) => h.sub(w),
          h,
        );
        const z = vmap((x: Tensor) => x.mul(w).sum())(x);
        return checkpoint(
          (y: Tensor, z: Tensor) => y.exp().mul(w).sum().add(z.square().sum()),
          y,
          z,
        );
      };
      return { result: valueAndGrad(loss)(randn([3]), randn([4, 3])) };
    }));

  test('differentiates by what requires a gradient itself, as parameters do, through all of them', () =>
    assertAlike(() => {
      const [w, x] = [leaf([3]), randn([4, 3])];
      const row = (x: Tensor) => x.mul(w).sum();
      const losses: ((w: Tensor) => Tensor)[] = [
        (w) => vmap((x: Tensor) => x.mul(w).sum().square())(x).sum(),
        (w) => scan((h: Tensor, x: Tensor) => [h.mul(w).add(x), h], zeros([3]), x)[0].sum(),
        (w) =>
          cond(
            w.sum().gt(0),
            (w) => w.sin().sum(),
            (w) => w.cos().sum(),
            w,
          ),
        (w) => compile((w: Tensor) => w.exp().sum())(w),
        (w) => checkpoint((w: Tensor) => w.pow(3).sum(), w),
        // By what it takes, though what it captures requires a gradient.
        (w) => vmap(row)(x).sum().mul(w.sum()),
      ];
      const found = losses.map((loss) => valueAndGrad(loss)(w));
      assert.equal(w.grad, undefined);
      return {
        result: [...found.map(([, slope]) => slope.detach()), ...found.map(([value]) => value)],
        leaves: [w],
      };
    }));

  test('can itself be recorded, by what requires a gradient', () =>
    assertAlike(() => {
      const [w, x] = [leaf([3]), randn([4, 3])];
      const slope = grad((w: Tensor) => {
        const [h] = scan((h: Tensor, x: Tensor) => [h.mul(w).add(x), h], zeros([3]), x);
        return h.sum();
      });
      const found = [
        compile(slope)(w),
        vmap((w: Tensor) => slope(w))(w.expand([2, 3])),
        cond(x.sum().gt(0), slope, (w) => w, w),
        scan((sum: Tensor, x: Tensor) => [sum.add(slope(w).mul(x)), []], zeros([3]), x)[0],
        checkpoint(slope, w),
      ];
      // Where it is the engine that records, the way on from there is refused when it is gone, and not before.
      if (tf.getBackend() === 'xla') {
        for (const one of found) {
          assert.equal(one.requiresGrad, true);
          assert.throws(() => one.sum().backward(), { problem: 'no rule' });
        }
      }
      return { result: found.map((one) => one.detach()) };
    }));

  test('never gives a wrong gradient of a gradient through what was recorded', () => {
    const inner = (y: Tensor) => checkpoint((z: Tensor) => z.pow(3).sum(), y);
    const second = grad((x: Tensor) => grad(inner)(x).sum());
    assert.throws(() => second(tensor([1, 2])), {
      name: AutogradError.name,
      problem: 'no rule',
      message: /can't go through CheckpointBackward0, which has a first derivative only/,
    });
  });

  test('refuses what is no loss', () => {
    assert.throws(() => grad((x: Tensor) => x)(zeros([2])), /gave float32 \[2\]/);
    assert.throws(
      () => grad((x: Tensor) => x.sum())(tensor([1], [1], 'int32')),
      /no tensor of float32/,
    );
  });
});

describe('checkpoint', () => {
  test('saves the memory of what is between', { skip: process.platform !== 'linux' }, async () => {
    const child = fileURLToPath(new URL('./checkpoint-child.js', import.meta.url));
    const run = async (how: string) => {
      const { stdout } = await promisify(execFile)(process.execPath, [child, how]);
      return JSON.parse(stdout.slice(stdout.indexOf('{'))) as { sum: number; megabytes: number };
    };
    const [kept, checkpointed] = [await run('kept'), await run('checkpointed')];
    assertClose(checkpointed.sum, kept.sum, 1e-4);
    const { megabytes } = checkpointed;
    assert.ok(megabytes < 0.75 * kept.megabytes, `${megabytes} MB, ${kept.megabytes} MB without`);
  });

  test('changes no value, with dropout and running statistics too', () =>
    assertAlike(() => {
      const net = new nn.Sequential(
        new nn.Linear(4, 8),
        new nn.BatchNorm1d(8),
        new nn.Dropout(0.3),
      );
      const x = leaf([6, 4]);
      const result = checkpoint((x: Tensor) => net(x).tanh(), x);
      return { result: [result, ...net.buffers()], leaves: [x, ...net.parameters()] };
    }));
});
