/**
 * What a transform is: an operation on a whole batch, on the device. A random one draws for each sample
 * by itself, on the host, so that it can be part of a compiled training step.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';

export abstract class Transform {
  /** Transforms a batch, `[batch, ...]`. */
  abstract apply(batch: Tensor): Tensor;

  /** Transforms one sample: a batch of one. */
  applyToSample(sample: Tensor): Tensor {
    return applyToSample(this, sample);
  }
}

/** A transform, or a function of a batch. */
export type TransformLike = Transform | ((batch: Tensor) => Tensor);

export function applyTo(transform: TransformLike, batch: Tensor): Tensor {
  return transform instanceof Transform ? transform.apply(batch) : transform(batch);
}

export function applyToSample(transform: TransformLike, sample: Tensor): Tensor {
  const batch = Tensor.fromTfjs(tf.expandDims(sample.tf, 0));
  return Tensor.fromTfjs(tf.squeeze(applyTo(transform, batch).tf, [0]));
}

/** Computes with plain tensor operations; what lies between input and result is freed. */
export function compute(batch: Tensor, operation: (batch: tf.Tensor) => tf.Tensor): Tensor {
  return Tensor.fromTfjs(tf.tidy(() => operation(batch.tf)));
}

/** The shape of images, `[batch, channels, height, width]`. @throws TransformError for another rank. */
export function imageShape(name: string, batch: Tensor): [number, number, number, number] {
  const [n, channels, height, width] = batch.shape;
  if (batch.shape.length === 4) return [n, channels, height, width];
  throw new TransformError(
    name,
    `a batch of shape [${batch.shape}] came in; it must be [batch, channels, height, width]. ` +
      'Put ToTensor before it; for one sample use applyToSample.',
  );
}

/** As {@link imageShape}, for what computes with real numbers. @throws TransformError for integers. */
export function floatImageShape(name: string, batch: Tensor): [number, number, number, number] {
  const shape = imageShape(name, batch);
  if (batch.dtype === 'float32') return shape;
  throw new TransformError(name, `${batch.dtype} came in. Put ToTensor before it.`);
}
