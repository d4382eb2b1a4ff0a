/** nn.utils: limits to gradients, parameters as a vector, fused layers, parametrizations put on and taken off. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import { noGrad, randn, type Tensor, tensor } from '../../src/tensor/index.js';

const { utils } = nn;

function close(actual: Tensor, expected: Tensor): void {
  assert.ok(
    actual.allclose(expected, { atol: 1e-5 }),
    `${actual.toArray()} for ${expected.toArray()}`,
  );
}

function parameter(): nn.Parameter {
  const p = new nn.Parameter(tensor([1, 2]));
  p.grad = tensor([3, -4]);
  return p;
}

describe('Gradients', () => {
  it('are cut at a value', () => {
    const p = parameter();
    utils.clipGradValue_([p], 3.5);
    assert.deepEqual(p.grad?.toArray(), [3, -3.5]);
  });

  it('are scaled to a norm of any kind, whose value before is given', () => {
    for (const [normType, norm] of [
      [1, 7],
      [2, 5],
      [Infinity, 4],
    ]) {
      const p = parameter();
      close(utils.clipGradNorm_(p, 1, { normType }), tensor(norm, []));
      assert.ok(p.grad);
      close(utils.getTotalNorm(p.grad, { normType }), tensor(1, []));
    }
  });
});

it('parameters become a vector and back', () => {
  const [a, b] = [new nn.Linear(2, 3), new nn.Linear(2, 3)];
  utils.vectorToParameters(utils.parametersToVector(a.parameters()), b.parameters());
  assert.deepEqual(b.weight.toArray(), a.weight.toArray());
  assert.deepEqual(b.bias?.toArray(), a.bias?.toArray());
});

it('a batch norm is fused into the layer before it', () => {
  const [conv, norm, x] = [
    new nn.Conv2d(2, 3, 3, { padding: 1 }),
    new nn.BatchNorm2d(3),
    randn([2, 2, 5, 5]),
  ];
  norm(conv(x));
  conv.eval();
  norm.eval();
  close(utils.fuseConvBnEval(conv, norm)(x), norm(conv(x)));
  const [linear, norm1, y] = [new nn.Linear(4, 3), new nn.BatchNorm1d(3), randn([5, 4])];
  norm1(linear(y));
  linear.eval();
  norm1.eval();
  close(utils.fuseLinearBnEval(linear, norm1)(y), norm1(linear(y)));
});

it("a parametrization is taken off with its value, assigned to, and saved by PyTorch's names", () => {
  const layer = utils.parametrizations.weightNorm(new nn.Linear(2, 3));
  const names = ['bias', 'parametrizations.weight.original0', 'parametrizations.weight.original1'];
  assert.deepEqual(Object.keys(layer.stateDict()), names);
  const wanted = randn([3, 2]);
  Object.assign(layer, { weight: wanted });
  close(layer.weight, wanted);
  utils.parametrize.removeParametrizations(layer, 'weight');
  assert.equal(utils.parametrize.isParametrized(layer), false);
  assert.deepEqual(
    layer
      .namedParameters()
      .map(([name]) => name)
      .sort(),
    ['bias', 'weight'],
  );
  noGrad(() => close(layer.weight, wanted));
});

describe('Sequences of different lengths', () => {
  const sequences = [tensor([1, 2]), tensor([3, 4, 5]), tensor([6])];
  const values = (tensors: readonly Tensor[]) => tensors.map((one) => one.toArray());

  it('are filled up at either side, and come back', () => {
    const right = utils.rnn.padSequence(sequences, { batchFirst: true, paddingValue: 9 });
    assert.deepEqual(right.toArray(), [
      [1, 2, 9],
      [3, 4, 5],
      [6, 9, 9],
    ]);
    const left = utils.rnn.padSequence(sequences, { batchFirst: true, paddingSide: 'left' });
    assert.deepEqual(left.toArray(), [
      [0, 1, 2],
      [3, 4, 5],
      [0, 0, 6],
    ]);
    const lengths = [2, 3, 1];
    const back = utils.rnn.unpadSequence(right, lengths, { batchFirst: true });
    assert.deepEqual(values(back), values(sequences));
  });

  it('are packed step by step, and come back in their order', () => {
    const packed = utils.rnn.packSequence(sequences, { enforceSorted: false });
    assert.deepEqual(packed.data.toArray(), [3, 1, 6, 4, 2, 5]);
    assert.deepEqual(packed.batchSizes.toArray(), [3, 2, 1]);
    assert.deepEqual(values(utils.rnn.unpackSequence(packed)), values(sequences));
  });
});
