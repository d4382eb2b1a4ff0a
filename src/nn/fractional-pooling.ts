/** Max pooling by fractions of the size, as layers. See Graham 2014. */
import { checkOptionNames, type Tensor } from '../tensor/index.js';
import {
  type FractionalPoolOptions,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3dWithIndices,
} from './functional/fractional-pooling.js';
import type { ValuesAndIndices } from './functional/pooling.js';
import { type Size, sizes } from './layer-options.js';
import { Module } from './module.js';

abstract class FractionalMaxPool extends Module {
  readonly kernelSize: readonly number[];
  /** The output's size, or its share of the input's. */
  readonly options: FractionalPoolOptions;
  readonly #pool: typeof fractionalMaxPool2dWithIndices;

  constructor(
    pool: typeof fractionalMaxPool2dWithIndices,
    rank: number,
    kernelSize: Size,
    options: FractionalPoolOptions,
  ) {
    super();
    const { name } = this.constructor;
    checkOptionNames(name, options, { outputSize: true, outputRatio: true });
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, rank, 1);
    this.options = options;
    this.#pool = pool;
  }

  forward(x: Tensor): Tensor {
    return this.withIndices(x)[0];
  }

  /** The values of `[batch, channels, ...]`, and where each was in its channel, int32. */
  withIndices(x: Tensor): ValuesAndIndices {
    return this.#pool(x, this.kernelSize, this.options);
  }
}

/** Pools images `[batch, channels, height, width]` at places that are drawn. PyTorch: `torch.nn.FractionalMaxPool2d`. */
export class FractionalMaxPool2d extends FractionalMaxPool {
  constructor(kernelSize: Size, options: FractionalPoolOptions) {
    super(fractionalMaxPool2dWithIndices, 2, kernelSize, options);
  }
}

/** Pools volumes `[batch, channels, depth, height, width]`. PyTorch: `torch.nn.FractionalMaxPool3d`. */
export class FractionalMaxPool3d extends FractionalMaxPool {
  constructor(kernelSize: Size, options: FractionalPoolOptions) {
    super(fractionalMaxPool3dWithIndices, 3, kernelSize, options);
  }
}
