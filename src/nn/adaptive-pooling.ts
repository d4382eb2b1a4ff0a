/** Pooling to a given size, in one to three spatial dimensions. */
import type { Tensor } from '../tensor/index.js';
import { type OutputSize, outputSizes } from './functional/pooling.js';
import {
  adaptiveAvgPool,
  adaptiveMaxPool,
  adaptiveMaxPoolWithIndices,
} from './functional/pooling-windows.js';
import type { KIND, Kind } from './layer-kind.js';
import { Module } from './module.js';

abstract class AdaptivePool extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'pooling'>;
  readonly outputSize: readonly (number | null)[];
  readonly #given: OutputSize;

  constructor(rank: number, outputSize: OutputSize) {
    super();
    this.#given = outputSize;
    this.outputSize = outputSizes(outputSize, rank);
  }

  override extraRepr(): string {
    const shown = (size: number | null) => (size === null ? 'None' : `${size}`);
    const given = this.#given;
    return `output_size=${typeof given === 'number' ? given : `(${given.map(shown).join(', ')})`}`;
  }
}

abstract class AdaptiveAvgPool extends AdaptivePool {
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool(x, this.outputSize);
  }
}

abstract class AdaptiveMaxPool extends AdaptivePool {
  forward(x: Tensor): Tensor {
    return adaptiveMaxPool(x, this.outputSize);
  }

  /** The greatest elements, and where each is in its channel, int32. */
  withIndices(x: Tensor): [values: Tensor, indices: Tensor] {
    return adaptiveMaxPoolWithIndices(x, this.outputSize);
  }
}

/** Means, `[batch, channels, outputSize]`. PyTorch: `torch.nn.AdaptiveAvgPool1d`. */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  constructor(outputSize: OutputSize) {
    super(1, outputSize);
  }
}

/** Means of images, `[batch, channels, ...outputSize]`. PyTorch: `torch.nn.AdaptiveAvgPool2d`. */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  constructor(outputSize: OutputSize) {
    super(2, outputSize);
  }
}

/** Means of volumes, `[batch, channels, ...outputSize]`. PyTorch: `torch.nn.AdaptiveAvgPool3d`. */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  constructor(outputSize: OutputSize) {
    super(3, outputSize);
  }
}

/** Greatest elements, `[batch, channels, outputSize]`. PyTorch: `torch.nn.AdaptiveMaxPool1d`. */
export class AdaptiveMaxPool1d extends AdaptiveMaxPool {
  constructor(outputSize: OutputSize) {
    super(1, outputSize);
  }
}

/** Greatest elements of images. PyTorch: `torch.nn.AdaptiveMaxPool2d`. */
export class AdaptiveMaxPool2d extends AdaptiveMaxPool {
  constructor(outputSize: OutputSize) {
    super(2, outputSize);
  }
}

/** Greatest elements of volumes. PyTorch: `torch.nn.AdaptiveMaxPool3d`. */
export class AdaptiveMaxPool3d extends AdaptiveMaxPool {
  constructor(outputSize: OutputSize) {
    super(3, outputSize);
  }
}
