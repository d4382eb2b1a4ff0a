/** Layers that only change the shape, or nothing. */
import { optionsByPlace, type Tensor, withDefaults } from '../tensor/index.js';
import { SameSize } from './layer-kind.js';
import { showTuple } from './layer-options.js';
import { Module } from './module.js';

/** Options of {@link Flatten}. */
export interface FlattenOptions {
  /** Default 1: the batch stays. */
  startDim?: number;
  /** The last dimension that is joined. Default -1. */
  endDim?: number;
}

/** Joins dimensions: `[batch, channels, height, width]` to `[batch, features]`. PyTorch: `torch.nn.Flatten`. */
export class Flatten extends Module {
  /** The first dimension that becomes part of the joined one. */
  readonly startDim: number;
  /** The last dimension that becomes part of the joined one. */
  readonly endDim: number;

  /** @param options the dimensions by name, or by their places: `new Flatten(0, 1)` */
  constructor(
    ...options:
      | [options?: FlattenOptions]
      | [startDim: number, options?: FlattenOptions]
      | [startDim: number, endDim: number]
  ) {
    super();
    const given = optionsByPlace<FlattenOptions>('Flatten', options, ['startDim', 'endDim']);
    const { startDim, endDim } = withDefaults('Flatten', given, { startDim: 1, endDim: -1 });
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/** Gives what it got. */
export class Identity extends SameSize {
  forward(x: Tensor): Tensor {
    return x;
  }
}

/** Splits a dimension into several. `[..., n, ...]` to `[..., a, b, ...]`. PyTorch: `torch.nn.Unflatten`. */
export class Unflatten extends Module {
  constructor(
    /** The dimension that is split. */
    readonly dim: number,
    /** The sizes that it is split into. */
    readonly unflattenedSize: readonly number[],
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${showTuple(this.unflattenedSize)}`;
  }
}
