/**
 * Runs kernels of TensorFlow.js on tensors and remembers them for gradients. The rules of differentiation
 * are those of TensorFlow.js's registry, so that each is written once.
 */
import * as tf from '@tensorflow/tfjs-core';
import './autograd/rules/index.js';
import { isGradEnabled } from './autograd/grad-mode.js';
import { type GradientRule, type GraphTensor, OperationNode } from './autograd/node.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { AutogradError } from './errors.js';
import { inFrame } from './memory/forward-frame.js';
import { forgetOrder } from './memory-order.js';
import { recorded } from './recorded.js';
import { Tensor } from './tensor.js';

/** A kernel's inputs: by name, or a list for those that take any number. */
export type KernelInputs = Readonly<Record<string, Tensor>> | readonly Tensor[];

/** Inputs whose gradient rule asks for their shapes only: their values needn't be kept. */
const SHAPE_ONLY: Readonly<Record<string, readonly string[]>> = {
  Add: ['a', 'b'],
  Sub: ['a', 'b'],
  Sum: ['x'],
  Mean: ['x'],
  Reshape: ['x'],
  Slice: ['x'],
  GatherV2: ['x'],
};

/**
 * Runs one kernel.
 *
 * @param kernel TensorFlow.js's name, as `Multiply`
 * @param operation PyTorch's name, as `mul`: for `gradFn` and errors
 */
export function runKernel(
  kernel: string,
  operation: string,
  inputs: KernelInputs,
  attrs: tf.NamedAttrMap = {},
): Tensor {
  const value = tf.engine().runKernel<tf.Tensor>(kernel, kernelArguments(inputs), attrs);
  return resultOf(kernel, operation, inputs, attrs, value);
}

/** As `runKernel`, where there is no such kernel to compute with, only its gradient rule. */
export function runForward(
  kernel: string,
  operation: string,
  inputs: KernelInputs,
  attrs: tf.NamedAttrMap,
  forward: () => tf.Tensor,
): Tensor {
  return resultOf(kernel, operation, inputs, attrs, tf.tidy(forward));
}

function resultOf(
  kernel: string,
  operation: string,
  inputs: KernelInputs,
  attrs: tf.NamedAttrMap,
  value: tf.Tensor,
): Tensor {
  const output = Tensor.fromTfjs(value, operation);
  const tensors = Object.values<Tensor>(inputs);
  if (output.dtype !== 'float32' || !needsGraph(tensors)) return output;
  const { saved, shapes, rule } = ruleOf(kernel, operation, inputs, output, attrs);
  const names = Object.keys(inputs);
  const wanted = wantedNames(names, tensors);
  // The closure must not hold the tensors, only which of them want a gradient.
  remember(output, operation, tensors, saved, (dy) => {
    const given = [dy, ...saved.map((one) => one.read())];
    const key = `${kernel} back to ${wanted} ${shapes} ${exactText(attrs)}`;
    const gradients = recorded(key, given, ([dy, ...values]) => {
      const gradientOf = rule(dy, values);
      return wanted.map((name) => gradientOf[name]());
    });
    return names.map((name) => gradients[wanted.indexOf(name)]);
  });
  return output;
}

function wantedNames(names: readonly string[], tensors: readonly Tensor[]): string[] {
  return names.filter((_, i) => tensors[i].requiresGrad);
}

/** Makes `output` the result of an operation on `inputs`, for gradients. */
export function remember(
  output: Tensor,
  operation: string,
  inputs: readonly Tensor[],
  saved: readonly SavedTensor<GraphTensor>[],
  rule: GradientRule,
): void {
  const next = inputs.map((input) => input.gradNode);
  output.gradFn = new OperationNode(operation, next, saved, rule);
}

/** Whether an operation on these must be remembered. */
export function needsGraph(inputs: readonly GraphTensor[]): boolean {
  return inputs.some((input) => input.requiresGrad) && isGradEnabled();
}

/** Runs several kernels as one operation: what lies between is freed when nobody needs it. */
export function asOneOperation(body: () => Tensor): Tensor {
  return forgetOrder(inFrame(body, (result) => [result.storage]));
}

/** @param saved the values of what is saved, in order */
type NamedRule = (dy: tf.Tensor, saved: readonly tf.Tensor[]) => Record<string, () => tf.Tensor>;

interface RuleOfOperation {
  readonly saved: readonly SavedTensor<GraphTensor>[];
  /** The shapes that the rule depends on beside those of what is saved. */
  readonly shapes: string;
  readonly rule: NamedRule;
}

function ruleOf(
  kernel: string,
  operation: string,
  inputs: KernelInputs,
  output: Tensor,
  attrs: tf.NamedAttrMap,
): RuleOfOperation {
  const config = tf.getGradient(kernel);
  if (!config) {
    return {
      saved: [],
      shapes: '',
      rule: () => {
        throw new AutogradError(
          'no rule',
          `backward: there is no gradient for '${operation}' (kernel ${kernel}). ` +
            'Compute it under noGrad, or on a detached tensor: x.detach().',
        );
      },
    };
  }
  const named = new Map(Object.entries<Tensor>(inputs));
  const wanted = config.saveAllInputs ? [...named.keys()] : (config.inputsToSave ?? []);
  const shapeOnly = config.saveAllInputs ? wanted : (SHAPE_ONLY[kernel] ?? []);
  const saved: SavedTensor<GraphTensor>[] = [];
  let shapes = '';
  const readers: ((values: readonly tf.Tensor[]) => tf.Tensor)[] = [];
  const save = (tensor: Tensor) => {
    const place = saved.push(new SavedTensor<GraphTensor>(tensor)) - 1;
    readers.push((values) => values[place]);
  };
  for (const name of wanted) {
    const tensor = named.get(name);
    if (!tensor) continue;
    if (shapeOnly.includes(name)) {
      const shape = [...tensor.shape];
      const { dtype } = tensor;
      shapes += `${dtype}[${shape}]`;
      // Unlike `zeros`, which makes an array on the host, this stays pending and is never computed.
      readers.push(() => tf.fill(shape, 0, dtype));
    } else save(tensor);
  }
  if (config.outputsToSave?.[0]) save(output);
  const { gradFunc } = config;
  return {
    saved,
    shapes,
    rule: (dy, values) =>
      gradFunc(
        dy,
        readers.map((read) => read(values)),
        attrs,
      ),
  };
}

/** JSON, in which numbers that aren't finite differ. */
function exactText(attrs: tf.NamedAttrMap): string {
  return JSON.stringify(attrs, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

function kernelArguments(inputs: KernelInputs): tf.NamedTensorMap {
  if (!isList(inputs)) {
    return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor.tf]));
  }
  const named: tf.NamedTensorMap = {};
  // Kernels of any number of inputs take an array where the others take an object.
  return Object.assign(
    inputs.map((tensor) => tensor.tf),
    named,
  );
}

function isList(inputs: KernelInputs): inputs is readonly Tensor[] {
  return Array.isArray(inputs);
}
