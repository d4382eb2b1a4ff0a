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
  type Input,
  inputOf,
  moduleOf,
  sendBack,
} from './cases.js';

/** What a module gave, not read yet. */
export interface ModuleRun {
  readonly inputs: readonly Input[];
  readonly outputs: readonly Tensor[];
  readonly gradients: ReadonlyMap<string, Tensor | undefined>;
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** Results in eval mode. */
  readonly evaluated: readonly Tensor[];
}

/** Results, gradients of inputs and parameters, buffers, and results in eval mode. */
export function runModule(given: Case): ModuleRun {
  manualSeed(given.seed ?? 1);
  const module = moduleOf(given);
  const inputs = given.inputs.map(inputOf);
  const passed: unknown[] = given.call ? [...inputs, argumentOf(given.call)] : inputs;
  const computed = (): Tensor[] => flat(Object.values(plain(resultOf(given, module, passed))));
  const outputs = computed();
  sendBack(outputs);
  const gradients = new Map(module.namedParameters().map(([name, { grad }]) => [name, grad]));
  // They are read at the very end: eval mode must not change them.
  const buffers = new Map(module.namedBuffers());
  module.eval();
  const evaluated = noGrad(computed);
  return { inputs, outputs, gradients, buffers, evaluated };
}

export function checkModule(run: ModuleRun, golden: CaseGolden): void {
  run.outputs.forEach((output, i) => {
    assertValues(output, golden.outputs[i], `result ${i}`);
  });
  assert.equal(run.outputs.length, golden.outputs.length);
  assertGradients(run.inputs, golden);
  const { parameters = {}, buffers = {}, evaluated = [] } = golden;
  assert.deepEqual([...run.gradients.keys()], Object.keys(parameters));
  for (const [name, gradient] of Object.entries(parameters)) {
    if (gradient) assertValues(run.gradients.get(name), gradient, `the gradient of ${name}`);
  }
  assert.deepEqual([...run.buffers.keys()], Object.keys(buffers));
  for (const [name, value] of Object.entries(buffers)) {
    assertValues(run.buffers.get(name), value, name);
  }
  evaluated.forEach((value, i) => {
    assertValues(run.evaluated[i], value, `result ${i} in eval mode`);
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
