/** Changes of colour that happen with a probability. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { checkProbability } from './checks.js';
import { autocontrast, equalize, grey, invert, posterize, sharpness, solarize } from './colour.js';
import { column, drawEach, happens } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** A change that each image undergoes with probability `p`; draws as torchvision does. */
abstract class RandomChange extends Transform {
  /** @throws TransformError when `p` is not from 0 to 1. */
  constructor(readonly p: number) {
    super();
    checkProbability(this.constructor.name, p);
  }

  /** What is done to images `[batch, channels, height, width]` that it happens to. */
  protected abstract change(images: tf.Tensor): tf.Tensor;

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples] = floatImageShape(this.constructor.name, batch);
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 1, (generator) => [Number(happens(generator, this.p))]);
      const changes = tf.broadcastTo(tf.equal(column(drawn, 0), 1), images.shape);
      return tf.where(changes, tf.broadcastTo(this.change(images), images.shape), images);
    });
  }
}

/** PyTorch: `torchvision.transforms.RandomGrayscale`. */
export class RandomGrayscale extends RandomChange {
  constructor(p = 0.1) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return grey(images);
  }
}

/** Negatives. PyTorch: `torchvision.transforms.RandomInvert`. */
export class RandomInvert extends RandomChange {
  constructor(p = 0.5) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return invert(images);
  }
}

/** Fewer shades. PyTorch: `torchvision.transforms.RandomPosterize`. */
export class RandomPosterize extends RandomChange {
  /** @param bits of each channel, 1 to 8 */
  constructor(
    readonly bits: number,
    p = 0.5,
  ) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return posterize(images, tf.scalar(this.bits));
  }
}

/** The negative of what is bright. PyTorch: `torchvision.transforms.RandomSolarize`. */
export class RandomSolarize extends RandomChange {
  /** @param threshold what is as bright or brighter, 0 to 1 */
  constructor(
    readonly threshold: number,
    p = 0.5,
  ) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return solarize(images, tf.scalar(this.threshold));
  }
}

/** PyTorch: `torchvision.transforms.RandomAdjustSharpness`. */
export class RandomAdjustSharpness extends RandomChange {
  /** @param sharpnessFactor 0 smooth, 1 as it is, 2 sharper */
  constructor(
    readonly sharpnessFactor: number,
    p = 0.5,
  ) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return sharpness(images, tf.scalar(this.sharpnessFactor));
  }
}

/** PyTorch: `torchvision.transforms.RandomAutocontrast`. */
export class RandomAutocontrast extends RandomChange {
  constructor(p = 0.5) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return autocontrast(images);
  }
}

/** PyTorch: `torchvision.transforms.RandomEqualize`. */
export class RandomEqualize extends RandomChange {
  constructor(p = 0.5) {
    super(p);
  }

  protected change(images: tf.Tensor): tf.Tensor {
    return equalize(images);
  }
}

/** One channel becomes as grey as the others. PyTorch: `torchvision.transforms.Grayscale`. */
export class Grayscale extends Transform {
  /** @param numOutputChannels 1, or 3 equal ones */
  constructor(readonly numOutputChannels: 1 | 3 = 1) {
    super();
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('Grayscale', batch);
    return compute(batch, (images) =>
      tf.broadcastTo(grey(images), [samples, this.numOutputChannels, height, width]),
    );
  }
}

/** Grey images get three equal channels; others stay. PyTorch: `torchvision.transforms.v2.RGB`. */
export class RGB extends Transform {
  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, channels, height, width] = floatImageShape('RGB', batch);
    if (channels >= 3) return batch;
    return compute(batch, (images) => tf.broadcastTo(images, [samples, 3, height, width]));
  }
}
