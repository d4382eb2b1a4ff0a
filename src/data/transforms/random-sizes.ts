/**
 * Images of a size by chance. A batch has one size, so these draw once for a batch, as torchvision does for a batch that it is
 * given; a training step with them can't be compiled once for all batches, and `fit` takes its steps one by one.
 */
import { defaultGenerator, type Generator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { resizedSides } from '../image-sizes.js';
import { checkProbability, checkRange, checkWhole, type Range } from './checks.js';
import { checkFill, type Fill } from './fill.js';
import { Pad } from './pad.js';
import { happens } from './per-sample.js';
import { RESAMPLING, type Resampling, type ResamplingOptions } from './resampling.js';
import { checkSides, Resize } from './resize.js';
import { floatImageShape, imageShape, Transform } from './transform.js';

/** What decides about a batch's size. It is read at once, which a step that is being recorded refuses to do. */
function drawnNow(size: number, draw: (generator: Generator) => readonly number[]): number[] {
  const drawn = stepRandom({
    shape: [size],
    dtype: 'float32',
    fill: () => Float32Array.from(draw(defaultGenerator)),
  });
  try {
    return [...drawn.dataSync()];
  } finally {
    drawn.dispose();
  }
}

/** Resizes batches to sides that are drawn. */
abstract class RandomSizes extends Transform {
  readonly interpolation: Resampling;
  readonly antialias: boolean;

  constructor({ interpolation, antialias }: Required<ResamplingOptions>) {
    super();
    this.interpolation = interpolation;
    this.antialias = antialias;
  }

  /** A batch's new height and width, for images of these sides. */
  abstract draw(generator: Generator, height: number, width: number): readonly [number, number];

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [, , height, width] = floatImageShape(this.constructor.name, batch);
    const [high, wide] = drawnNow(2, (generator) => this.draw(generator, height, width));
    const { interpolation, antialias } = this;
    return new Resize([high, wide], { interpolation, antialias })(batch);
  }
}

/** The shorter side of a batch's images gets a length by chance. PyTorch: `torchvision.transforms.v2.RandomResize`. */
export class RandomResize extends RandomSizes {
  /**
   * @param minSize the least length in pixels
   * @param maxSize the least that is no longer drawn
   * @throws TransformError unless they are whole numbers in order.
   */
  constructor(
    readonly minSize: number,
    readonly maxSize: number,
    options: ResamplingOptions = {},
  ) {
    super(withDefaults('RandomResize', options, RESAMPLING));
    checkWhole('RandomResize', 'minSize', minSize, 1);
    checkWhole('RandomResize', 'maxSize', maxSize, minSize + 1);
  }

  draw(generator: Generator, height: number, width: number): readonly [number, number] {
    const size = this.minSize + generator.randint(this.maxSize - this.minSize);
    return resizedSides(size, height, width);
  }
}

/** Options of {@link RandomShortestSize}. */
export interface RandomShortestSizeOptions extends ResamplingOptions {
  /** The most that the longer side may have. Default: any length. */
  maxSize?: number;
}

/** The shorter side gets one of some lengths. PyTorch: `torchvision.transforms.v2.RandomShortestSize`. */
export class RandomShortestSize extends RandomSizes {
  /** Among which chance decides, in pixels. */
  readonly minSize: readonly number[];
  readonly maxSize: number | undefined;

  /** @throws TransformError unless lengths are whole numbers above 0. */
  constructor(minSize: number | readonly number[], options: RandomShortestSizeOptions = {}) {
    const { maxSize, ...rest } = withDefaults('RandomShortestSize', options, {
      maxSize: undefined,
      ...RESAMPLING,
    });
    super(rest);
    this.minSize = typeof minSize === 'number' ? [minSize] : minSize;
    for (const size of this.minSize) checkWhole('RandomShortestSize', 'minSize', size, 1);
    checkWhole('RandomShortestSize', 'the number of minSizes', this.minSize.length, 1);
    if (maxSize !== undefined) checkWhole('RandomShortestSize', 'maxSize', maxSize, 1);
    this.maxSize = maxSize;
  }

  draw(generator: Generator, height: number, width: number): readonly [number, number] {
    const { minSize, maxSize = Infinity } = this;
    const shortest = minSize[generator.randint(minSize.length)];
    const factor = Math.min(shortest / Math.min(height, width), maxSize / Math.max(height, width));
    return [Math.trunc(height * factor), Math.trunc(width * factor)];
  }
}

/** Options of {@link ScaleJitter}. */
export interface ScaleJitterOptions extends ResamplingOptions {
  /** The range of factors by which the size is other than `targetSize`. Default [0.1, 2]. */
  scaleRange?: Range;
}

/** Large-scale jitter. PyTorch: `torchvision.transforms.v2.ScaleJitter`. */
export class ScaleJitter extends RandomSizes {
  readonly scaleRange: Range;

  /**
   * @param targetSize into which images fit at a factor of 1, in torchvision's order: the first is compared with their width
   * @throws TransformError when a size or the range is none.
   */
  constructor(
    readonly targetSize: readonly [number, number],
    options: ScaleJitterOptions = {},
  ) {
    const { scaleRange, ...rest } = withDefaults('ScaleJitter', options, {
      scaleRange: [0.1, 2],
      ...RESAMPLING,
    });
    super(rest);
    checkSides('ScaleJitter', 'targetSize', targetSize);
    checkRange('ScaleJitter', 'scaleRange', scaleRange, Number.MIN_VALUE);
    this.scaleRange = scaleRange;
  }

  draw(generator: Generator, height: number, width: number): readonly [number, number] {
    const [from, to] = this.scaleRange;
    const scale = Math.fround(from + Math.fround(generator.rand() * Math.fround(to - from)));
    const [first, second] = this.targetSize;
    const factor = Math.fround(Math.min(second / height, first / width) * scale);
    const side = (size: number) => Math.max(Math.trunc(Math.fround(size * factor)), 1);
    return [side(height), side(width)];
  }
}

/** Options of {@link RandomZoomOut}. */
export interface RandomZoomOutOptions {
  /** What is around the images: one value, or one for each channel. Default 0. */
  fill?: Fill;
  /** The range of factors by which the result is larger than the images, from 1. Default [1, 4]. */
  sideRange?: Range;
  /** The probability that a batch is changed. Default 0.5. */
  p?: number;
}

/** Puts images somewhere on a larger ground. PyTorch: `torchvision.transforms.v2.RandomZoomOut`. */
export class RandomZoomOut extends Transform {
  readonly fill: Fill;
  readonly sideRange: Range;
  readonly p: number;

  /** @throws TransformError when the range is not one from 1. */
  constructor(options: RandomZoomOutOptions = {}) {
    super();
    const { fill, sideRange, p } = withDefaults('RandomZoomOut', options, {
      fill: 0,
      sideRange: [1, 4],
      p: 0.5,
    });
    checkFill('RandomZoomOut', fill);
    checkRange('RandomZoomOut', 'sideRange', sideRange, 1);
    checkProbability('RandomZoomOut', p);
    this.fill = fill;
    this.sideRange = sideRange;
    this.p = p;
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [, , height, width] = imageShape('RandomZoomOut', batch);
    const [left, top, right, bottom] = drawnNow(4, (generator) =>
      this.draw(generator, height, width),
    );
    return new Pad([left, top, right, bottom], { fill: this.fill })(batch);
  }

  /** A batch's borders: left, top, right, bottom. PyTorch: `RandomZoomOut.make_params`. */
  draw(generator: Generator, height: number, width: number): readonly number[] {
    if (!happens(generator, this.p)) return [0, 0, 0, 0];
    const [from, to] = this.sideRange;
    const factor = Math.fround(from + Math.fround(generator.rand() * Math.fround(to - from)));
    const room = (side: number) => Math.trunc(Math.fround(side * factor)) - side;
    const [across, down] = [room(width), room(height)];
    const left = Math.trunc(Math.fround(across * generator.rand()));
    const top = Math.trunc(Math.fround(down * generator.rand()));
    return [left, top, across - left, down - top];
  }
}
