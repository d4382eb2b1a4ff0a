/** Pooling layers for images, `[batch, channels, height, width]`. */
import { OptionError, ShapeError, type Tensor } from '../tensor/index.js';
import { avgPool2d, maxPool2d, type PoolingOptions } from './functional/pooling.js';
import { pair, type Size2d } from './layer-options.js';
import { Module } from './module.js';

export interface Pool2dOptions {
  /** How far the window moves. Default: its size. */
  stride?: Size2d;
  /** How far the window reaches over the edge, where nothing counts. Default 0. */
  padding?: Size2d;
  /** Whether a window that only partly fits counts. Default false. */
  ceilMode?: boolean;
}

abstract class Pool2d extends Module {
  protected readonly window: PoolingOptions;

  constructor(owner: string, kernelSize: Size2d, options: Pool2dOptions) {
    super();
    const { stride = kernelSize, padding = 0, ceilMode = false } = options;
    this.window = {
      kernelSize: pair(owner, 'kernelSize', kernelSize, 1),
      stride: pair(owner, 'stride', stride, 1),
      padding: pair(owner, 'padding', padding, 0),
      ceilMode,
    };
  }

  protected check(x: Tensor): void {
    const { kernelSize, padding } = this.window;
    const fits = x.shape.slice(2).every((size, i) => size + 2 * padding[i] >= kernelSize[i]);
    if (x.ndim === 4 && fits) return;
    const { name } = this.constructor;
    throw new ShapeError(
      name,
      [x.shape],
      `${name}(${kernelSize.join('x')}) got an input of shape [${x.shape.join(', ')}].\n` +
        '  It must be [batch, channels, height, width], at least as large as the window.',
    );
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, ceilMode } = this.window;
    const size = ([height, width]: readonly [number, number]) =>
      height === width ? height : `(${height}, ${width})`;
    const common = `kernel_size=${size(kernelSize)}, stride=${size(stride)}, padding=${size(padding)}`;
    return `${common}${this.extra(ceilMode ? 'True' : 'False')}`;
  }

  protected extra(_ceilMode: string): string {
    return '';
  }
}

/** The largest element of each window. PyTorch: `torch.nn.MaxPool2d`. */
export class MaxPool2d extends Pool2d {
  constructor(kernelSize: Size2d, options: Pool2dOptions = {}) {
    super('MaxPool2d', kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    this.check(x);
    return maxPool2d(x, this.window);
  }

  protected override extra(ceilMode: string): string {
    return `, dilation=1, ceil_mode=${ceilMode}`;
  }
}

/** The mean of each window. PyTorch: `torch.nn.AvgPool2d`; padding is left out. */
export class AvgPool2d extends Pool2d {
  constructor(kernelSize: Size2d, options: Omit<Pool2dOptions, 'padding'> = {}) {
    if ('padding' in options && options.padding !== 0) {
      throw new OptionError('AvgPool2d', 'padding', options.padding, '0, or left out');
    }
    super('AvgPool2d', kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    this.check(x);
    return avgPool2d(x, this.window);
  }
}
