/** Pooling layers, for `[batch, channels, ...spatial]` in one to three spatial dimensions. */
import { checkOptionNames, optionsByPlace, ShapeError, type Tensor } from '../tensor/index.js';
import {
  AVERAGE_POOLING,
  type AvgPoolOptions,
  batched,
  batchedWithIndices,
  MAX_POOLING,
  type MaxPoolOptions,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  POOL_PLACES,
  type PoolArguments,
  type PoolOptions,
  poolingOf,
  type ValuesAndIndices,
  type WithWindow,
} from './functional/pooling.js';
import {
  avgPool,
  lpPool,
  maxPool,
  maxPoolWithIndices,
  type PoolingOptions,
} from './functional/pooling-windows.js';
import type { KIND, Kind } from './layer-kind.js';
import { type Size, showBool, showSize, showTuple, sizes } from './layer-options.js';
import { Module } from './module.js';

/** @throws ShapeError unless the input has the dimensions and is as large as the window. */
function checkFits(layer: Module, x: Tensor, rank: number, window: PoolingOptions): void {
  const { kernelSize, padding } = window;
  const spatial = x.shape.slice(-rank);
  const fits = spatial.every((size, i) => size + 2 * padding[i] >= kernelSize[i]);
  if ((x.ndim === rank + 2 || x.ndim === rank + 1) && fits) return;
  const { name } = layer.constructor;
  const dimensions = ['length', 'height, width', 'depth, height, width'][rank - 1];
  throw new ShapeError(
    name,
    [x.shape],
    `${name}(${kernelSize.join('x')}) got an input of shape [${x.shape.join(', ')}].\n` +
      `  It must be [batch, channels, ${dimensions}], at least as large as the window.`,
  );
}

abstract class MaxPool extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'pooling'>;
  protected readonly window: PoolingOptions;
  readonly #rank: number;

  constructor(rank: number, given: PoolArguments<MaxPoolOptions>) {
    super();
    const { kernelSize, ...options } = optionsByPlace<WithWindow<MaxPoolOptions>>(
      this.constructor.name,
      given,
      POOL_PLACES,
    );
    checkOptionNames(this.constructor.name, options, MAX_POOLING);
    this.#rank = rank;
    this.window = poolingOf(this.constructor.name, rank, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    checkFits(this, x, this.#rank, this.window);
    return batched(x, this.#rank, (batch) => maxPool(batch, this.window));
  }

  /**
   * The greatest elements, and where each is in its channel, int32, for `MaxUnpool`.
   * PyTorch: `MaxPool2d(..., return_indices=True)`.
   */
  withIndices(x: Tensor): ValuesAndIndices {
    checkFits(this, x, this.#rank, this.window);
    return batchedWithIndices(x, this.#rank, (batch) => maxPoolWithIndices(batch, this.window));
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation = [1], ceilMode } = this.window;
    return (
      `kernel_size=${showSize(kernelSize)}, stride=${showSize(stride)}, padding=${showSize(padding)}, ` +
      `dilation=${showSize(dilation)}, ceil_mode=${showBool(ceilMode)}`
    );
  }
}

/** The greatest element of each window of `[batch, channels, length]`. PyTorch: `torch.nn.MaxPool1d`. */
export class MaxPool1d extends MaxPool {
  constructor(...given: PoolArguments<MaxPoolOptions>) {
    super(1, given);
  }
}

/** The greatest element of each window of an image. PyTorch: `torch.nn.MaxPool2d`. */
export class MaxPool2d extends MaxPool {
  constructor(...given: PoolArguments<MaxPoolOptions>) {
    super(2, given);
  }
}

/** The greatest element of each window of a volume. PyTorch: `torch.nn.MaxPool3d`. */
export class MaxPool3d extends MaxPool {
  constructor(...given: PoolArguments<MaxPoolOptions>) {
    super(3, given);
  }
}

abstract class AvgPool extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'pooling'>;
  protected readonly window: PoolingOptions & AvgPoolOptions;
  readonly #rank: number;

  constructor(rank: number, given: PoolArguments<AvgPoolOptions>) {
    super();
    const { kernelSize, ...options } = optionsByPlace<WithWindow<AvgPoolOptions>>(
      this.constructor.name,
      given,
      POOL_PLACES,
    );
    checkOptionNames(this.constructor.name, options, AVERAGE_POOLING);
    this.#rank = rank;
    this.window = { ...options, ...poolingOf(this.constructor.name, rank, kernelSize, options) };
  }

  forward(x: Tensor): Tensor {
    checkFits(this, x, this.#rank, this.window);
    return batched(x, this.#rank, (batch) => avgPool(batch, this.window));
  }

  override extraRepr(): string {
    const show = this.#rank === 1 ? showTuple : showSize;
    const { kernelSize, stride, padding } = this.window;
    return `kernel_size=${show(kernelSize)}, stride=${show(stride)}, padding=${show(padding)}`;
  }
}

/** The mean of each window of `[batch, channels, length]`. PyTorch: `torch.nn.AvgPool1d`. */
export class AvgPool1d extends AvgPool {
  constructor(...given: PoolArguments<Omit<AvgPoolOptions, 'divisorOverride'>>) {
    super(1, given);
  }
}

/** The mean of each window of an image. PyTorch: `torch.nn.AvgPool2d`. */
export class AvgPool2d extends AvgPool {
  constructor(...given: PoolArguments<AvgPoolOptions>) {
    super(2, given);
  }
}

/** The mean of each window of a volume. PyTorch: `torch.nn.AvgPool3d`. */
export class AvgPool3d extends AvgPool {
  constructor(...given: PoolArguments<AvgPoolOptions>) {
    super(3, given);
  }
}

abstract class LPPool extends Module {
  /** @internal */
  declare readonly [KIND]: Kind<'pooling'>;
  readonly normType: number;
  protected readonly window: PoolingOptions;
  readonly #rank: number;
  readonly #given: readonly [kernelSize: Size, stride: Size | undefined];

  constructor(rank: number, normType: number, kernelSize: Size, options: LPPoolOptions) {
    super();
    checkOptionNames(this.constructor.name, options, { stride: true, ceilMode: true });
    this.normType = normType;
    this.#rank = rank;
    this.#given = [kernelSize, options.stride];
    this.window = poolingOf(this.constructor.name, rank, kernelSize, options);
  }

  override extraRepr(): string {
    const [kernelSize, stride = 'None'] = this.#given.map((size) =>
      typeof size === 'object' ? showTuple(size) : size,
    );
    const { ceilMode } = this.window;
    return `norm_type=${this.normType}, kernel_size=${kernelSize}, stride=${stride}, ceil_mode=${showBool(ceilMode)}`;
  }

  forward(x: Tensor): Tensor {
    checkFits(this, x, this.#rank, this.window);
    return batched(x, this.#rank, (batch) => lpPool(batch, this.normType, this.window));
  }
}

/** Options of {@link LPPool2d} and its kin. */
export type LPPoolOptions = Omit<PoolOptions, 'padding'>;

/** (sum of x^p)^(1/p) of each window of `[batch, channels, length]`. PyTorch: `torch.nn.LPPool1d`. */
export class LPPool1d extends LPPool {
  constructor(normType: number, kernelSize: Size, options: LPPoolOptions = {}) {
    super(1, normType, kernelSize, options);
  }
}

/** (sum of x^p)^(1/p) of each window of an image. PyTorch: `torch.nn.LPPool2d`. */
export class LPPool2d extends LPPool {
  constructor(normType: number, kernelSize: Size, options: LPPoolOptions = {}) {
    super(2, normType, kernelSize, options);
  }
}

/** (sum of x^p)^(1/p) of each window of a volume. PyTorch: `torch.nn.LPPool3d`. */
export class LPPool3d extends LPPool {
  constructor(normType: number, kernelSize: Size, options: LPPoolOptions = {}) {
    super(3, normType, kernelSize, options);
  }
}

type Unpool = typeof maxUnpool1d;

/** What a call of {@link MaxUnpool2d} and its kin can be told. */
export interface UnpoolCall {
  /** The output's shape, where several would do. */
  outputSize?: readonly number[];
}

abstract class MaxUnpool extends Module<[Tensor, Tensor, UnpoolCall?]> {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly #unpool: Unpool;

  constructor(
    unpool: Unpool,
    rank: number,
    kernelSize: Size,
    options: Omit<PoolOptions, 'ceilMode'>,
  ) {
    super();
    const { name } = this.constructor;
    checkOptionNames(name, options, { stride: true, padding: true });
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, rank, 1);
    this.stride = sizes(name, 'stride', options.stride ?? kernelSize, rank, 1);
    this.padding = sizes(name, 'padding', options.padding ?? 0, rank, 0);
    this.#unpool = unpool;
  }

  forward(x: Tensor, indices: Tensor, options: UnpoolCall = {}): Tensor {
    checkOptionNames(this.constructor.name, options, { outputSize: true });
    const { kernelSize, stride, padding } = this;
    return this.#unpool(x, indices, kernelSize, { ...options, stride, padding });
  }
}

/** Puts values back to where `MaxPool1d`'s `withIndices` found them. PyTorch: `torch.nn.MaxUnpool1d`. */
export class MaxUnpool1d extends MaxUnpool {
  constructor(kernelSize: Size, options: Omit<PoolOptions, 'ceilMode'> = {}) {
    super(maxUnpool1d, 1, kernelSize, options);
  }
}

/** Puts values back to where `MaxPool2d`'s `withIndices` found them. PyTorch: `torch.nn.MaxUnpool2d`. */
export class MaxUnpool2d extends MaxUnpool {
  constructor(kernelSize: Size, options: Omit<PoolOptions, 'ceilMode'> = {}) {
    super(maxUnpool2d, 2, kernelSize, options);
  }
}

/** Puts values back to where `MaxPool3d`'s `withIndices` found them. PyTorch: `torch.nn.MaxUnpool3d`. */
export class MaxUnpool3d extends MaxUnpool {
  constructor(kernelSize: Size, options: Omit<PoolOptions, 'ceilMode'> = {}) {
    super(maxUnpool3d, 3, kernelSize, options);
  }
}
