/** Pooling of images. TensorFlow.js's kernels have channels last, so tensors are turned around them. */
import { asOneOperation, runKernel, type Tensor } from '../../tensor/index.js';

export interface PoolingOptions {
  kernelSize: readonly [number, number];
  stride: readonly [number, number];
  padding: readonly [number, number];
  ceilMode: boolean;
}

function pool(kernel: string, operation: string, x: Tensor, options: PoolingOptions): Tensor {
  const { kernelSize, stride, padding, ceilMode } = options;
  const [vertical, horizontal] = padding;
  return asOneOperation(() =>
    runKernel(
      kernel,
      operation,
      { x: x.permute([0, 2, 3, 1]) },
      {
        filterSize: [...kernelSize],
        strides: [...stride],
        pad:
          vertical === horizontal
            ? vertical
            : [
                [0, 0],
                [vertical, vertical],
                [horizontal, horizontal],
                [0, 0],
              ],
        dimRoundingMode: ceilMode ? 'ceil' : 'floor',
      },
    ).permute([0, 3, 1, 2]),
  );
}

/** PyTorch: `torch.nn.functional.max_pool2d`. */
export const maxPool2d = (x: Tensor, options: PoolingOptions): Tensor =>
  pool('MaxPool', 'maxPool2d', x, options);

/** PyTorch: `torch.nn.functional.avg_pool2d`. */
export const avgPool2d = (x: Tensor, options: PoolingOptions): Tensor =>
  pool('AvgPool', 'avgPool2d', x, options);
