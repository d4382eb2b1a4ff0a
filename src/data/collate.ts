/** Makes one batch of samples that were got one by one. PyTorch: `torch.utils.data.default_collate`. */
import * as tf from '@tensorflow/tfjs-core';
import { Tensor } from '../tensor/index.js';
import type { Sample } from './dataset.js';
import { DatasetError } from './errors.js';

/** A tensor for each part of a sample, with one more dimension in front: `[batch, ...]`. */
export type Batch<S extends Sample> = { -readonly [K in keyof S]: Tensor };

/**
 * Stacks tensors; numbers become int32 `[batch]`, as classes.
 *
 * @throws DatasetError when samples differ in parts or shapes, or a number is no class.
 */
export function collate<S extends Sample>(samples: readonly S[], indices: Int32Array): Batch<S> {
  const [first] = samples;
  for (const [i, sample] of samples.entries()) {
    if (Array.isArray(sample) && sample.length === first.length) continue;
    const got = Array.isArray(sample) ? `${sample.length} parts` : `${typeof sample}`;
    throw new DatasetError(
      `The dataset's get(${indices[i]}) gave ${got}, get(${indices[0]}) ${first.length} parts. ` +
        'Each sample is an array like [image, label].',
    );
  }
  const parts = first.map((_, part) =>
    stack(
      samples.map((sample) => sample[part]),
      part,
      indices,
    ),
  );
  return parts as Batch<S>;
}

function stack(values: readonly (Tensor | number)[], part: number, indices: Int32Array): Tensor {
  const at = (i: number) => `part ${part} of the dataset's get(${indices[i]})`;
  if (typeof values[0] === 'number') {
    const classes = values.map((value, i) => {
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      throw new DatasetError(
        `${at(i)} is ${typeof value === 'number' ? value : 'a tensor'}. A plain number is a class ` +
          '(an integer); give a real number as `tensor(value)`.',
      );
    });
    return Tensor.fromTfjs(tf.tensor1d(classes, 'int32'));
  }
  const { shape, dtype } = values[0];
  const tensors = values.map((value, i) => {
    if (typeof value === 'number' || !(value instanceof Tensor)) {
      throw new DatasetError(`${at(i)} is ${typeof value}, ${at(0)} a tensor.`);
    }
    if (`${value.shape}` !== `${shape}` || value.dtype !== dtype) {
      throw new DatasetError(
        `${at(i)} is ${value.dtype} [${value.shape}], ${at(0)} ${dtype} [${shape}]. ` +
          'Samples of a batch have the same shape and type.',
      );
    }
    return value.tf;
  });
  return Tensor.fromTfjs(tf.stack(tensors));
}
