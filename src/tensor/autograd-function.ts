/** Operations with a gradient of one's own. PyTorch: `torch.autograd.Function`. */
// biome-ignore-all lint/complexity/noThisInStatic: `this` is the subclass that is applied
// biome-ignore-all lint/complexity/noStaticOnlyClass: people extend it, as they do in PyTorch
import * as tf from '@tensorflow/tfjs-core';
import { rememberBundle } from './autograd/bundle.js';
import { noGrad } from './autograd/grad-mode.js';
import type { BundleRule } from './autograd/node.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { AutogradError, ShapeError } from './errors.js';
import { needsGraph } from './kernel.js';
import { show } from './shapes.js';
import { Tensor } from './tensor.js';

/** What `forward` leaves for `backward`: tensors, and fields of any name. */
export interface FunctionContext {
  /** Keeps tensors of any shapes for `backward`, inputs and others. */
  saveForBackward(...tensors: readonly Tensor[]): void;
  /** In `backward`: what was saved, in order. */
  readonly savedTensors: readonly Tensor[];
  /** Of each argument of `apply`, whether its gradient is wanted. */
  readonly needsInputGrad: readonly boolean[];
  [field: string]: unknown;
}

/** The gradient by an argument; null or undefined for one that has none, as a number. */
export type InputGradient = Tensor | null | undefined;

/** A class that can be applied. */
export interface FunctionClass<Inputs extends readonly unknown[]> {
  /** What errors and `gradFn` call it. */
  readonly name: string;
  /** Computes the result, of any shape. */
  forward(context: FunctionContext, ...inputs: Inputs): Tensor;
  /** Gives the gradients by the arguments, each of its argument's shape; `gradient` has the shape of the result. */
  backward(context: FunctionContext, gradient: Tensor): InputGradient | readonly InputGradient[];
}

/**
 * PyTorch: `torch.autograd.Function`. A subclass says what is computed and what its gradient is:
 *
 *     class Straight extends autograd.Function {
 *       static forward(context: autograd.FunctionContext, x: Tensor) {
 *         context.saveForBackward(x);
 *         return x.sign();
 *       }
 *       static backward(context: autograd.FunctionContext, gradient: Tensor) {
 *         const [x] = context.savedTensors;
 *         return gradient.mul(x.abs().le(1));
 *       }
 *     }
 *     const y = Straight.apply(x);
 */
export abstract class DifferentiableFunction {
  /**
   * Runs `forward`; gradients through its result are those of `backward`, one for each argument in a list, or the one of
   * the only argument. They can't be differentiated again.
   * @throws AutogradError when `backward` gives another number of gradients than there are arguments.
   * @throws ShapeError when a gradient has another shape than its argument.
   */
  static apply<Inputs extends readonly unknown[]>(
    this: FunctionClass<Inputs>,
    ...inputs: Inputs
  ): Tensor {
    if (typeof this?.forward !== 'function') {
      throw new TypeError(
        'apply was taken from its class, whose forward it runs. Write (x) => MyFunction.apply(x) in place of MyFunction.apply.',
      );
    }
    const tensors = inputs.filter((input) => input instanceof Tensor);
    const saved: Tensor[] = [];
    const context: FunctionContext = {
      saveForBackward: (...given) => void saved.push(...given),
      savedTensors: saved,
      needsInputGrad: inputs.map((input) => input instanceof Tensor && input.requiresGrad),
    };
    const result = noGrad(() => this.forward(context, ...inputs));
    if (!needsGraph(tensors)) return result;
    const output = Tensor.fromTfjs(tf.clone(result.tf), this.name);
    const shapes = inputs.map((input) => (input instanceof Tensor ? input.shape : undefined));
    const held = saved.map((tensor) => new SavedTensor(tensor));
    const rule: BundleRule = ([dy]) => {
      if (dy === undefined) return [];
      const savedTensors = held.map((one) => wrapped(one.read(), this.name));
      const again: FunctionContext = { ...context, savedTensors };
      const given = noGrad(() => this.backward(again, wrapped(dy, this.name)));
      return checked(this.name, shapes, given);
    };
    const next = tensors.map((tensor) => tensor.gradNode);
    rememberBundle([output], this.name, next, held, rule, 'never');
    return output;
  }
}

const wrapped = (value: tf.Tensor, name: string) => Tensor.fromTfjs(tf.clone(value), name);

/** The gradients of those arguments that are tensors, and so have a shape. */
function checked(
  name: string,
  shapes: readonly (readonly number[] | undefined)[],
  given: InputGradient | readonly InputGradient[],
): (tf.Tensor | undefined)[] {
  const gradients =
    given === undefined || given === null || given instanceof Tensor ? [given] : given;
  if (gradients.length !== shapes.length) {
    throw new AutogradError(
      'number of gradients',
      `${name}.backward gave ${gradients.length} gradients for the ${shapes.length} arguments of apply. Give a list ` +
        'with one for each, null for those without.',
    );
  }
  return shapes.flatMap((shape, i) => {
    if (shape === undefined) return [];
    const gradient = gradients[i];
    if (gradient === undefined || gradient === null) return [undefined];
    if (`${gradient.shape}` === `${shape}`) return [tf.clone(gradient.tf)];
    throw new ShapeError(
      `${name}.backward`,
      [gradient.shape, shape],
      `${name}.backward: the gradient by argument ${i} has shape ${show(gradient.shape)}, the argument ` +
        `${show(shape)}. They must be the same.`,
    );
  });
}
