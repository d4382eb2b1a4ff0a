/** The pass back from a tensor. */
import * as tf from '@tensorflow/tfjs-core';
import { backward } from '../autograd/backward.js';
import { noteBackward } from '../autograd/read-losses.js';
import { backwardWithGraph } from '../create-graph.js';
import { ones } from '../creation.js';
import { defineMethods } from '../define.js';
import { AutogradError, DtypeError, shown } from '../errors.js';
import { checkOptionNames } from '../options.js';
import { show } from '../shapes.js';
import { Tensor } from '../tensor.js';

/** How a pass of `backward` treats the graph. */
export interface BackwardOptions {
  /** Keeps the graph, for another pass. Default: as `createGraph`. */
  retainGraph?: boolean;
  /** Gives gradients that can be differentiated again. Default false. */
  createGraph?: boolean;
}

declare module '../tensor.js' {
  interface Tensor {
    /**
     * Adds the gradient of this tensor to each leaf's `.grad`. `gradient` has this shape; a tensor of one
     * element needs none.
     *
     * @param gradient of something by this tensor; 1 for a tensor of one element
     * @throws AutogradError when nothing needs a gradient, the graph was used already, or `gradient` doesn't fit.
     */
    backward(gradient?: Tensor, options?: BackwardOptions): void;
  }
}

defineMethods({
  backward(gradient, options = {}) {
    checkOptionNames('backward', options, { retainGraph: undefined, createGraph: undefined });
    const { createGraph = false, retainGraph = createGraph } = options;
    if (gradient !== undefined && !(gradient instanceof Tensor)) {
      throw new DtypeError(
        'backward',
        `the gradient must be a tensor, got ${shown(gradient)}. Options come second: backward(undefined, { ... }).`,
      );
    }
    const node = this.gradNode;
    if (!node) {
      throw new AutogradError(
        'no graph',
        'backward: this tensor does not require a gradient and was not computed from one that does. ' +
          'Was it computed under noGrad, or does no parameter have requiresGrad?',
      );
    }
    if (!gradient && this.numel() !== 1) {
      throw new AutogradError(
        'gradient needed',
        `backward: a gradient can be implied for one element only, this tensor has shape ` +
          `${show(this.shape)}. Reduce it first (mean(), sum()) or pass a gradient of its shape.`,
      );
    }
    if (gradient && `${gradient.shape}` !== `${this.shape}`) {
      throw new AutogradError(
        'gradient shape',
        `backward: the gradient has shape ${show(gradient.shape)}, the tensor ` +
          `${show(this.shape)}. They must be the same.`,
      );
    }
    if (this.gradFn) noteBackward(this.gradFn);
    if (createGraph) return backwardWithGraph(node, gradient ?? ones([...this.shape]), retainGraph);
    backward(node, gradient ? tf.clone(gradient.tf) : tf.ones([...this.shape]), retainGraph);
  },
});
