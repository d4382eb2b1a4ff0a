/** Each operation gives PyTorch's result and gradients. Inputs and figures: make-goldens.py. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BatchNorm2d, functional as F } from '../../src/nn/index.js';
import { arange, cat, noGrad, stack, type Tensor, tensor, where } from '../../src/tensor/index.js';
import { describeEach } from './each-backend.js';
import { type GoldenTensor, operationGoldens } from './golden.js';
import { itEach } from './it-each.js';

type Operation = (...inputs: Tensor[]) => Tensor;

const operations: Record<string, Operation> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  pow: (a, b) => a.pow(b),
  'pow 3': (a) => a.pow(3),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  remainder: (a, b) => a.remainder(b),
  clamp: (a) => a.clamp(-0.5, 0.5),
  neg: (a) => a.neg(),
  abs: (a) => a.abs(),
  square: (a) => a.square(),
  sqrt: (a) => a.sqrt(),
  rsqrt: (a) => a.rsqrt(),
  reciprocal: (a) => a.reciprocal(),
  exp: (a) => a.exp(),
  expm1: (a) => a.expm1(),
  log: (a) => a.log(),
  log1p: (a) => a.log1p(),
  sin: (a) => a.sin(),
  cos: (a) => a.cos(),
  tan: (a) => a.tan(),
  tanh: (a) => a.tanh(),
  sigmoid: (a) => a.sigmoid(),
  erf: (a) => a.erf(),
  relu: (a) => a.relu(),
  gelu: (a) => F.gelu(a),
  silu: (a) => F.silu(a),
  leakyRelu: (a) => F.leakyRelu(a),
  softplus: (a) => a.softplus(),
  sum: (a) => a.sum(),
  'sum 1': (a) => a.sum(1),
  'sum 0,2 keepdim': (a) => a.sum([0, 2], { keepdim: true }),
  mean: (a) => a.mean(),
  'mean -1': (a) => a.mean(-1),
  var: (a) => a.var(),
  'std 0': (a) => a.std(0),
  'amax 1': (a) => a.amax(1),
  amin: (a) => a.amin(),
  'argmax 1': (a) => a.argmax(1),
  argmin: (a) => a.argmin(),
  norm: (a) => a.norm(),
  'logsumexp 0': (a) => a.logsumexp(0),
  'softmax 1': (a) => a.softmax(1),
  'softmax 1 of 3': (a) => a.softmax(1),
  'logSoftmax 0': (a) => a.logSoftmax(0),
  matmul: (a, b) => a.matmul(b),
  'matmul vector': (a, b) => a.matmul(b),
  'vector matmul': (a, b) => a.matmul(b),
  'matmul batch': (a, b) => a.matmul(b),
  bmm: (a, b) => a.bmm(b),
  'matmul broadcast': (a, b) => a.matmul(b),
  permute: (a) => a.permute([2, 0, 1]),
  expand: (a) => a.expand([2, 3, 4]),
  flip: (a) => a.flip(1),
  narrow: (a) => a.narrow(1, 1, 2),
  select: (a) => a.at(':', -1),
  step: (a) => a.at(':', { step: 2 }),
  indexSelect: (a) => a.indexSelect(1, tensor([2, 0, 2], [3], 'int32')),
  gather: (a, index) => a.gather(1, index),
  cat: (a, b) => cat([a, b], 1),
  stack: (a, b) => stack([a, b], 1),
  where: (a, b) => where(a.gt(0), a, b),
  mask: (a) => a.at(a.gt(0)),
  linear: (x, w, b) => F.linear(x, w, b),
  conv2d: (x, w, b) => F.conv2d(x, w, b),
  'conv2d stride padding': (x, w) => F.conv2d(x, w, undefined, { stride: 2, padding: [1, 2] }),
  maxPool2d: (x) => F.maxPool2d(x, 2),
  'maxPool2d stride padding': (x) => F.maxPool2d(x, 3, { stride: 2, padding: 1 }),
  avgPool2d: (x) => F.avgPool2d(x, 3, { stride: 1 }),
  batchNorm2d: (x) => new BatchNorm2d(3)(x),
  crossEntropy: (x, t) => F.crossEntropy(x, t),
  'crossEntropy sum': (x, t) => F.crossEntropy(x, t, { reduction: 'sum' }),
  'crossEntropy none': (x, t) => F.crossEntropy(x, t, { reduction: 'none' }),
  'crossEntropy weight': (x, t, weight) => F.crossEntropy(x, t, { weight: weight.detach() }),
  'crossEntropy ignore': (x, t) => F.crossEntropy(x, t, { ignoreIndex: 1 }),
  'crossEntropy smoothing': (x, t) => F.crossEntropy(x, t, { labelSmoothing: 0.1 }),
  'crossEntropy images': (x, t) => F.crossEntropy(x, t),
  'crossEntropy shares': (x, t) => F.crossEntropy(x, t.detach().softmax(1)),
  nllLoss: (x, t) => F.nllLoss(x.logSoftmax(1), t),
  mseLoss: (x, t) => F.mseLoss(x, t),
  l1Loss: (x, t) => F.l1Loss(x, t),
  bceWithLogits: (x, t) => F.binaryCrossEntropyWithLogits(x, t.detach().sigmoid()),
};

const goldens = operationGoldens();

const made = ({ values, shape, dtype }: GoldenTensor): Tensor => {
  const result = tensor(values, shape, dtype);
  return dtype === 'float32' ? result.requiresGrad_() : result;
};

function assertClose(actual: Tensor | undefined, golden: GoldenTensor, what: string): void {
  assert.ok(actual, `${what} is missing`);
  assert.deepEqual([...actual.shape], golden.shape, `the shape of ${what}`);
  assert.equal(actual.dtype, golden.dtype, `the type of ${what}`);
  actual.dataSync().forEach((value, i) => {
    const wanted = golden.values[i];
    const tolerance = 2e-6 + 2e-5 * Math.abs(wanted);
    assert.ok(
      Math.abs(value - wanted) <= tolerance,
      `${what}[${i}] is ${value}, in PyTorch ${wanted}`,
    );
  });
}

/** The gradient that make-goldens.py sends in. */
function incoming(output: Tensor): Tensor {
  return noGrad(() =>
    arange(output.numel()).mul(7).remainder(11).sub(5).div(5).reshape(output.shape),
  );
}

it('every operation with golden figures is tried', () => {
  assert.deepEqual(Object.keys(operations).sort(), Object.keys(goldens).sort());
});

describeEach('As in PyTorch: operations', () => {
  itEach(
    Object.entries(goldens).map(
      ([name, golden]) =>
        [`${name}: result and gradients`, { operation: operations[name], golden }] as const,
    ),
    ({ operation, golden }) => {
      const inputs = golden.inputs.map(made);
      const output = operation(...inputs);
      if (golden.gradients) output.backward(incoming(output));
      return { inputs, output };
    },
    ({ inputs, output }, { golden }) => {
      assertClose(output, golden.output, 'the result');
      golden.gradients?.forEach((gradient, i) => {
        if (gradient) assertClose(inputs[i].grad, gradient, `the gradient of input ${i}`);
      });
    },
  );
});
