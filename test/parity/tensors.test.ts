/**
 * Methods of tensors, indexing and functions of several tensors give PyTorch's results and gradients. Cases:
 * cases/tensors.json, figures: make-case-goldens.py.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { manualSeed } from '../../src/random/index.js';
import * as functions from '../../src/tensor/index.js';
import {
  assertGradients,
  assertValues,
  type Case,
  casesOf,
  flat,
  goldensOf,
  inputOf,
  sendBack,
} from './cases.js';
import { describeEach } from './each-backend.js';

interface TensorCase extends Case {
  readonly function?: true;
}

const isInput = (value: unknown): value is { input: number } =>
  typeof value === 'object' && value !== null && 'input' in value;

/** What the case computes. */
function computed({ name, args, options, ...given }: TensorCase, inputs: unknown[]): unknown {
  const isFunction = given.function === true;
  const [first, ...rest] = inputs;
  const target: unknown =
    name.endsWith('_') && first instanceof functions.Tensor ? first.clone() : first;
  const filled = (value: unknown): unknown => {
    if (isInput(value)) return inputs[value.input];
    return Array.isArray(value) ? value.map(filled) : value;
  };
  const isPlaced = args && (isFunction || JSON.stringify(args).includes('"input"'));
  const values = isPlaced ? args.map(filled) : [...(isFunction ? inputs : rest), ...(args ?? [])];
  // Options follow what PyTorch takes by position; a dimension may be left out before them.
  if (options) values.push(options);
  const method: unknown = isFunction
    ? Reflect.get(functions, name)
    : Reflect.get(Object(target), name);
  assert.ok(typeof method === 'function', `${name} is missing`);
  return Reflect.apply(method, target, values);
}

const goldens = goldensOf('tensors');
describeEach('As in PyTorch: tensors', () => {
  for (const given of casesOf('tensors') as TensorCase[]) {
    const name = given.case ?? given.name;
    it(name, () => {
      manualSeed(1);
      const inputs = given.inputs.map(inputOf);
      const outputs = flat(computed(given, inputs));
      const golden = goldens[name];
      assert.equal(outputs.length, golden.outputs.length);
      for (const [i, output] of outputs.entries()) {
        assertValues(output, golden.outputs[i], `result ${i}`);
      }
      sendBack(outputs);
      assertGradients(inputs, golden);
    });
  }
});
