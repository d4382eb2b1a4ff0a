/**
 * Methods of tensors, indexing, functions of several tensors and those of `nn.functional`, `linalg`, `fft` and `special` give PyTorch's
 * results and gradients. Cases: cases/tensors.json, functional.json, linalg.json, fft.json and special.json, figures: make-case-goldens.py.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import { manualSeed } from '../../src/random/index.js';
import * as functions from '../../src/tensor/index.js';
import * as publicFunctions from '../../src/tensor/public.js';
import {
  assertGradients,
  assertValues,
  type Case,
  casesOf,
  flat,
  goldensOf,
  inputOf,
  namedCases,
  sendBack,
} from './cases.js';
import { describeEach } from './each-backend.js';
import { operationGoldens } from './golden.js';
import { itEach } from './it-each.js';

interface TensorCase extends Case {
  readonly function?: true;
}

const isInput = (value: unknown): value is { input: number } =>
  typeof value === 'object' && value !== null && 'input' in value;

/** What the case computes, by a function of `namespace` or a method of the first input. */
function computed(
  { name, args, options }: TensorCase,
  inputs: unknown[],
  namespace: object | undefined,
): unknown {
  const [first, ...rest] = inputs;
  const target: unknown =
    (name.endsWith('_') || name === 'setAt') && first instanceof functions.Tensor
      ? first.clone()
      : first;
  const filled = (value: unknown): unknown => {
    if (isInput(value)) return inputs[value.input];
    return Array.isArray(value) ? value.map(filled) : value;
  };
  const isPlaced = args && (namespace || JSON.stringify([args, options]).includes('"input"'));
  const values = isPlaced ? args.map(filled) : [...(namespace ? inputs : rest), ...(args ?? [])];
  // Options follow what PyTorch takes by position; a dimension may be left out before them.
  if (options) {
    const named = Object.entries(options).map(([key, value]) => [key, filled(value)]);
    values.push(Object.fromEntries(named));
  }
  const method: unknown = Reflect.get(namespace ?? Object(target), name);
  assert.ok(typeof method === 'function', `${name} is missing`);
  return Reflect.apply(method, target, values);
}

const NAMESPACES = { fft: functions.fft, special: functions.special };

for (const table of ['tensors', 'functional', 'linalg', 'fft', 'special']) {
  const goldens = goldensOf(table);
  const functionsOf = ({ function: isFunction }: TensorCase): object | undefined => {
    if (table === 'functional') return nn.functional;
    if (table === 'linalg') return functions.linalg;
    if (table === 'fft' || table === 'special') return NAMESPACES[table];
    return isFunction ? functions : undefined;
  };
  describeEach(`As in PyTorch: ${table}`, () => {
    itEach(
      namedCases(table) as [string, TensorCase][],
      (given) => {
        manualSeed(1);
        const inputs = given.inputs.map(inputOf);
        const outputs = flat(computed(given, inputs, functionsOf(given)));
        sendBack(outputs);
        return { inputs, outputs };
      },
      ({ inputs, outputs }, _given, name) => {
        const golden = goldens[name];
        assert.equal(outputs.length, golden.outputs.length);
        for (const [i, output] of outputs.entries()) {
          assertValues(output, golden.outputs[i], `result ${i}`);
        }
        assertGradients(inputs, golden);
      },
    );
  });
}

/** Methods that compute no new values; what else has no figures here is tested in test/tensor. */
const WITHOUT_FIGURES = [
  ...['constructor', 'tf', 'shape', 'ndim', 'dim', 'size', 'item', 'data', 'dataSync', 'numel'],
  ...[
    'elementSize',
    'nbytes',
    'nelement',
    'ndimension',
    'toArray',
    'tolist',
    'toString',
    'keep',
    'isFloatingPoint',
  ],
  ...['isSameSize', 'equal', 'allclose', 'to', 'requiresGrad', 'requiresGrad_', 'isLeaf', 'detach'],
  ...[
    'detach_',
    'T',
    'mT',
    'H',
    'mH',
    'real',
    'itemsize',
    'stride',
    'isContiguous',
    'isComplex',
    'isSigned',
    'isNonzero',
    'indexPut',
    'floatPower',
    'retainGrad',
    'registerHook',
    'backward',
    'grad',
    'gradNode',
    'gradValue',
  ],
  ...['gradVersion', 'replaceGrad', 'accumulate', 'accumulateWithGraph', 'device', 'zeroGrad'],
];
const WITHOUT_ONE_RESULT = ['eigh', 'lstsq', 'svd'];
const FUNCTIONS_WITHOUT_FIGURES = [
  'autocast',
  'broadcastShapes',
  'empty',
  'enableGrad',
  'inferenceMode',
  'isGradEnabled',
  'noGrad',
  'setGradEnabled',
];

describe('Compared with PyTorch is', () => {
  const covered = new Set([
    ...['tensors', 'functional'].flatMap((table) => casesOf(table).map(({ name }) => name)),
    // Their keys begin with what they compute.
    ...[operationGoldens(), goldensOf('random')].flatMap((goldens) =>
      Object.keys(goldens).map((key) => key.split(' ')[0]),
    ),
  ]);
  const missing = (names: readonly string[], without: readonly string[] = []) =>
    names.filter((name) => !covered.has(name) && !without.includes(name));
  const functionsIn = (namespace: object) =>
    Object.entries(namespace)
      .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
      .map(([name]) => name);

  it('every method of a tensor', () => {
    const methods = Object.getOwnPropertyNames(functions.Tensor.prototype);
    assert.deepEqual(missing(methods, WITHOUT_FIGURES), []);
  });

  it('every function that makes or joins tensors', () => {
    assert.deepEqual(missing(functionsIn(publicFunctions), FUNCTIONS_WITHOUT_FIGURES), []);
  });

  it('every function of linalg', () => {
    const names = new Set(casesOf('linalg').map(({ name }) => name));
    const missing = Object.keys(functions.linalg).filter((name) => !names.has(name));
    // What has no one result is held to what it must satisfy.
    assert.deepEqual(missing, WITHOUT_ONE_RESULT);
  });

  for (const table of ['fft', 'special'] as const) {
    it(`every function of ${table}`, () => {
      const names = new Set(casesOf(table).map(({ name }) => name));
      const missing = Object.keys(NAMESPACES[table]).filter((name) => !names.has(name));
      assert.deepEqual(missing, []);
    });
  }

  it('every function of nn.functional', () => {
    assert.deepEqual(missing(functionsIn(nn.functional)), []);
  });
});
