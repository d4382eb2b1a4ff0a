/** Softmax and its logarithm. */

import * as tf from '@tensorflow/tfjs-core';
import { type ByName, defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation, runForward, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { withDefaults } from '../options.js';
import { reducedDims, reducedShape, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import type { Dims, OfDim, ReductionOptions } from './reduction.js';

declare module '../tensor.js' {
  interface Tensor {
    /** Shares that sum to 1 along `dim`. PyTorch: `torch.softmax`. */
    softmax(dim: number | ByName<OfDim>): Tensor;
    /** The logarithm of softmax, computed so that it doesn't overflow. PyTorch: `torch.log_softmax`. */
    logSoftmax(dim: number | ByName<OfDim>): Tensor;
    /** log(sum(exp(x))) along dimensions, computed so that it doesn't overflow. */
    logsumexp(
      dim: Dims | ByName<{ dim: Dims } & ReductionOptions>,
      options?: ReductionOptions,
    ): Tensor;
  }
}

/** The kernels work along the last dimension; any other is moved there and back. */
function alongLast(x: Tensor, operation: string, dim: number, run: (x: Tensor) => Tensor): Tensor {
  const axis = wrapDim(operation, dim, x.ndim);
  const real = cast(x, 'float32');
  if (x.ndim === 0) return run(real.unsqueeze(0)).squeeze(0);
  if (axis === x.ndim - 1) return run(real);
  return run(real.transpose(axis, -1)).transpose(axis, -1);
}

defineMethods({
  softmax(dim) {
    return asOneOperation(() =>
      alongLast(this, 'softmax', dim, (logits) =>
        runKernel('Softmax', 'softmax', { logits }, { dim: Math.max(0, logits.ndim - 1) }),
      ),
    );
  },
  logSoftmax(dim) {
    return asOneOperation(() =>
      alongLast(this, 'logSoftmax', dim, (logits) => {
        const axis = Math.max(0, logits.ndim - 1);
        return runForward('LogSoftmax', 'logSoftmax', { logits }, { axis }, () =>
          tf.logSoftmax(logits.tf, axis),
        );
      }),
    );
  },
  logsumexp(dim, options = {}) {
    const { keepdim } = withDefaults('logsumexp', options, { keepdim: false });
    const none = reducedDims('logsumexp', dim, this.ndim).some((axis) => this.shape[axis] === 0);
    if (none) return asOneOperation(() => this.exp().sum(dim, { keepdim }).log());
    return asOneOperation(() => {
      const most = this.detach().amax(dim, { keepdim: true });
      // Infinity less infinity is NaN.
      const shift = where(most.isinf(), 0, most);
      const sum = this.sub(shift).exp().sum(dim, { keepdim: true });
      const result = sum.log().add(shift);
      return keepdim
        ? result
        : result.reshape(reducedShape(this.shape, reducedDims('logsumexp', dim, this.ndim), false));
    });
  },
});
