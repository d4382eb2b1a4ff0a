/** Batches whose images are mixed in pairs, and their labels with them. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, type Generator, stepRandom } from '../../random/index.js';
import { checkOptionNames, Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { floatImageShape } from './transform.js';

/** Options of {@link MixUp} and {@link CutMix}. */
export interface MixingOptions {
  /** How many classes there are. */
  numClasses: number;
  /** Shares are drawn from Beta(alpha, alpha). Default 1: all shares alike. */
  alpha?: number;
}

/** `[images, labels]`: labels int32 `[batch]`, or float32 `[batch, classes]`. */
export type LabelledBatch = [images: Tensor, labels: Tensor];

/** What both ways of mixing share. Each image is mixed with the one before it, the first with the last. */
abstract class Mixing {
  readonly numClasses: number;
  readonly alpha: number;

  /** @throws TransformError when alpha is not above 0, or there is no class. */
  constructor(options: MixingOptions) {
    checkOptionNames(new.target.name, options, { numClasses: true, alpha: true });
    const { numClasses, alpha = 1 } = options;
    this.numClasses = numClasses;
    this.alpha = alpha;
    const name = this.constructor.name;
    if (!(alpha > 0)) throw new TransformError(name, `alpha is ${alpha}. It is above 0.`);
    if (!Number.isInteger(numClasses) || numClasses < 1) {
      throw new TransformError(name, `numClasses is ${numClasses}. It is the number of classes.`);
    }
  }

  /**
   * Mixes a batch. Labels become shares of classes, float32 `[batch, numClasses]`, which CrossEntropyLoss takes.
   * @throws TransformError unless the images are float32 `[batch, channels, height, width]`.
   */
  apply([images, labels]: LabelledBatch): LabelledBatch {
    const [, , height, width] = floatImageShape(this.constructor.name, images);
    const [mixed, shares] = tf.tidy(() => {
      const drawn = stepRandom({
        shape: [5],
        dtype: 'float32',
        fill: () => Float32Array.from(this.draw(defaultGenerator, height, width)),
      });
      const known =
        labels.ndim === 2 ? labels.tf : tf.oneHot(tf.cast(labels.tf, 'int32'), this.numClasses);
      const share = tf.slice(drawn, [0], [1]);
      const classes = tf.cast(known, 'float32');
      return [this.mix(images.tf, drawn), weighed(classes, before(classes), share)];
    });
    return [Tensor.fromTfjs(mixed), Tensor.fromTfjs(shares)];
  }

  /** The share of each image's own label, and the window that the other one takes: left, top, right, bottom. */
  abstract draw(generator: Generator, height: number, width: number): number[];

  protected abstract mix(images: tf.Tensor, drawn: tf.Tensor): tf.Tensor;
}

/** Images are laid over each other. PyTorch: `torchvision.transforms.v2.MixUp`. */
export class MixUp extends Mixing {
  draw(generator: Generator): number[] {
    return [beta(generator, this.alpha), 0, 0, 0, 0];
  }

  /** Mixes images `[batch, channels, height, width]` by what was drawn, `[5]`. */
  protected mix(images: tf.Tensor, drawn: tf.Tensor): tf.Tensor {
    return weighed(images, before(images), tf.slice(drawn, [0], [1]));
  }
}

/** A window of each image shows another one. PyTorch: `torchvision.transforms.v2.CutMix`. */
export class CutMix extends Mixing {
  draw(generator: Generator, height: number, width: number): number[] {
    const half = 0.5 * Math.sqrt(1 - beta(generator, this.alpha));
    const [x, y] = [generator.randint(width), generator.randint(height)];
    const [reachX, reachY] = [Math.trunc(half * width), Math.trunc(half * height)];
    const [left, right] = [Math.max(x - reachX, 0), Math.min(x + reachX, width)];
    const [top, bottom] = [Math.max(y - reachY, 0), Math.min(y + reachY, height)];
    const share = 1 - ((right - left) * (bottom - top)) / (width * height);
    return [share, left, top, right, bottom];
  }

  /** Mixes images `[batch, channels, height, width]` by what was drawn, `[5]`. */
  protected mix(images: tf.Tensor, drawn: tf.Tensor): tf.Tensor {
    const [, , height, width] = images.shape;
    const [left, top, right, bottom] = tf.split(tf.slice(drawn, [1], [4]), 4);
    const isBetween = (size: number, from: tf.Tensor, to: tf.Tensor) =>
      tf.logicalAnd(tf.greaterEqual(tf.range(0, size), from), tf.less(tf.range(0, size), to));
    const rows = tf.reshape(isBetween(height, top, bottom), [1, 1, height, 1]);
    const columns = tf.reshape(isBetween(width, left, right), [1, 1, 1, width]);
    const inWindow = tf.broadcastTo(tf.logicalAnd(rows, columns), images.shape);
    return tf.where(inWindow, before(images), images);
  }
}

/** In the place of each sample the one before it. PyTorch: `roll(1, 0)`. */
function before(values: tf.Tensor): tf.Tensor {
  const [samples, ...shape] = values.shape;
  const zeros = shape.map(() => 0);
  const last = tf.slice(values, [samples - 1, ...zeros], [1, ...shape]);
  return tf.concat([last, tf.slice(values, [0, ...zeros], [samples - 1, ...shape])], 0);
}

const weighed = (own: tf.Tensor, other: tf.Tensor, share: tf.Tensor) =>
  tf.add(tf.mul(own, share), tf.mul(other, tf.sub(1, share)));

/** Beta(alpha, alpha): the share of one of two gamma variates in both. */
function beta(generator: Generator, alpha: number): number {
  const one = gamma(generator, alpha);
  return one / (one + gamma(generator, alpha));
}

/** See {@link https://doi.org/10.1145/358407.358414 | Marsaglia & Tsang 2000}. */
function gamma(generator: Generator, alpha: number): number {
  if (alpha < 1) {
    const smaller = generator.randDouble() ** (1 / alpha);
    return Math.max(gamma(generator, alpha + 1) * smaller, Number.MIN_VALUE);
  }
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = generator.normalDouble();
    const v = (1 + c * x) ** 3;
    const u = 1 - generator.randDouble();
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
