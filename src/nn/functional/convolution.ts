/** Convolution of images. TensorFlow.js's kernel has channels last, so tensors are turned around it. */
import { asOneOperation, runKernel, type Tensor } from '../../tensor/index.js';

export interface ConvolutionOptions {
  stride: readonly [number, number];
  padding: readonly [number, number];
  dilation: readonly [number, number];
}

/**
 * Images `[batch, in, height, width]` with kernels `[out, in, kh, kw]`.
 * PyTorch: `torch.nn.functional.conv2d`.
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  { stride, padding, dilation }: ConvolutionOptions,
): Tensor {
  return asOneOperation(() => {
    const [vertical, horizontal] = padding;
    const product = runKernel(
      'Conv2D',
      'conv2d',
      { x: x.permute([0, 2, 3, 1]), filter: weight.permute([2, 3, 1, 0]) },
      {
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
        dataFormat: 'NHWC',
        dilations: [...dilation],
      },
    );
    return (bias ? product.add(bias) : product).permute([0, 3, 1, 2]);
  });
}
