/** Everything random gives PyTorch's numbers, to the last bit. Figures: make-case-goldens.py. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { randomSplit, TensorDataset } from '../../src/data/index.js';
import * as nn from '../../src/nn/index.js';
import { Generator, manualSeed } from '../../src/random/index.js';
import {
  bernoulli,
  binomial,
  eye,
  linspace,
  multinomial,
  normal,
  ones,
  poisson,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
  type Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';
import { caseGoldens } from './golden.js';

interface Digest {
  readonly first: (number | boolean)[];
  readonly shape: number[];
  readonly sha256: string;
  /** The next number of the generator. */
  readonly after: number;
}

const goldens = caseGoldens('random') as Record<string, Digest>;
const { init, functional: F } = nn;

const weights = tensor([
  [0.1, 2, 3, 0.5],
  [1, 0, 1, 5],
]);
const shares = () => rand([40], { generator: new Generator(3) });

function splitInThree(): Tensor {
  const parts = randomSplit(new TensorDataset(zeros([50])), [0.5, 0.3, 0.2]);
  return tensor(Int32Array.from(parts.flatMap(({ indices }) => [...indices])));
}

const functions: Record<string, () => Tensor> = {
  rand: () => rand([1000]),
  'randn 5': () => randn([5]),
  'randn 15': () => randn([15]),
  'randn 16': () => randn([16]),
  'randn 1003': () => randn([17, 59]),
  'randn many': () => randn([100_000]),
  'normal 7': () => normal(1.5, 0.3, [7]),
  'normal 77': () => normal(1.5, 0.3, [7, 11]),
  randint: () => randint(-3, 9, [50]),
  'randLike transposed': () => randLike(zeros([4, 5]).t()),
  'randnLike transposed': () => randnLike(zeros([4, 5]).t()),
  'dropout transposed': () => F.dropout(ones([2, 6, 4]).transpose(0, 1), { p: 0.3 }),
  'dropout of an LSTM': () => {
    const [steps] = new nn.LSTM(3, 4, { batchFirst: true })(ones([5, 6, 3]));
    return F.dropout(steps, { p: 0.3 }).ne(0);
  },
  'randint wide': () => randint(-(2 ** 31), 2 ** 31 - 1, [50]),
  'randint 2^28': () => randint(0, 2 ** 28, [50]),
  randperm: () => randperm(1000),
  randLike: () => randLike(zeros([3, 7])),
  randnLike: () => randnLike(zeros([3, 7])),
  bernoulli: () => bernoulli(shares()),
  bernoulli_: () => zeros([100]).bernoulli_(0.3),
  uniform_: () => zeros([500]).uniform_(-0.3, 0.9),
  normal_: () => zeros([500]).normal_(0.1, 0.02),
  exponential_: () => zeros([500]).exponential_(1.5),
  geometric_: () => zeros([500]).geometric_(0.2),
  cauchy_: () => zeros([50]).cauchy_(),
  logNormal_: () => zeros([50]).logNormal_(),
  random_: () => zeros([50]).random_(5, 5000),
  'random_ to': () => zeros([50]).random_(10),
  'random_ of all': () => zeros([50]).random_(),
  'random_ of all int32': () => zeros([50], 'int32').random_(),
  'normal of tensors': () => normal(shares().mul(3), shares().div(7)),
  'normal of means': () => normal(shares().mul(3), 0.3),
  'normal of deviations': () => normal(0.5, shares().div(7)),
  rrelu: () => F.rrelu(ones([100]).neg(), { training: true }),
  linspace: () => linspace(-Math.PI, Math.PI, 2000),
  affineGrid: () => F.affineGrid(eye(2, 3).unsqueeze(0), [1, 1, 28, 28]),
  binomial: () => binomial(shares().mul(30).floor(), shares()),
  'binomial of many': () => binomial(shares().mul(3000).floor(), shares()),
  poisson: () => poisson(shares().mul(8)),
  'poisson large': () => poisson(shares().mul(200).add(10)),
  multinomial: () => multinomial(weights, 3),
  'multinomial 1': () => multinomial(weights.at(0), 1),
  'multinomial replacement': () => multinomial(weights, 40, { replacement: true }),
  dropout: () => F.dropout(ones([300]), 0.3),
  alphaDropout: () => F.alphaDropout(ones([60]), { p: 0.3, training: true }),
  featureDropout: () => F.dropout2d(ones([4, 9, 2, 2]), { p: 0.4 }),
  'init.uniform_': () => init.uniform_(zeros([5, 7]), -1, 2),
  'init.normal_': () => init.normal_(zeros([5, 7]), 1, 2),
  'init.truncNormal_': () => init.truncNormal_(zeros([20, 30]), { std: 0.7, a: -1, b: 1.5 }),
  'init.truncNormal_ tail': () => init.truncNormal_(zeros([5, 30]), { a: 1.5, b: 4 }),
  'init.constant_': () => init.constant_(zeros([3, 2]), 0.25),
  'init.ones_': () => init.ones_(zeros([3])),
  'init.zeros_': () => init.zeros_(ones([3])),
  'init.eye_': () => init.eye_(zeros([3, 5])),
  'init.dirac_': () => init.dirac_(zeros([6, 2, 3, 3]), { groups: 2 }),
  'init.xavierUniform_': () => init.xavierUniform_(zeros([8, 3, 3]), { gain: 1.4 }),
  'init.xavierNormal_': () => init.xavierNormal_(zeros([8, 5]), { gain: 0.7 }),
  'init.kaimingUniform_': () => init.kaimingUniform_(zeros([8, 5]), { a: 0.1, mode: 'fanOut' }),
  'init.kaimingNormal_': () => init.kaimingNormal_(zeros([8, 5, 2]), { nonlinearity: 'relu' }),
  'init.sparse_': () => init.sparse_(zeros([10, 6]), 0.35),
  generator: () => rand([5], { generator: new Generator(12345) }),
  randomSplit: splitInThree,
};

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function hashOf(values: ArrayBufferView): string {
  return hash(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

describe('After manualSeed(1), as PyTorch', () => {
  for (const [name, draw] of Object.entries(functions)) {
    it(`${name} gives the same bits`, () => {
      const generator = manualSeed(1);
      const golden = goldens[name];
      const drawn = draw();
      assert.deepEqual([...drawn.shape], golden.shape);
      const values = drawn.dataSync();
      assert.deepEqual([...values.slice(0, 6)], golden.first.map(Number));
      assert.equal(hashOf(values), golden.sha256);
      assert.equal(generator.rand(), golden.after, 'the generator stands elsewhere');
    });
  }

  it('orthogonal_ gives the same matrices, up to rounding', () => {
    const { values } = goldens['init.orthogonal_'] as unknown as { values: number[][] };
    manualSeed(1);
    for (const [i, shape] of [
      [4, 6],
      [7, 3],
      [2, 3, 2],
    ].entries()) {
      const made = init.orthogonal_(zeros(shape), { gain: 1.2 });
      assert.ok(made.reshape([-1]).allclose(tensor(values[i]), { atol: 1e-6 }));
    }
  });
});

it("a generator's state has PyTorch's bytes, and comes back from them", () => {
  const { sha256 } = goldens.state as unknown as { sha256: string[] };
  const generator = new Generator(7);
  const states = [generator.getState()];
  for (const count of [3, 700]) {
    generator.normals(count);
    states.push(generator.getState());
  }
  assert.deepEqual(states.map(hash), sha256);
  const next = [generator.normalDouble(), generator.rand()];
  const other = new Generator().setState(states[2]);
  assert.deepEqual([other.normalDouble(), other.rand()], next);
  assert.equal(other.initialSeed(), 7);
});
