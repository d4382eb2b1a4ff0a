/** Transforms that chance applies, chooses or orders, for each sample by itself. */
import * as tf from '@tensorflow/tfjs-core';
import { multinomial } from '../../random/index.js';
import { Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkProbability } from './checks.js';
import { chosenBy } from './choose.js';
import { checkTransforms } from './compose.js';
import { drawEach, happens } from './per-sample.js';
import { compute, Transform, type TransformLike } from './transform.js';

abstract class RandomComposition extends Transform {
  /** Among which chance decides. */
  readonly transforms: readonly TransformLike[];

  /** @throws TransformError where there is none, or one is no function. */
  constructor(transforms: readonly TransformLike[]) {
    super();
    this.transforms = checkTransforms(this.constructor.name, transforms);
    if (transforms.length > 0) return;
    throw new TransformError(this.constructor.name, 'it takes at least one transform.');
  }

  /** What transform `i` makes of all samples. @throws TransformError where it changes their shape. */
  protected made(i: number, samples: tf.Tensor): tf.Tensor {
    const made = this.transforms[i](Tensor.fromTfjs(tf.clone(samples))).tf;
    if (tf.util.arraysEqual(made.shape, samples.shape)) return made;
    throw new TransformError(
      this.constructor.name,
      `transform ${i} makes [${made.shape}] of [${samples.shape}]. All must keep the shape, since not every sample undergoes them.`,
    );
  }
}

/** Options of {@link RandomApply}. */
export interface RandomApplyOptions {
  /** The probability that a sample undergoes them. Default 0.5. */
  p?: number;
}

/**
 * All of the transforms, one after the other, or none. They are applied to all samples, and draw for all. PyTorch:
 * `torchvision.transforms.RandomApply`.
 */
export class RandomApply extends RandomComposition {
  readonly p: number;

  /** @throws TransformError when `p` is not from 0 to 1. */
  constructor(transforms: readonly TransformLike[], options: RandomApplyOptions = {}) {
    super(transforms);
    const { p } = withDefaults('RandomApply', options, { p: 0.5 });
    checkProbability('RandomApply', p);
    this.p = p;
  }

  apply(batch: Tensor): Tensor {
    return compute(batch, (samples) => {
      const drawn = drawEach(batch.shape[0], 1, (generator) => [
        Number(happens(generator, this.p)),
      ]);
      const all = this.transforms.reduce((made, _, i) => this.made(i, made), samples);
      return chosenBy(number(drawn, 0, samples), [samples, all]);
    });
  }
}

/** Options of {@link RandomChoice}. */
export interface RandomChoiceOptions {
  /** How likely each is, in any unit. Default: all are equally likely. */
  p?: readonly number[];
}

/**
 * One of the transforms. All are applied to all samples, and draw for all. PyTorch:
 * `torchvision.transforms.v2.RandomChoice`.
 */
export class RandomChoice extends RandomComposition {
  /** How likely each is; the sum is 1. */
  readonly p: readonly number[];

  /** @throws TransformError unless there are as many weights as transforms, none below 0, and one above. */
  constructor(transforms: readonly TransformLike[], options: RandomChoiceOptions = {}) {
    super(transforms);
    const { p } = withDefaults('RandomChoice', options, { p: transforms.map(() => 1) });
    const sum = p.reduce((all, weight) => all + weight, 0);
    if (p.length !== transforms.length || p.some((weight) => weight < 0) || !(sum > 0)) {
      throw new TransformError(
        'RandomChoice',
        `p is [${p}]. It is a weight for each of the ${transforms.length} transforms, none below 0, one above.`,
      );
    }
    this.p = p.map((weight) => weight / sum);
  }

  apply(batch: Tensor): Tensor {
    return compute(batch, (samples) => {
      const drawn = drawEach(batch.shape[0], 1, (generator) =>
        multinomial(generator, this.p, this.p.length, { samples: 1, replacement: false }),
      );
      return chosenBy(
        number(drawn, 0, samples),
        this.transforms.map((_, i) => this.made(i, samples)),
      );
    });
  }
}

/**
 * All of the transforms, in any order. Each is applied to all samples in each turn, and draws for all. PyTorch:
 * `torchvision.transforms.RandomOrder`.
 */
export class RandomOrder extends RandomComposition {
  apply(batch: Tensor): Tensor {
    const { length } = this.transforms;
    return compute(batch, (samples) => {
      const drawn = drawEach(batch.shape[0], length, (generator) => generator.randperm(length));
      return this.transforms.reduce(
        (made, _, turn) =>
          chosenBy(
            number(drawn, turn, samples),
            this.transforms.map((_one, i) => this.made(i, made)),
          ),
        samples,
      );
    });
  }
}

/** Number `i` of each sample, `[samples, 1, ...]`, as many dimensions as `like`. */
function number(drawn: tf.Tensor, i: number, { shape: [samples, ...rest] }: tf.Tensor): tf.Tensor {
  return tf.reshape(tf.slice(drawn, [0, i], [samples, 1]), [samples, ...rest.map(() => 1)]);
}
