/** What `autograd` has. PyTorch: `torch.autograd`. */
import * as tf from '@tensorflow/tfjs-core';
import { gradientsOf } from './autograd/backward.js';
import type { GradNode } from './autograd/node.js';
import { gradientsWithGraph } from './create-graph.js';
import { onesLike } from './creation.js';
import { AutogradError, ShapeError } from './errors.js';
import { optionsByPlace, type Placed, withDefaults } from './options.js';
import { show } from './shapes.js';
import { Tensor } from './tensor.js';

export {
  DifferentiableFunction as Function,
  type FunctionClass,
  type FunctionContext,
  type InputGradient,
} from './autograd-function.js';

/** How `autograd.grad` treats outputs, inputs and the graph. */
export interface PartialGradientOptions {
  /** The gradient of something by each output; can be left out for outputs of one element. */
  gradOutputs?: Tensor | readonly Tensor[];
  /** Gives gradients that can be differentiated again. Default false. */
  createGraph?: boolean;
  /** Keeps the graph for another pass. Default: as `createGraph`. */
  retainGraph?: boolean;
  /** Gives zeros for an input that the outputs don't come from, instead of an error. Default false. */
  materializeGrads?: boolean;
}

/** What `autograd.grad` takes: outputs, inputs and `gradOutputs` by their places too. */
export interface GradientOptions extends PartialGradientOptions {
  /** What is differentiated. */
  outputs: Tensor | readonly Tensor[];
  /** By what it is differentiated. */
  inputs: Tensor | readonly Tensor[];
}

/**
 * The gradients of the outputs by the inputs, one for each input; leaves every `.grad` alone. The graph between is freed
 * but with `createGraph` or `retainGraph`. PyTorch: `torch.autograd.grad`.
 *
 *     const x = tensor([1, 2]).requiresGrad_();
 *     const [slope] = autograd.grad(x.pow(3).sum(), x, { createGraph: true });
 *     slope.square().sum().backward();  // a penalty on the gradient; x.grad is [36, 288]
 *
 * @throws AutogradError when an input needs no gradient or the outputs don't come from it.
 * @throws ShapeError when a gradient of an output has another shape than it.
 */
export function grad(
  ...args: Placed<GradientOptions, ['outputs', 'inputs', 'gradOutputs']>
): Tensor[] {
  const { outputs, inputs, ...options } = optionsByPlace<GradientOptions>('autograd.grad', args, [
    'outputs',
    'inputs',
    'gradOutputs',
  ]);
  const { gradOutputs, createGraph, retainGraph, materializeGrads } = withDefaults(
    'autograd.grad',
    options,
    {
      gradOutputs: undefined,
      createGraph: false,
      retainGraph: options.createGraph ?? false,
      materializeGrads: false,
    },
  );
  const wanted = listOf(inputs);
  const targets = wanted.map((input, i) => nodeOf(input, `inputs[${i}]`));
  const given = gradOutputs === undefined ? [] : listOf(gradOutputs);
  const start = new Map<GradNode, Tensor>();
  listOf(outputs).forEach((output, i) => {
    const node = nodeOf(output, `outputs[${i}]`);
    const gradient = gradientOf(output, given[i], i);
    start.set(node, start.get(node)?.add(gradient) ?? gradient);
  });
  const found = createGraph
    ? gradientsWithGraph(start, targets)
    : plainly(start, targets, retainGraph);
  return wanted.map((input, i) => {
    const gradient = found[i];
    if (gradient) return gradient;
    if (materializeGrads) return input.newZeros(input.shape);
    throw new AutogradError(
      'no graph',
      `autograd.grad: the outputs don't come from inputs[${i}], of shape ${show(input.shape)}. Is it the tensor that ` +
        'was used, not a copy? With materializeGrads: true its gradient is zero.',
    );
  });
}

const listOf = (tensors: Tensor | readonly Tensor[]): readonly Tensor[] =>
  tensors instanceof Tensor ? [tensors] : tensors;

function plainly(
  start: ReadonlyMap<GradNode, Tensor>,
  targets: readonly GradNode[],
  retainGraph: boolean,
) {
  const values = new Map([...start].map(([node, { tf: value }]) => [node, tf.clone(value)]));
  return gradientsOf(values, targets, { retainGraph }).map(
    (sum) => sum && Tensor.fromTfjs(sum, 'autograd.grad'),
  );
}

function nodeOf({ gradNode }: Tensor, name: string): GradNode {
  if (gradNode) return gradNode;
  throw new AutogradError(
    'no graph',
    `autograd.grad: ${name} doesn't require a gradient. Call requiresGrad_() on inputs before they are used.`,
  );
}

function gradientOf(output: Tensor, given: Tensor | undefined, i: number): Tensor {
  if (!given && output.numel() !== 1) {
    throw new AutogradError(
      'gradient needed',
      `autograd.grad: outputs[${i}] has shape ${show(output.shape)}; a gradient can be implied for one element ` +
        'only. Reduce it first (mean(), sum()) or give gradOutputs.',
    );
  }
  if (given && `${given.shape}` !== `${output.shape}`) {
    throw new ShapeError(
      'autograd.grad',
      [output.shape, given.shape],
      `autograd.grad: gradOutputs[${i}] has shape ${show(given.shape)}, outputs[${i}] ${show(output.shape)}. They ` +
        'must be the same.',
    );
  }
  return given ?? onesLike(output);
}
