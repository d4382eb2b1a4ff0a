/** Softmax and its logarithm. */
import * as tf from '@tensorflow/tfjs-core';
import { defineMethods } from '../define.js';
import { asOneOperation, runForward, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** Shares that sum to 1 along `dim`. PyTorch: `torch.softmax`. */
    softmax(dim: number): Tensor;
    /** The logarithm of softmax, computed so that it doesn't overflow. PyTorch: `torch.log_softmax`. */
    logSoftmax(dim: number): Tensor;
    /** log(sum(exp(x))) along `dim`, computed so that it doesn't overflow. */
    logsumexp(dim: number): Tensor;
  }
}

/** The kernels work along the last dimension; any other is moved there and back. */
function alongLast(x: Tensor, operation: string, dim: number, run: (x: Tensor) => Tensor): Tensor {
  const axis = wrapDim(operation, dim, x.ndim);
  const real = cast(x, 'float32');
  if (axis >= x.ndim - 1) return run(real);
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
  logsumexp(dim) {
    return asOneOperation(() => {
      const most = this.detach().amax(dim, { keepdim: true });
      const sum = this.sub(most).exp().sum(dim, { keepdim: true });
      return sum.log().add(most).squeeze(dim);
    });
  },
});
