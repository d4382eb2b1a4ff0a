/** Holds a module against what PyTorch gave for it. */
import assert from 'node:assert/strict';
import { type Module, utils } from '../../src/nn/index.js';
import { manualSeed } from '../../src/random/index.js';
import { noGrad, type Tensor } from '../../src/tensor/index.js';
import {
  argumentOf,
  assertGradients,
  assertValues,
  type Case,
  type CaseGolden,
  flat,
  inputOf,
  moduleOf,
  sendBack,
} from './cases.js';

/** Results, gradients of inputs and parameters, buffers, and results in eval mode. */
export function checkModule(given: Case, golden: CaseGolden): void {
  manualSeed(given.seed ?? 1);
  const module = moduleOf(given);
  const inputs: unknown[] = given.inputs.map(inputOf);
  if (given.call) inputs.push(argumentOf(given.call));
  const computed = (): Tensor[] => flat(Object.values(plain(resultOf(given, module, inputs))));
  const outputs = computed();
  outputs.forEach((output, i) => {
    assertValues(output, golden.outputs[i], `result ${i}`);
  });
  assert.equal(outputs.length, golden.outputs.length);
  sendBack(outputs);
  assertGradients(
    given.inputs.map((_, i) => inputs[i] as never),
    golden,
  );
  const { parameters = {}, buffers = {}, evaluated = [] } = golden;
  const own = new Map(module.namedParameters());
  assert.deepEqual([...own.keys()], Object.keys(parameters));
  for (const [name, gradient] of Object.entries(parameters)) {
    if (gradient) assertValues(own.get(name)?.grad, gradient, `the gradient of ${name}`);
  }
  const ownBuffers = new Map(module.namedBuffers());
  assert.deepEqual([...ownBuffers.keys()], Object.keys(buffers));
  for (const [name, value] of Object.entries(buffers))
    assertValues(ownBuffers.get(name), value, name);
  module.eval();
  const later = noGrad(computed);
  evaluated.forEach((value, i) => {
    assertValues(later[i], value, `result ${i} in eval mode`);
  });
}

/** What the module gives; packed sequences go in and come out padded. */
function resultOf(
  { lengths, options }: Case,
  module: Module<unknown[], unknown>,
  inputs: readonly unknown[],
): unknown {
  if (!lengths) return module(...inputs);
  const [padded, ...others] = inputs;
  const batchFirst = options?.batchFirst === true;
  const packing = { batchFirst, enforceSorted: false };
  const packed = utils.rnn.packPaddedSequence(padded as Tensor, lengths, packing);
  const [output, ...rest] = module(packed, ...others) as [utils.rnn.PackedSequence, ...unknown[]];
  return [utils.rnn.padPackedSequence(output, { batchFirst })[0], ...rest];
}

/** Results by name or in order. */
const plain = (output: unknown): object =>
  Array.isArray(output) || Object.getPrototypeOf(output) === Object.prototype
    ? (output as object)
    : [output];
