/** What is no tensor, no function or no count, as it comes through `any` or plain JavaScript: a typed error at once. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as gradbook from '../../src/index.js';

const { tensor, randn } = gradbook;

before(() => gradbook.device('cpu'));

/** Neither a tensor nor a number, list or function. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  'x',
  {},
  new Map(),
  Object.create(null),
  10n,
  Symbol('s'),
];

const METHODS = [
  ...['copysign', 'fmax', 'fmin', 'logaddexp2', 'vdot', 'kron', 'add', 'maximum'],
  ...['where', 'selectScatter'],
] as const;
const FUNCTIONS = [
  ...['hstack', 'vstack', 'columnStack', 'meshgrid', 'broadcastTensors', 'cartesianProd', 'isin'],
  ...['bucketize', 'tensordot', 'blockDiag', 'combinations', 'bernoulli', 'cat', 'stack'],
] as const;
const TRANSFORMATIONS = [
  ...[
    'compile',
    'grad',
    'valueAndGrad',
    'jvp',
    'vmap',
    'scan',
    'whileLoop',
    'checkpoint',
    'explain',
  ],
] as const;

/** Calls what TypeScript wouldn't. */
function call(of: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(of, name), of, args);
}

describe('What is no tensor', () => {
  for (const name of METHODS) {
    it(`is refused by .${name}`, () => {
      for (const wrong of WRONG) {
        assert.throws(
          () => call(tensor([1, 2]), name, [wrong, 0, 0]),
          (error: Error) => error.name === 'DtypeError' && error.message.startsWith(name),
        );
      }
    });
  }
  for (const name of FUNCTIONS) {
    it(`is refused by ${name}`, () => {
      for (const wrong of WRONG) {
        assert.throws(
          () => call(gradbook, name, [wrong, wrong]),
          (error: Error) => error.name === 'DtypeError' && error.message.startsWith(name),
        );
      }
    });
  }
});

describe('What is no function', () => {
  for (const name of TRANSFORMATIONS) {
    it(`is refused by ${name}`, () => {
      for (const wrong of WRONG) {
        assert.throws(
          () => call(gradbook, name, [wrong, wrong]),
          (error: Error) => error.message.startsWith(`${name}: it takes a function`),
        );
      }
    });
  }
});

describe('What is no count', () => {
  it('is refused by combinations, before it counts for ever', () => {
    const { combinations } = gradbook;
    for (const r of [NaN, -1, 0.5, Infinity]) {
      assert.throws(
        () => combinations(randn([96]), r),
        /combinations: r must be a whole number of 0 or more/,
      );
    }
    assert.throws(
      () => combinations(randn([96]), 48),
      /r must be a number that leaves fewer choices of 96 elements/,
    );
    assert.throws(() => combinations(randn([2, 3])), /it takes a vector; the shape is \[2, 3\]/);
    assert.deepEqual(combinations(tensor([1, 2, 3]), 3).tolist(), [[1, 2, 3]]);
    assert.deepEqual(combinations(tensor([1, 2]), 3).shape, [0, 3]);
  });

  it('is refused by tensorSplit and selectScatter', () => {
    for (const parts of [0, NaN, 1.5, 2 ** 53, 'x', null, ['a']]) {
      assert.throws(() => call(tensor([1, 2]), 'tensorSplit', [parts]), { name: 'OptionError' });
    }
    assert.throws(() => tensor([[1, 2]]).selectScatter(tensor([1]), 1, NaN), {
      name: 'OptionError',
    });
  });
});
