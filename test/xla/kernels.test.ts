/** Every family of kernels on backend `xla` gives what backend `cpu` gives. */
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
// Registers the rules of differentiation, which tfjs-core alone doesn't.
import '../../src/tensor/index.js';
import { assertSame, integers, numbers, type Program, positive } from './both-backends.js';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function suite(name: string, programs: Record<string, Program>, tolerance?: number): void {
  describe(name, () => {
    for (const [title, program] of Object.entries(programs)) {
      test(`${title} equals backend cpu`, () => assertSame(program, tolerance));
    }
  });
}

function fromUnary(table: Record<string, Unary>, make: (shape: number[]) => tf.Tensor) {
  return Object.fromEntries(
    Object.entries(table).map(([name, op]): [string, Program] => [
      name,
      () => [[], [5], [2, 3, 4], [0, 3]].map((shape) => op(make(shape))),
    ]),
  );
}

suite(
  'unary',
  {
    ...fromUnary(
      {
        abs: tf.abs,
        ceil: tf.ceil,
        cos: tf.cos,
        elu: tf.elu,
        erf: tf.erf,
        exp: tf.exp,
        expm1: tf.expm1,
        floor: tf.floor,
        neg: tf.neg,
        relu: tf.relu,
        relu6: tf.relu6,
        selu: tf.selu,
        sigmoid: tf.sigmoid,
        sign: tf.sign,
        sin: tf.sin,
        softplus: tf.softplus,
        square: tf.square,
        step: tf.step,
        tan: tf.tan,
        tanh: tf.tanh,
        atan: tf.atan,
        sinh: tf.sinh,
        cosh: tf.cosh,
        asinh: tf.asinh,
        round: tf.round,
        leakyRelu: (x) => tf.leakyRelu(x, 0.1),
        clip: (x) => tf.clipByValue(x, -1, 1),
        isNaN: tf.isNaN,
        isInf: tf.isInf,
        isFinite: tf.isFinite,
        zerosLike: tf.zerosLike,
        onesLike: tf.onesLike,
        toInt: (x) => tf.cast(x, 'int32'),
        toBool: (x) => tf.cast(x, 'bool'),
        not: (x) => tf.logicalNot(tf.cast(x, 'bool')),
      },
      numbers,
    ),
    ...fromUnary(
      { log: tf.log, log1p: tf.log1p, sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal },
      positive,
    ),
    'what is not finite': () => {
      const x = tf.tensor1d([Number.NaN, Infinity, -Infinity, 0, -0]);
      return [tf.relu(x), tf.abs(x), tf.exp(x), tf.sigmoid(x), tf.isNaN(x), tf.sign(x), tf.tanh(x)];
    },
  },
  1e-4,
);

const binary: Record<string, Binary> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  mod: tf.mod,
  squaredDifference: tf.squaredDifference,
  atan2: tf.atan2,
  floorDiv: tf.floorDiv,
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  pow: (a, b) => tf.pow(tf.abs(a), b),
  prelu: tf.prelu,
  and: (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
  or: (a, b) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
};
suite(
  'binary, broadcast',
  Object.fromEntries(
    Object.entries(binary).map(([name, op]): [string, Program] => [
      name,
      () => [
        op(numbers([2, 3]), numbers([2, 3], 2)),
        op(numbers([2, 3]), numbers([3], 2)),
        op(numbers([4, 1, 3]), numbers([2, 1], 2)),
        op(numbers([2, 3]), tf.scalar(0.7)),
      ],
    ]),
  ),
);

suite('integers', {
  arithmetic: () => {
    const [a, b] = [integers([6], 20), tf.add(integers([6], 5, 2), tf.scalar(1, 'int32'))];
    return [tf.add(a, b), tf.mul(a, b), tf.floorDiv(a, b), tf.mod(a, b), tf.maximum(a, b)];
  },
  'sums and types': () => [
    tf.sum(integers([3, 4], 9), 1),
    tf.sum(tf.cast(integers([5], 2), 'bool')),
    tf.mean(integers([3, 4], 9)),
    tf.max(integers([3, 4], 9), 0),
  ],
});

suite('reductions', {
  sum: () => [
    tf.sum(numbers([2, 3, 4])),
    tf.sum(numbers([2, 3, 4]), 1),
    tf.sum(numbers([2, 3, 4]), [0, 2], true),
  ],
  'sums of many': () => [
    tf.sum(numbers([66, 5, 40]), [0, 2]),
    tf.sum(numbers([2, 64, 8, 28]), [1, 3], true),
    tf.sum(numbers([64, 130]), 0),
    tf.sum(integers([67, 200], 9), 0),
    tf.mean(numbers([32, 20, 20])),
  ],
  mean: () => [tf.mean(numbers([2, 3, 4])), tf.mean(numbers([2, 3, 4]), -1)],
  'max and min': () => [tf.max(numbers([2, 3]), 1), tf.min(numbers([2, 3]), 0, true)],
  prod: () => tf.prod(numbers([2, 3]), 1),
  'all and any': () => [
    tf.all(tf.greater(numbers([2, 3]), -1), 1),
    tf.any(tf.greater(numbers([2, 3]), 1), 1),
  ],
  'the first of equal extremes': () => [
    tf.argMax(
      tf.tensor2d([
        [1, 3, 3],
        [5, 2, 5],
      ]),
      1,
    ),
    tf.argMin(
      tf.tensor2d([
        [1, 1, 3],
        [5, 2, 2],
      ]),
      1,
    ),
  ],
  softmax: () => [tf.softmax(numbers([4, 5])), tf.logSoftmax(numbers([4, 5]))],
  cumsum: () => [tf.cumsum(numbers([2, 5]), 1), tf.cumsum(numbers([2, 5]), 0, true, true)],
  'variance by moments': () => {
    const { mean, variance } = tf.moments(numbers([4, 3]), 0);
    return [mean, variance];
  },
});

suite('matrix products', {
  plain: () => tf.matMul(numbers([3, 4]), numbers([4, 5], 2)),
  transposed: () => [
    tf.matMul(numbers([4, 3]), numbers([4, 5], 2), true, false),
    tf.matMul(numbers([3, 4]), numbers([5, 4], 2), false, true),
    tf.matMul(numbers([4, 3]), numbers([5, 4], 2), true, true),
  ],
  'of any rank': () => tf.matMul(numbers([2, 3, 3, 4]), numbers([3, 4, 5], 2)),
  fused: () =>
    tf.fused.matMul({
      a: numbers([3, 4]) as tf.Tensor2D,
      b: numbers([4, 5], 2) as tf.Tensor2D,
      bias: numbers([5], 3),
      activation: 'relu',
    }),
});

suite('shapes and indices', {
  transpose: () => [tf.transpose(numbers([2, 3, 4])), tf.transpose(numbers([2, 3, 4]), [0, 2, 1])],
  slice: () => [
    tf.slice(numbers([4, 5]), [1, 2], [2, -1]),
    tf.stridedSlice(numbers([4, 6]), [0, 1], [4, 6], [2, 2]),
  ],
  concat: () => [
    tf.concat([numbers([2, 3]), numbers([1, 3], 2)], 0),
    tf.concat([numbers([2, 3]), numbers([2, 1])], 1),
  ],
  'stack and unstack': () => [
    tf.stack([numbers([2]), numbers([2], 2)], 1),
    ...tf.unstack(numbers([2, 3])),
  ],
  split: () => tf.split(numbers([2, 6]), [1, 2, 3], 1),
  pad: () => [
    tf.pad(
      numbers([2, 3]),
      [
        [1, 0],
        [0, 2],
      ],
      7,
    ),
    tf.mirrorPad(
      numbers([3, 4]),
      [
        [1, 1],
        [2, 0],
      ],
      'reflect',
    ),
  ],
  gather: () => [
    tf.gather(numbers([5, 3]), tf.tensor1d([4, 0, 4], 'int32')),
    tf.gather(
      numbers([2, 5]),
      tf.tensor2d(
        [
          [1, 0],
          [3, 2],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  ],
  gatherND: () =>
    tf.gatherND(
      numbers([3, 4]),
      tf.tensor2d(
        [
          [0, 1],
          [2, 3],
        ],
        [2, 2],
        'int32',
      ),
    ),
  scatterND: () => tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), numbers([3]), [5]),
  segments: () => tf.unsortedSegmentSum(numbers([4, 2]), tf.tensor1d([0, 2, 0, 1], 'int32'), 3),
  oneHot: () => tf.oneHot(tf.tensor1d([2, 0, 5, -1], 'int32'), 4),
  tile: () => tf.tile(numbers([2, 3]), [2, 2]),
  reverse: () => tf.reverse(numbers([2, 3, 2]), [0, 2]),
  where: () => tf.where(tf.greater(numbers([2, 3]), 0), numbers([2, 3], 2), numbers([2, 3], 3)),
  topk: () => {
    const { values, indices } = tf.topk(numbers([3, 6]), 2);
    return [values, indices];
  },
  'reshape of a computed tensor': () => tf.reshape(tf.add(numbers([2, 6]), 1), [3, 4]),
  'range and linspace': () => [tf.range(0, 10, 3, 'int32'), tf.linspace(0, 1, 5)],
});

const picture = (channels = 3) => numbers([2, 6, 7, channels]) as tf.Tensor4D;
const filter = (channels = 3, outputs = 4) => numbers([3, 2, channels, outputs], 2) as tf.Tensor4D;
// Convolutions of many channels are written otherwise than those of few.
const convolutions = [
  { channels: 3, outputs: 4 },
  { channels: 16, outputs: 20 },
].flatMap(({ channels, outputs }) =>
  (['same', 'valid', 1, 4] as const).flatMap((pad) =>
    [1, 2].map((stride): [string, Program] => [
      `convolution from ${channels} channels with stride ${stride} and padding ${pad}, and its gradients`,
      () => {
        const [image, kernel] = [picture(channels), filter(channels, outputs)];
        const rounding = typeof pad === 'number' ? 'floor' : undefined;
        const conv = (x: tf.Tensor4D, f: tf.Tensor4D) =>
          tf.conv2d(x, f, stride, pad, 'NHWC', 1, rounding);
        const { value, grads } = tf.valueAndGrads((x, f) =>
          tf.mean(tf.square(conv(x as tf.Tensor4D, f as tf.Tensor4D))),
        )([image, kernel]);
        return [conv(image, kernel), value, ...grads];
      },
    ]),
  ),
);
const depthwise = (['same', 'valid', 1] as const).flatMap((pad) =>
  [1, 2].map((stride): [string, Program] => [
    `depthwise convolution with stride ${stride} and padding ${pad}, and its gradients`,
    () => {
      const rounding = typeof pad === 'number' ? 'floor' : undefined;
      const conv = (x: tf.Tensor, f: tf.Tensor) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, pad, 'NHWC', 1, rounding);
      const loss = (x: tf.Tensor, f: tf.Tensor) => tf.mean(tf.square(conv(x, f)));
      const { value, grads } = tf.valueAndGrads(loss)([picture(), filter(3, 2)]);
      return [conv(picture(), filter(3, 2)), value, ...grads];
    },
  ]),
);
const poolings = [
  { size: 2, stride: 2, pad: 'valid' as const },
  { size: 3, stride: 2, pad: 'same' as const },
  { size: 3, stride: 1, pad: 'valid' as const },
  { size: 4, stride: 4, pad: 'valid' as const },
].flatMap(({ size, stride, pad }) =>
  [tf.maxPool, tf.avgPool].map((pool): [string, Program] => [
    `${pool === tf.maxPool ? 'max' : 'average'} pooling of ${size} by ${stride}, ${pad}, and its gradient`,
    () => {
      const run = (x: tf.Tensor) => pool(x as tf.Tensor4D, size, stride, pad);
      const weights = numbers(run(picture()).shape, 9);
      return [run(picture()), tf.grad((x) => tf.sum(tf.mul(run(x), weights)))(picture())];
    },
  ]),
);
suite(
  'pictures',
  {
    ...Object.fromEntries(convolutions),
    ...Object.fromEntries(depthwise),
    ...Object.fromEntries(poolings),
    'dilated convolution': () => tf.conv2d(picture(), filter(), 1, 'same', 'NHWC', 2),
    'equal elements share no gradient in max pooling': () =>
      tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(tf.ones([1, 4, 4, 1])),
    'pooling of gradients that are no numbers': () => {
      const x = numbers([1, 4, 4, 2]) as tf.Tensor4D;
      const weights = tf.tensor([Number.NaN, Infinity, 0, -1, 2, 3, 4, 5], [1, 2, 2, 2]);
      return [tf.maxPool, tf.avgPool].map((pool) =>
        tf.grad((x) => tf.sum(tf.mul(pool(x as tf.Tensor4D, 2, 2, 'valid'), weights)))(x),
      );
    },
    'batch normalisation': () =>
      tf.batchNorm(
        picture(),
        numbers([3], 4) as tf.Tensor1D,
        positive([3], 5) as tf.Tensor1D,
        numbers([3], 6) as tf.Tensor1D,
        numbers([3], 7) as tf.Tensor1D,
        1e-5,
      ),
  },
  1e-4,
);
