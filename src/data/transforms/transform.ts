/**
 * What a transform is: an operation on a whole batch, on the device. A random one draws for each sample
 * by itself, on the host, so that it can be part of a compiled training step.
 */
import * as tf from '@tensorflow/tfjs-core';
import { CALL, Callable } from '../../nn/callable.js';
import { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

// biome-ignore-start lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say
export interface Transform {
  /** Transforms a batch, `[batch, ...]`: `augment(images)`. */
  // biome-ignore lint/style/useShorthandFunctionType: it is merged with the class
  (batch: Tensor): Tensor;
}

/** A transform with options. It is called like a function: `new Normalize(0.5, 0.5)(images)`. */
export abstract class Transform extends Callable {
  /** What the transform does to a batch, `[batch, ...]`. */
  abstract apply(batch: Tensor): Tensor;

  /** Transforms one sample: a batch of one. The sample is `[...]`, without the batch. */
  applyToSample(sample: Tensor): Tensor {
    return applyToSample(this, sample);
  }

  /** @internal */
  [CALL]([batch]: unknown[]): Tensor {
    if (batch instanceof Tensor) return this.apply(batch);
    throw new TransformError(
      this.constructor.name,
      `a value of type ${typeof batch} came in; it must be a tensor.`,
    );
  }

  /** @internal */
  [INSPECT](_depth: number, options: object, inspect: (value: object, options: object) => string) {
    return `${this.constructor.name} ${inspect({ ...this }, options)}`;
  }
}
// biome-ignore-end lint/suspicious/noUnsafeDeclarationMerging: the constructor's result is a function, which a class can't say

/** A function of a batch; a {@link Transform} is one. */
export type TransformLike = (batch: Tensor) => Tensor;

export function applyToSample(transform: TransformLike, sample: Tensor): Tensor {
  const batch = Tensor.fromTfjs(tf.expandDims(sample.tf, 0));
  return Tensor.fromTfjs(tf.squeeze(transform(batch).tf, [0]));
}

/** Computes with plain tensor operations; what lies between input and result is freed. */
export function compute(batch: Tensor, operation: (batch: tf.Tensor) => tf.Tensor): Tensor {
  return Tensor.fromTfjs(
    tf.tidy(() => {
      const result = operation(batch.tf);
      // What was left as it is still belongs to the batch.
      return result === batch.tf ? tf.clone(result) : result;
    }),
  );
}

/** The shape of images, `[batch, channels, height, width]`. @throws TransformError for another rank. */
export function imageShape(
  name: string,
  { shape }: { readonly shape: readonly number[] },
): [number, number, number, number] {
  const [n, channels, height, width] = shape;
  if (shape.length === 4) return [n, channels, height, width];
  throw new TransformError(
    name,
    `a batch of shape [${shape}] came in; it must be [batch, channels, height, width]. ` +
      'Put ToTensor before it; for one sample use applyToSample.',
  );
}

/** As {@link imageShape}, for what computes with real numbers. @throws TransformError for integers. */
export function floatImageShape(name: string, batch: Tensor): [number, number, number, number] {
  const shape = imageShape(name, batch);
  if (batch.dtype === 'float32') return shape;
  throw new TransformError(name, `${batch.dtype} came in. Put ToTensor before it.`);
}
