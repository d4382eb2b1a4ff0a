/** Making tensors, reading them, and what they refuse. Results of operations: test/parity/operations.test.ts. */
import './cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { manualSeed } from '../../src/random/index.js';
import {
  arange,
  ComplexTensor,
  DtypeError,
  empty,
  eye,
  full,
  fullLike,
  IndexError,
  linspace,
  ones,
  onesLike,
  rand,
  randint,
  randn,
  randperm,
  ShapeError,
  Tensor,
  tensor,
  zeros,
  zerosLike,
} from '../../src/tensor/index.js';

describe('Sums of complex numbers', () => {
  it('take alpha times the other, complex or real', () => {
    const x = new ComplexTensor(tensor([1, 2]), tensor([3, 4]));
    const parts = ({ real, imag }: ComplexTensor) => [[...real.dataSync()], [...imag.dataSync()]];
    const sums = [
      x.add(x, { alpha: 2 }),
      x.sub(x, { alpha: 2 }),
      x.add(3, { alpha: 2 }),
      x.sub(tensor([1, 2]), { alpha: 2 }),
    ];
    assert.deepEqual(sums.map(parts), [
      [
        [3, 6],
        [9, 12],
      ],
      [
        [-1, -2],
        [-3, -4],
      ],
      [
        [7, 8],
        [3, 4],
      ],
      [
        [-1, -2],
        [3, 4],
      ],
    ]);
  });
});

describe('Results of whole numbers and truth values', () => {
  const whole = () => tensor([[3, -1, 2]], 'int32');
  const truth = () => tensor([[1, 0, 1]], [1, 3], 'bool');
  const cases: [what: string, made: () => Tensor, dtype: string, values: unknown][] = [
    [
      'clamp by tensors',
      () => whole().clamp({ min: tensor(0, [], 'int32') }),
      'int32',
      [[3, 0, 2]],
    ],
    ['clamp by a fraction', () => whole().clamp(0.5), 'float32', [[3, 0.5, 2]]],
    ['clamp, the bounds crossed', () => tensor([0.5, 2]).clamp(1, 0), 'float32', [0, 0]],
    ['matmul', () => whole().matmul(whole().t()), 'int32', [[14]]],
    ['inner', () => whole().inner(whole()), 'int32', [[14]]],
    ['nansum', () => whole().nansum(), 'int32', 4],
    ['nanToNum', () => truth().nanToNum(), 'bool', [[1, 0, 1]]],
    ['tril', () => truth().tril(), 'bool', [[1, 0, 0]]],
    ['sign', () => truth().sign(), 'bool', [[1, 0, 1]]],
    ['diff', () => truth().diff(), 'bool', [[1, 1]]],
    ['cumprod', () => truth().cumprod(1), 'int32', [[1, 0, 0]]],
    [
      'diagEmbed',
      () => tensor([2, 3], 'int32').diagEmbed(),
      'int32',
      [
        [2, 0],
        [0, 3],
      ],
    ],
    [
      'diagflat beside the diagonal',
      () => tensor([2]).diagflat(1),
      'float32',
      [
        [0, 2],
        [0, 0],
      ],
    ],
    ['heaviside', () => whole().heaviside(whole()), 'int32', [[1, 0, 1]]],
    ['copysign', () => whole().copysign(-1), 'float32', [[-3, -1, -2]]],
    ['xlogy', () => truth().xlogy(-1).isnan(), 'bool', [[1, 0, 1]]],
    ['fill_ of truth values', () => truth().fill_(2), 'bool', [[1, 1, 1]]],
    ['fill_ by a fraction', () => truth().fill_(0.5), 'bool', [[1, 1, 1]]],
    ['logicalNot_ of numbers', () => tensor([0, 2]).logicalNot_(), 'float32', [1, 0]],
    [
      'take from the end',
      () => tensor([4, 5, 6]).take(tensor([-1, 0], 'int32')),
      'float32',
      [6, 4],
    ],
    ['to another tensor', () => whole().to(truth()), 'bool', [[1, 1, 1]]],
  ];
  for (const [what, made, dtype, values] of cases) {
    it(`are PyTorch's: ${what}`, () => {
      const result = made();
      assert.equal(result.dtype, dtype);
      assert.deepEqual(result.toArray(), values);
    });
  }

  it('are refused as indices, counts and masks where PyTorch refuses them', () => {
    assert.throws(() => ones([3]).at(tensor([1])), /must be int32, or bool as a mask, got float32/);
    assert.throws(() => ones([3]).maskedSelect(ones([3])), /the mask must be bool, got float32/);
    assert.throws(() => ones([3]).repeatInterleave(-1), /whole numbers of 0 or more, got -1/);
    assert.throws(() => ones([3]).tile(0.5), /whole numbers of 0 or more/);
  });
});

describe('An index out of range', () => {
  it('is never an element of another row', () => {
    const [x, beyond] = [ones([2, 3]), tensor([[4]], 'int32')];
    assert.throws(() => x.gather(1, beyond), /not in|out of range/);
    assert.throws(() => x.scatterAdd(1, beyond, ones([1, 1])), /out of range/);
  });
});

describe('Sizes', () => {
  it('are a list, or come one by one as PyTorch takes them', () => {
    const x = arange(6);
    assert.deepEqual(x.view(-1, 3).toArray(), x.view([-1, 3]).toArray());
    assert.deepEqual(x.reshape(3, 2).permute(1, 0).shape, [2, 3]);
    assert.deepEqual(x.reshape(-1).shape, [6]);
    assert.deepEqual(x.view(2, 3).repeat(2, 1).shape, [4, 3]);
    assert.deepEqual(x.view(2, 3).tile(2).shape, [2, 6]);
    assert.deepEqual(x.view(1, 6).expand(3, -1).shape, [3, 6]);
    assert.deepEqual(x.view(2, 3).flip(0, 1).toArray(), x.view(2, 3).flip([0, 1]).toArray());
    assert.deepEqual(x.newZeros(2, 1).shape, [2, 1]);
    assert.equal(zeros(2, 3, 'int32').dtype, 'int32');
    assert.deepEqual(ones(2, 3).toArray(), ones([2, 3]).toArray());
    const drawn = [() => rand(2, 3), () => rand([2, 3])].map((draw) => {
      manualSeed(1);
      return draw().toArray();
    });
    assert.deepEqual(drawn[0], drawn[1]);
  });

  it('are followed by a type or by options', () => {
    const makers = [
      (options: object) => zeros(2, options),
      (options: object) => ones([2], options),
      (options: object) => empty(2, options),
      (options: object) => full([2], 3, options),
      (options: object) => zerosLike(rand(2), options),
      (options: object) => onesLike(rand(2), options),
      (options: object) => fullLike(rand(2), 3, options),
      (options: object) => tensor([1, 2], options),
      (options: object) => tensor([1, 2], [2, 1], options),
      (options: object) => arange(0, 2, 0.5, options),
      (options: object) => linspace(0, 1, 3, options),
      (options: object) => eye(2, 3, options),
    ];
    for (const make of makers) {
      assert.equal(make({}).requiresGrad, false, String(make));
      const leaf = make({ requiresGrad: true });
      leaf.sum().backward();
      assert.deepEqual(leaf.grad?.shape, leaf.shape, String(make));
      assert.equal(make({ dtype: 'int32' }).dtype, 'int32', String(make));
      assert.throws(
        () => make({ requires_grad: true }),
        /did you mean 'requiresGrad'/i,
        String(make),
      );
    }
    for (const make of [rand, randn]) {
      manualSeed(1);
      const leaf = make(2, { requiresGrad: true });
      manualSeed(1);
      assert.ok(leaf.isLeaf && leaf.requiresGrad && leaf.detach().equal(make(2)));
    }
    assert.equal(tensor([1, 2], 'int32').dtype, 'int32');
    assert.throws(() => ones(2, { dtype: 'int32', requiresGrad: true }), DtypeError);
  });

  it('of no dimension are an empty list', () => {
    assert.deepEqual(zeros([]).shape, []);
    assert.equal(tensor([2]).reshape([]).item(), 2);
  });

  it('are whole numbers', () => {
    assert.throws(() => zeros(2, -1), ShapeError);
    assert.throws(() => zeros(2.5, 1), ShapeError);
  });
});

describe('clamp', () => {
  it('gives of unique values what was asked for, in a list as PyTorch’s tuple', () => {
    const x = tensor([3, 1, 3]);
    const [values, counts] = x.unique({ returnCounts: true });
    assert.deepEqual(
      [values.toArray(), counts.toArray()],
      [
        [1, 3],
        [1, 2],
      ],
    );
    const [, inverse] = x.unique({ returnInverse: true });
    assert.deepEqual(inverse.toArray(), [1, 0, 1]);
    assert.equal(x.unique({ returnInverse: true, returnCounts: true }).length, 3);
    assert.deepEqual(x.unique().toArray(), [1, 3]);
  });

  it('takes by name what stands in the first place too', () => {
    const x = tensor([[1, 3, 2]]);
    assert.deepEqual(x.unsqueeze({ dim: 1 }).shape, [1, 1, 3]);
    assert.deepEqual(x.topk({ k: 2, dim: -1, largest: false }).values.toArray(), [[1, 2]]);
    assert.deepEqual(x.roll({ shifts: 1, dims: 1 }).toArray(), [[2, 1, 3]]);
    assert.equal(x.chunk({ chunks: 3, dim: 1 }).length, 3);
    assert.deepEqual(x.multinomial({ numSamples: 4, replacement: true }).shape, [1, 4]);
  });

  it('takes bounds by name, either of which can be left out', () => {
    const x = tensor([-2, 0, 2]);
    assert.deepEqual(x.clamp({ min: 0 }).toArray(), [0, 0, 2]);
    assert.deepEqual(x.clamp({ max: 1 }).toArray(), [-2, 0, 1]);
    assert.deepEqual(x.clamp(-1, 1).toArray(), x.clamp({ min: -1, max: 1 }).toArray());
    assert.throws(() => x.clamp({ low: 0 } as object), /no option 'low'/);
  });
});

describe('Making tensors', () => {
  it('numbers are float32, truth values bool, integers of typed arrays int32', () => {
    assert.equal(tensor([1, 2]).dtype, 'float32');
    assert.equal(tensor([true, false]).dtype, 'bool');
    assert.equal(tensor(Uint8Array.of(1, 2)).dtype, 'int32');
    assert.equal(tensor(Float32Array.of(1, 2)).dtype, 'float32');
    assert.deepEqual(tensor(Float64Array.of(1.5, 2)).toArray(), [1.5, 2]);
    assert.equal(tensor([1, 2], [2], 'int32').dtype, 'int32');
  });

  it('the shape is that of nested arrays, or the one given, in which a size may be -1', () => {
    assert.deepEqual(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).shape,
      [2, 3],
    );
    assert.deepEqual(tensor([1, 2, 3, 4], [2, -1]).toArray(), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(tensor(7).shape, []);
  });

  it('ragged arrays and values that do not fill the shape are refused, with the shapes', () => {
    assert.throws(() => tensor([[1, 2], [3]]), ShapeError);
    assert.throws(() => tensor([[1], 2]), ShapeError);
    assert.throws(() => tensor([1, 2, 3], [2, 2]), /\[2, 2\].*\[3\]/);
  });

  it('ranges and diagonals whose options follow any of their numbers', () => {
    assert.deepEqual(arange(0, 9, { step: 4 }).toArray(), [0, 4, 8]);
    assert.equal(arange(3, 'float32').dtype, 'float32');
    assert.equal(arange(0, 3, { dtype: 'float32' }).dtype, 'float32');
    assert.deepEqual(eye(2, 'int32').toArray(), [
      [1, 0],
      [0, 1],
    ]);
    assert.equal(eye(2, { dtype: 'int32' }).dtype, 'int32');
    assert.throws(() => arange(0, Number.POSITIVE_INFINITY), /must be numbers, got Infinity/);
  });
  it('truth values of any number, and allclose of shapes that broadcast', () => {
    assert.deepEqual(full([2], 6, 'bool').toArray(), [1, 1]);
    assert.deepEqual(fullLike(tensor([true]), 0).toArray(), [0]);
    assert.ok(ones(2, 3).allclose(tensor(1)));
    assert.ok(!tensor([1]).allclose(tensor([Number.POSITIVE_INFINITY])));
    assert.ok(zeros(0, 2).allclose(zeros(2)));
    assert.ok(tensor([Number.NaN]).allclose(tensor([Number.NaN]), { equalNan: true }));
  });
  it('ranges: arange, linspace, eye, full', () => {
    assert.deepEqual(arange(5).toArray(), [0, 1, 2, 3, 4]);
    assert.equal(arange(5).dtype, 'int32');
    assert.deepEqual(arange(1, 2, 0.25).toArray(), [1, 1.25, 1.5, 1.75]);
    assert.deepEqual(linspace(0, 1, 5).toArray(), [0, 0.25, 0.5, 0.75, 1]);
    assert.deepEqual(eye(2, 3).toArray(), [
      [1, 0, 0],
      [0, 1, 0],
    ]);
    assert.deepEqual(full([2], 7, 'int32').toArray(), [7, 7]);
  });

  it('random ones come from the global generator', () => {
    manualSeed(0);
    assert.equal(rand([3]).toString(), 'tensor([0.4963, 0.7682, 0.0885])');
    manualSeed(0);
    assert.deepEqual(randint(0, 10, [2, 2]).toArray(), [
      [4, 9],
      [3, 0],
    ]);
    manualSeed(0);
    assert.deepEqual(randperm(5).toArray(), [4, 0, 1, 3, 2]);
  });

  it('fromTfjs owns the tensor it is given and refuses strings', () => {
    const inner = tf.tensor1d([1, 2]);
    assert.equal(Tensor.fromTfjs(inner).tf, inner);
    assert.throws(() => Tensor.fromTfjs(tf.tensor1d(['a'])), DtypeError);
  });
});

describe('Reading tensors', () => {
  it('item needs one element', () => {
    assert.equal(tensor([[5]]).item(), 5);
    assert.throws(() => zeros([2, 3]).item(), /shape \[2, 3\] has 6 elements/);
  });

  it('size, dim and numel describe the shape', () => {
    const x = zeros([2, 3, 4]);
    assert.deepEqual([x.size(), x.size(-1), x.dim(), x.ndim, x.numel()], [[2, 3, 4], 4, 3, 3, 24]);
  });

  it('data gives the values without waiting', async () => {
    assert.deepEqual([...(await tensor([1, 2]).data())], [1, 2]);
  });
});

describe('Types of numbers', () => {
  it('a fraction makes integers real, a whole number does not', () => {
    const x = tensor([1, 2], [2], 'int32');
    assert.equal(x.add(1).dtype, 'int32');
    assert.deepEqual(x.mul(1.5).toArray(), [1.5, 3]);
    assert.deepEqual(x.div(2).toArray(), [0.5, 1]);
    assert.deepEqual(x.floorDivide(2).toArray(), [0, 1]);
    assert.equal(x.floorDivide(2).dtype, 'int32');
  });

  it('conversions round towards zero and count truth', () => {
    assert.deepEqual(tensor([-1.7, 1.7]).int().toArray(), [-1, 1]);
    assert.equal(tensor([true, true, false]).sum().item(), 2);
    assert.equal(tensor([1, 2], [2], 'int32').mean().item(), 1.5);
  });
});

describe('What does not fit is refused, with both shapes and the operation', () => {
  const cases: [
    name: string,
    run: () => unknown,
    kind: typeof ShapeError | typeof IndexError,
    text: RegExp,
  ][] = [
    ['add', () => ones([2, 3]).add(ones([4])), ShapeError, /add: shapes \[2, 3\] and \[4\]/],
    [
      'matmul',
      () => ones([2, 3]).matmul(ones([4, 5])),
      ShapeError,
      /\[2, 3\] and \[4, 5\].* 3 and 4/,
    ],
    ['reshape', () => ones([2, 3]).reshape([4, -1]), ShapeError, /\[4, -1\].*\[2, 3\]/],
    ['expand', () => ones([2, 3]).expand([4, 3]), ShapeError, /\[2, 3\].*\[4, 3\]/],
    ['permute', () => ones([2, 3]).permute([0, 0]), ShapeError, /permute/],
    ['t', () => ones([2, 3, 4]).t(), ShapeError, /transpose\(dim0, dim1\)/],
    ['sum', () => ones([2, 3]).sum(2), IndexError, /dimension 2.*-2 to 1/],
    ['select', () => ones([2, 3]).select(1, 3), IndexError, /index 3.*dimension 1.*\[2, 3\]/],
    ['narrow', () => ones([2, 3]).narrow(1, 2, 2), IndexError, /2 elements from 2/],
    ['at', () => ones([2]).at(0, 0), IndexError, /2 indices are too many/],
  ];
  for (const [name, run, kind, text] of cases) {
    it(name, () => {
      assert.throws(run, (error) => error instanceof kind && text.test(error.message));
    });
  }
});

describe('Indexing by at', () => {
  const x = arange(12).reshape([3, 4]);
  it('numbers, ranges, tensors, masks and null', () => {
    assert.equal(x.at(1, -1).item(), 7);
    assert.deepEqual(x.at(':', 0).toArray(), [0, 4, 8]);
    assert.deepEqual(x.at({ start: 1 }, { end: 2 }).toArray(), [
      [4, 5],
      [8, 9],
    ]);
    assert.deepEqual(x.at(0, { step: 3 }).toArray(), [0, 3]);
    assert.deepEqual(x.at(tensor([2, 0], [2], 'int32')).toArray(), [
      [8, 9, 10, 11],
      [0, 1, 2, 3],
    ]);
    assert.deepEqual(x.at(x.gt(9)).toArray(), [10, 11]);
    assert.deepEqual(x.at(0, null).shape, [1, 4]);
  });
});

describe('In place', () => {
  it('changes the tensor and everything that shares its memory', () => {
    const x = tensor([1, 2]);
    const same = x.detach();
    assert.equal(x.add_(1), x);
    assert.deepEqual(same.toArray(), [2, 3]);
    assert.deepEqual(x.mul_(2).sub_(1).div_(2).toArray(), [1.5, 2.5]);
    assert.deepEqual(x.copy_(tensor(7)).toArray(), [7, 7]);
    assert.deepEqual(x.zero_().toArray(), [0, 0]);
  });

  it('refuses what would change shape or type', () => {
    assert.throws(() => ones([2]).add_(ones([3, 2])), /add_.*\[3, 2\].*\[2\]/);
    assert.throws(() => ones([2], 'int32').mul_(0.5), DtypeError);
  });
});

describe('Text, as PyTorch prints it', () => {
  const cases: [Tensor, string][] = [
    [
      tensor([
        [1, -2.5],
        [3, 4],
      ]),
      'tensor([[ 1.0000, -2.5000],\n        [ 3.0000,  4.0000]])',
    ],
    [tensor([1, 2]), 'tensor([1., 2.])'],
    [tensor([1, 2], [2], 'int32'), 'tensor([1, 2])'],
    [tensor([true, false]), 'tensor([ True, False])'],
    [tensor(1.5), 'tensor(1.5000)'],
    [tensor([1e-8, 1]), 'tensor([1.0000e-08, 1.0000e+00])'],
    [tensor([Number.NaN, 1, Infinity]), 'tensor([nan, 1., inf])'],
    [tensor([]), 'tensor([])'],
    [zeros([2, 0]), 'tensor([], size=(2, 0))'],
    [zeros([2, 1, 2]), 'tensor([[[0., 0.]],\n\n        [[0., 0.]]])'],
    [tensor([1, 2]).requiresGrad_(), 'tensor([1., 2.], requires_grad=True)'],
    [tensor([1, 2]).requiresGrad_().mul(2), 'tensor([2., 4.], grad_fn=<MulBackward0>)'],
  ];
  for (const [value, text] of cases) {
    it(text.replaceAll('\n', ' '), () => assert.equal(`${value}`, text));
  }

  it('tensors of more than 1,000 elements are summarised', () => {
    const row = '[0., 0., 0.,  ..., 0., 0., 0.]';
    const lines = [row, row, row, '...', row, row, row].join(',\n        ');
    assert.equal(`${zeros([40, 50])}`, `tensor([${lines}])`);
  });

  it('long rows are broken at 80 characters', () => {
    const [first] = `${arange(0, 60, 1, 'float32')}`.split('\n');
    assert.equal(
      first,
      'tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13.,',
    );
  });

  it('T and mT turn matrices', () => {
    const x = arange(6).reshape([2, 3]);
    assert.ok(x.T.equal(x.t()));
    assert.ok(x.reshape([1, 2, 3]).mT.equal(x.t().reshape([1, 3, 2])));
  });

  it('notebooks and console.log show the same', () => {
    const x: object = tensor([1]);
    assert.equal(inspect(x), 'tensor([1.])');
    const display: unknown = Reflect.get(x, Symbol.for('Jupyter.display'));
    assert.ok(typeof display === 'function');
    assert.deepEqual(display.call(x), { 'text/plain': 'tensor([1.])' });
  });
});
