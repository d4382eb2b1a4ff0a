/** Makes one batch of samples that were got one by one. PyTorch: `torch.utils.data.default_collate`. */
import * as tf from '@tensorflow/tfjs-core';
import { Tensor } from '../tensor/index.js';
import type { Sample } from './dataset.js';
import { DatasetError } from './errors.js';

/** A tensor for each part of a sample, with one more dimension in front: `[batch, ...]`; of texts a list. */
export type Batch<S extends Sample> = {
  -readonly [K in keyof S]: [S[K]] extends [string] ? string[] : Tensor;
};

/**
 * Stacks tensors; numbers become int32 `[batch]`, as classes; texts stay as they are, in a list.
 *
 * @param indices the samples' numbers, for errors
 * @throws DatasetError when samples differ in parts or shapes, or a number is no class.
 */
export function collate<S extends Sample>(samples: readonly S[], indices: Int32Array): Batch<S> {
  const [first] = samples;
  for (const [i, sample] of samples.entries()) {
    if (!Array.isArray(sample)) {
      throw new DatasetError(
        `The dataset's get(${indices[i]}) gave ${describe(sample)}. ` +
          'Each sample is an array like [image, label].',
      );
    }
    if (sample.length === first.length) continue;
    throw new DatasetError(
      `The dataset's get(${indices[i]}) gave ${sample.length} parts, get(${indices[0]}) ` +
        `${first.length} parts. All samples have the same parts.`,
    );
  }
  const parts = first.map((_, part) =>
    stack(
      samples.map((sample) => sample[part]),
      (i) => `Part ${part} of the dataset's get(${indices[i]})`,
    ),
  );
  return parts as Batch<S>;
}

/** @param at names the value of sample i */
function stack(values: readonly unknown[], at: (i: number) => string): Tensor | string[] {
  if (typeof values[0] === 'string') return listTexts(values, at);
  return typeof values[0] === 'number' ? stackClasses(values, at) : stackTensors(values, at);
}

function listTexts(values: readonly unknown[], at: (i: number) => string): string[] {
  return values.map((value, i) => {
    if (typeof value === 'string') return value;
    throw new DatasetError(
      `${at(i)} is ${describe(value)}, that of the first sample of the batch a text; it is the same in all samples.`,
    );
  });
}

function stackClasses(values: readonly unknown[], at: (i: number) => string): Tensor {
  const classes = values.map((value, i) => {
    if (typeof value === 'number' && value === (value | 0)) return value;
    throw new DatasetError(
      `${at(i)} is ${describe(value)}. A plain number is a class (an integer of 32 bits); give a ` +
        'real number as `tensor(value)`.',
    );
  });
  return Tensor.fromTfjs(tf.tensor1d(classes, 'int32'));
}

function stackTensors(values: readonly unknown[], at: (i: number) => string): Tensor {
  const tensors = values.map((value, i) => {
    if (value instanceof Tensor) return value;
    throw new DatasetError(
      `${at(i)} is ${describe(value)}. It must be a tensor, as tensor(values) makes one, a ` +
        'class number or a text; the same in all samples.',
    );
  });
  const [{ shape, dtype }] = tensors;
  for (const [i, tensor] of tensors.entries()) {
    if (`${tensor.shape}` === `${shape}` && tensor.dtype === dtype) continue;
    throw new DatasetError(
      `${at(i)} is ${tensor.dtype} [${tensor.shape}], that of the first sample of the batch ` +
        `${dtype} [${shape}]. Samples of a batch have the same shape and type.`,
    );
  }
  return Tensor.fromTfjs(tf.stack(tensors.map((tensor) => tensor.tf)));
}

function describe(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object'
    ? `an object of type ${value.constructor?.name ?? 'Object'}`
    : `a ${typeof value}`;
}
