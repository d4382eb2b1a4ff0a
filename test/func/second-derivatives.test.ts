/** Gradients of gradients against PyTorch's: see make-second-derivatives.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  compile,
  functionalCall,
  grad,
  hessian,
  jacrev,
  jvp,
  type NamedTensors,
  stackModuleState,
  vjp,
  vmap,
} from '../../src/func/index.js';
import * as nn from '../../src/nn/index.js';
import * as autograd from '../../src/tensor/autograd-namespace.js';
import {
  cat,
  eye,
  linalg,
  randn,
  ShapeError,
  type Tensor,
  tensor,
  where,
  zeros,
} from '../../src/tensor/index.js';
import { describeEach } from '../parity/each-backend.js';
import { itEach } from '../parity/it-each.js';

interface Golden {
  readonly shape: number[];
  readonly values: number[];
}

interface Case {
  readonly inputs: Golden[];
  readonly vectors: Golden[];
  readonly weights: Golden;
  readonly first: Golden[];
  readonly second: Golden[];
}

const F = nn.functional;
const labels = () => tensor([1, 0, 2], [3], 'int32');

/** As `lstm` of make-second-derivatives.py. */
function lstm(x: Tensor, w: Tensor): Tensor {
  let [h, c] = [zeros([3, 2]), zeros([3, 2])];
  for (const step of [x.narrow(1, 0, 2), x.narrow(1, 2, 2)]) {
    const [i, f, g, o] = cat([step, h], 1).matmul(w.t()).chunk(4, 1);
    c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    h = o.sigmoid().mul(c.tanh());
  }
  return h;
}

const FUNCTIONS: Readonly<Record<string, (...inputs: Tensor[]) => Tensor>> = {
  mul: (a, b) => a.mul(b).mul(a),
  div: (a, b) => a.div(b.mul(b).add(1)),
  pow: (a, b) => a.mul(a).add(0.5).pow(b),
  'sub broadcast': (a, b) => a.sub(b).pow(3),
  matmul: (a, b) => a.matmul(b).tanh(),
  bmm: (a, b) => a.bmm(b).sigmoid(),
  exp: (a) => a.exp(),
  log: (a) => a.mul(a).add(1).log(),
  sin: (a) => a.sin().mul(a.cos()),
  sqrt: (a) => a.mul(a).add(1).sqrt(),
  erf: (a) => a.erf(),
  gelu: (a) => F.gelu(a),
  silu: (a) => F.silu(a),
  softplus: (a) => F.softplus(a),
  elu: (a) => F.elu(a),
  relu: (a) => a.relu().pow(3),
  tanh: (a) => a.tanh(),
  abs: (a) => a.abs().pow(3),
  softmax: (a) => a.softmax(1).square(),
  log_softmax: (a) => a.logSoftmax(1).mul(a),
  logsumexp: (a) => a.logsumexp(1),
  cross_entropy: (a) => F.crossEntropy(a, labels()),
  mse_loss: (a, b) => F.mseLoss(a.tanh(), b).square(),
  layer_norm: (a, weight, bias) => F.layerNorm(a, [4], { weight, bias }).tanh(),
  norm: (a) => a.norm(2, 1).pow(3),
  var: (a) => a.var(1).square(),
  prod: (a) => a.prod(1),
  cumsum: (a) => a.cumsum(1).pow(3),
  amax: (a) => a.amax(1).pow(3),
  index_select: (a) => a.indexSelect(0, tensor([0, 2, 0], [3], 'int32')).pow(3),
  cat: (a, b) => cat([a, b.mul(a)], 1).pow(3),
  where: (a, b) => where(a.gt(b), a.mul(b), b.pow(3)),
  clamp: (a) => a.clamp(-0.5, 0.5).pow(3),
  permute: (a) => a.permute([2, 0, 1]).reshape([4, 6]).at({ start: 1, end: 3 }, { step: 2 }).pow(3),
  conv2d: (x, weight, bias) => F.conv2d(x, weight, bias, { padding: 1, stride: 2 }).tanh(),
  max_pool2d: (x) => F.maxPool2d(x, 2).pow(3),
  avg_pool2d: (x) => F.avgPool2d(x, 2).pow(3),
  attention: (q, k, v) => F.scaledDotProductAttention(q, k, v),
  lstm,
  batch_norm: (x, weight, bias) =>
    F.batchNorm(x, undefined, undefined, { weight, bias, training: true }).tanh(),
  det: (a) => linalg.det(a),
  slogdet: (a) => linalg.slogdet(a)[1],
  inv: (a) => linalg.inv(a),
  solve: (a, b) => linalg.solve(a, b),
  solve_triangular: (a, b) => linalg.solveTriangular(a.add(eye(3).mul(3)), b, { upper: false }),
  cholesky: (a) => linalg.cholesky(a.matmul(a.T).add(eye(3))),
  qr: (a) => linalg.qr(a).Q.square().add(linalg.qr(a).R.sum()),
  eigvalsh: (a) => linalg.eigvalsh(a.add(a.T)),
  svdvals: (a) => linalg.svdvals(a),
  pinv: (a) => linalg.pinv(a),
  conv2d_depthwise: (x, weight, bias) =>
    F.conv2d(x, weight, bias, { padding: 1, stride: 2, groups: 2 }).tanh(),
  conv1d_depthwise: (x, weight) => F.conv1d(x, weight, { padding: 'same', groups: 3 }).tanh(),
  conv2d_same: (x, weight) => F.conv2d(x, weight, { padding: 'same' }).tanh(),
};

const file = new URL('../../../test/func/second-derivatives.json', import.meta.url);
const cases: Record<string, Case> = JSON.parse(readFileSync(file, 'utf8'));

const read = ({ shape, values }: Golden) => tensor(values, shape, 'float32');

function assertClose(found: readonly Tensor[], wanted: readonly Golden[], what: string): void {
  assert.equal(found.length, wanted.length, what);
  found.forEach((tensorFound, i) => {
    assert.deepEqual([...tensorFound.shape], wanted[i].shape, what);
    tensorFound.dataSync().forEach((value, at) => {
      const expected = wanted[i].values[at];
      const message = `${what} ${i} at ${at}: ${value}, PyTorch ${expected}`;
      assert.ok(Math.abs(value - expected) <= 2e-5 + 2e-4 * Math.abs(expected), message);
    });
  });
}

/** The sum of products of tensors. */
function products(tensors: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  const [first, ...rest] = tensors.map((one, i) => one.mul(weights[i]).sum());
  return rest.reduce((sum, one) => sum.add(one), first);
}

describe('the cases', () => {
  it('are those of PyTorch', () => {
    assert.deepEqual(Object.keys(FUNCTIONS), Object.keys(cases));
  });
});

describeEach('second derivatives as PyTorch has them', () => {
  itEach(
    Object.entries(cases),
    (given, name) => {
      const inputs = given.inputs.map(read);
      const vectors = given.vectors.map(read);
      const argnums = inputs.map((_, i) => i);
      const loss = (...values: Tensor[]) =>
        FUNCTIONS[name](...values)
          .mul(read(given.weights))
          .sum();
      const gradients = grad(loss, { argnums });
      const along = (...values: Tensor[]) => products(gradients(...values), vectors);

      const leaves = given.inputs.map((one) => read(one).requiresGrad_());
      const first = autograd.grad(loss(...leaves), leaves, { createGraph: true });
      const options = { materializeGrads: true };
      return {
        gradient: gradients(...inputs),
        gradOfGrad: grad(along, { argnums })(...inputs),
        autograd: autograd.grad(products(first, vectors), leaves, options),
      };
    },
    (found, golden) => {
      assertClose(found.gradient, golden.first, 'gradient');
      assertClose(found.gradOfGrad, golden.second, 'grad of grad');
      assertClose(found.autograd, golden.second, 'autograd.grad');
    },
  );
});

describeEach('gradients of gradients', () => {
  it('go on to the third and fourth', () => {
    let slope: (x: Tensor) => Tensor = (x) => x.pow(4).sum();
    const found: unknown[] = [];
    for (let order = 1; order <= 4; order++) {
      const before = slope;
      slope = grad((x: Tensor) => before(x).sum());
      found.push(slope(tensor([1, 2])).toArray());
    }
    assert.deepEqual(found, [
      [4, 32],
      [12, 48],
      [24, 48],
      [24, 24],
    ]);
  });

  it('train by a penalty on the gradient, with createGraph', () => {
    const x = tensor([1, 2]).requiresGrad_();
    x.pow(3).sum().backward(undefined, { createGraph: true });
    const slope = x.grad;
    assert.ok(slope?.requiresGrad);
    x.zeroGrad();
    slope.square().sum().backward();
    assert.deepEqual(x.grad?.toArray(), [36, 288]);
  });

  it('add up in .grad, with their graph', () => {
    const x = tensor([2]).requiresGrad_();
    const y = x.pow(3).sum();
    y.backward(undefined, { createGraph: true });
    y.backward(undefined, { createGraph: true });
    assert.deepEqual(x.grad?.toArray(), [24]);
    const [second] = autograd.grad(x.grad, x);
    assert.deepEqual(second.toArray(), [24]);
  });

  it('see what hooks change', () => {
    const x = tensor([3]).requiresGrad_();
    const y = x.square();
    y.registerHook((gradient) => gradient.mul(10));
    const [slope] = autograd.grad(y.sum(), x, { createGraph: true });
    assert.deepEqual(slope.toArray(), [60]);
    assert.deepEqual(autograd.grad(slope, x)[0].toArray(), [20]);
  });

  it('reach what the inner function only captures', () => {
    const outer = (w: Tensor) => grad((x: Tensor) => x.mul(x).mul(w).sum())(tensor([3])).sum();
    assert.deepEqual(grad(outer)(tensor([5])).toArray(), [6]);
  });

  it('go through modules', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1));
    const x = randn([4, 2]).requiresGrad_();
    const [slope] = autograd.grad(net(x).sum(), x, { createGraph: true });
    slope.norm(2, 1).sub(1).square().mean().backward();
    // The last bias has no influence on the slope.
    const have = [...net.parameters()].map(({ grad: sum }) => sum !== undefined);
    assert.deepEqual(have, [true, true, true, false]);
  });

  it('keep the first graph for another pass, and free it without createGraph', () => {
    const x = tensor([1]).requiresGrad_();
    const kept = x.exp();
    autograd.grad(kept, x, { createGraph: true });
    autograd.grad(kept, x);
    assert.throws(() => autograd.grad(kept, x), { problem: 'second backward' });
  });

  it('name what has no part in it, and shapes that do not fit', () => {
    const [x, y] = [tensor([1]).requiresGrad_(), tensor([1]).requiresGrad_()];
    assert.throws(() => autograd.grad(x.exp(), y), /don't come from inputs\[0\], of shape \[1\]/);
    assert.throws(() => autograd.grad(x.exp(), x.detach()), /inputs\[0\] doesn't require/);
    assert.throws(() => autograd.grad(x.mul(tensor([1, 2])), x), /outputs\[0\] has shape \[2\]/);
    const gradOutputs = tensor([1, 2, 3]);
    assert.throws(() => autograd.grad(x.exp(), x, { gradOutputs }), ShapeError);
  });
});

describeEach('Jacobians and Hessians', () => {
  it('have the results first, then the argument', () => {
    const x = tensor([1, 2, 3]);
    const square = jacrev((given: Tensor) => given.square().reshape([1, 3]))(x);
    assert.deepEqual(square.toArray(), [
      [
        [2, 0, 0],
        [0, 4, 0],
        [0, 0, 6],
      ],
    ]);
    const total = (scale: Tensor, given: Tensor) => given.mul(scale).sum();
    assert.deepEqual(jacrev(total, { argnums: 1 })(tensor(2), x).toArray(), [2, 2, 2]);
    const curved = (given: Tensor) => given.at(0).mul(given.at(1)).add(given.at(2).pow(3));
    assert.deepEqual(hessian(curved)(x).toArray(), [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 18],
    ]);
    assert.throws(() => jacrev(total)(3 as never, x), /argument 0 must be a tensor of float32/);
  });

  it('times a vector from the left are those of vjp', () => {
    const [value, back] = vjp((x: Tensor, y: Tensor) => x.mul(y), tensor([1, 2]), tensor([3, 4]));
    assert.deepEqual(value.toArray(), [3, 8]);
    const [byX, byY] = back(tensor([1, 10]));
    assert.deepEqual(
      [byX.toArray(), byY.toArray()],
      [
        [3, 40],
        [1, 20],
      ],
    );
  });
});

describeEach('a model as a function of its weights', () => {
  const weightsOf = (net: nn.Module) => Object.fromEntries(net.namedParameters());

  it('has the gradients of the weights that it is given, and keeps its own', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1));
    const other = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1));
    const x = randn([4, 2]);
    const own = net(x);
    const loss = (weights: NamedTensors) => functionalCall(net, weights, [x]).sum();
    const slopes = grad(loss)(weightsOf(other));
    other(x).sum().backward();
    for (const [path, parameter] of other.namedParameters()) {
      assert.ok(parameter.grad && slopes[path].allclose(parameter.grad, { atol: 1e-6 }), path);
    }
    assert.ok(net(x).equal(own));
    assert.throws(() => functionalCall(net, { 'fc.weight': x }, [x]), /'fc\.weight'/);
  });

  it('is many models at once where their weights are stacked', () => {
    const models = [new nn.Linear(2, 3), new nn.Linear(2, 3)];
    const x = randn([4, 2]);
    const [weights, buffers] = stackModuleState(models);
    assert.deepEqual(buffers, {});
    const run = (given: NamedTensors) => functionalCall(models[0], given, [x]);
    const all = vmap(run)(weights);
    for (const [i, model] of models.entries()) {
      assert.ok(all.at(i).allclose(model(x), { atol: 1e-6 }));
    }
  });
});

describeEach('jvp', () => {
  it('is the Jacobian times a vector, by all arguments', () => {
    const [value, tangent] = jvp(
      (x: Tensor, y: Tensor) => ({ product: x.mul(y), sum: x.add(y).sum() }),
      [tensor([1, 2]), tensor([3, 4])],
      [tensor([1, 0]), tensor([0, 10])],
    );
    assert.deepEqual([value.product.toArray(), value.sum.item()], [[3, 8], 10]);
    assert.deepEqual([tangent.product.toArray(), tangent.sum.item()], [[3, 20], 11]);
  });

  it('gives zero for what does not depend on the arguments', () => {
    const [, tangent] = jvp((_x: Tensor) => tensor([7]), [tensor([1])], [tensor([1])]);
    assert.deepEqual(tangent.toArray(), [0]);
  });

  it('can be differentiated', () => {
    const along = (x: Tensor) => jvp((y: Tensor) => y.pow(3), [x], [tensor([1, 1])])[1].sum();
    assert.deepEqual(grad(along)(tensor([1, 2])).toArray(), [6, 12]);
  });

  it('refuses tangents that are not like the arguments', () => {
    const call = () => jvp((x: Tensor) => x, [tensor([1])], [tensor([1, 2])]);
    assert.throws(call, /these have the shapes \[1\], the tangents \[2\]/);
  });
});

describeEach('recorded functions', () => {
  it('hold gradients of gradients', () => {
    const curvature = (x: Tensor) =>
      grad((y: Tensor) => grad((z: Tensor) => z.pow(3).sum())(y).sum())(x);
    assert.deepEqual(compile(curvature)(tensor([1, 2])).toArray(), [6, 12]);
    const rows = vmap(curvature)(tensor([[1], [2]]));
    assert.deepEqual(rows.toArray(), [[6], [12]]);
  });
});
