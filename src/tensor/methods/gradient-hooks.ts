/** Functions that see gradients on their way, and may change them. */
import * as tf from '@tensorflow/tfjs-core';
import { defineMethods } from '../define.js';
import { AutogradError, OptionError, ShapeError } from '../errors.js';
import { show } from '../shapes.js';
import { Tensor } from '../tensor.js';

/** Takes a hook away again. */
export interface HookHandle {
  /** Ends the hook. */
  remove(): void;
}

declare module '../tensor.js' {
  interface Tensor {
    /**
     * Calls `hook` with this tensor's gradient in every `backward`; what it gives takes the gradient's
     * place. PyTorch: `Tensor.register_hook`.
     * @throws AutogradError when the tensor needs no gradient.
     */
    registerHook(hook: (gradient: Tensor) => unknown): HookHandle;
  }
}

defineMethods({
  registerHook(hook) {
    if (typeof hook !== 'function') {
      throw new OptionError('registerHook', 'the hook', hook, 'a function of the gradient');
    }
    const node = this.gradNode;
    if (!node) {
      throw new AutogradError(
        'no graph',
        'registerHook: this tensor needs no gradient. Call requiresGrad_() on it, or take a result of one.',
      );
    }
    const { shape } = this;
    const run = (gradient: tf.Tensor): tf.Tensor | undefined => {
      const other = hook(Tensor.fromTfjs(tf.clone(gradient), 'gradient'));
      if (!(other instanceof Tensor)) return undefined;
      if (`${other.shape}` === `${shape}`) return tf.clone(other.tf);
      throw new ShapeError(
        'registerHook',
        [shape, other.shape],
        `registerHook: the hook gave a gradient of shape ${show(other.shape)} for a tensor of shape ` +
          `${show(shape)}. They must be the same.`,
      );
    };
    return { remove: node.addHook(run) };
  },
});
