/** Makes one batch of samples that were got one by one. PyTorch: `torch.utils.data.default_collate`. */
import * as tf from '@tensorflow/tfjs-core';
import { isOptions as isPlainObject, Tensor } from '../tensor/index.js';
import type { Sample } from './dataset.js';
import { DatasetError } from './errors.js';

/**
 * What samples are in a batch: tensors, numbers and truth values a tensor with one more dimension in front, `[batch, ...]`;
 * texts a list; lists and objects the same of batches.
 */
export type Batch<S> = S extends Tensor | number | boolean
  ? Tensor
  : S extends string
    ? string[]
    : { -readonly [K in keyof S]: Batch<S[K]> };

/** Names the value of sample i of the batch, as `the dataset's get(3)`. */
type Names = (i: number) => string;

/**
 * Stacks tensors; numbers become int32 `[batch]`, as classes, truth values bool; texts stay as they are, in a list. Of lists
 * and objects each part is made into a batch: `[{ image, label }, ...]` into `{ image: [batch, ...], label: [batch] }`.
 *
 * @param indices the samples' numbers, for errors; by default their places
 * @throws DatasetError when there is no sample, samples differ in parts or shapes, or a number is no class.
 */
export function collate<S extends Sample>(
  samples: readonly S[],
  indices?: ArrayLike<number>,
): Batch<S> {
  if (samples.length === 0) throw new DatasetError('collate got no sample. It takes one or more.');
  const at: Names = indices ? (i) => `the dataset's get(${indices[i]})` : (i) => `sample ${i}`;
  return batched(samples, at) as Batch<S>;
}

function batched(values: readonly unknown[], at: Names): unknown {
  const [first] = values;
  if (Array.isArray(first)) return batchedLists(values, first.length, at);
  if (isPlainObject(first)) return batchedObjects(values, Object.keys(first), at);
  switch (typeof first) {
    case 'string':
      return each(values, at, 'a text', (value) => typeof value === 'string');
    case 'boolean': {
      const flags = each(values, at, 'true or false', (value) => typeof value === 'boolean');
      return Tensor.fromTfjs(tf.tensor1d(flags, 'bool'));
    }
    case 'number':
      return batchedClasses(values, at);
    default:
      return stackTensors(values, at);
  }
}

function batchedLists(values: readonly unknown[], length: number, at: Names): unknown[] {
  const lists = each(values, at, 'a list', (value): value is unknown[] => Array.isArray(value));
  for (const [i, list] of lists.entries()) {
    if (list.length === length) continue;
    throw new DatasetError(
      `${capital(at(i))} has ${list.length} parts, ${at(0)} ${length} parts. All samples of a batch have the same parts; ` +
        'give lists that differ in length to a collateFn, which makes tensors of them.',
    );
  }
  return Array.from({ length }, (_, part) =>
    batched(
      lists.map((list) => list[part]),
      (i) => `part ${part} of ${at(i)}`,
    ),
  );
}

function batchedObjects(
  values: readonly unknown[],
  names: readonly string[],
  at: Names,
): Record<string, unknown> {
  const objects = each(values, at, 'an object', isPlainObject);
  for (const [i, object] of objects.entries()) {
    const own = Object.keys(object);
    if (own.length === names.length && names.every((name) => name in object)) continue;
    throw new DatasetError(
      `${capital(at(i))} has ${listed(own)}, ${at(0)} ${listed(names)}. All samples of a batch have the same names.`,
    );
  }
  const parts = names.map((name) => {
    const ofAll = objects.map((object) => object[name]);
    return [name, batched(ofAll, (i) => `'${name}' of ${at(i)}`)];
  });
  return Object.fromEntries(parts);
}

function batchedClasses(values: readonly unknown[], at: Names): Tensor {
  const classes = values.map((value, i) => {
    if (typeof value === 'number' && value === (value | 0)) return value;
    throw new DatasetError(
      `${capital(at(i))} is ${describe(value)}. A plain number is a class (an integer of 32 bits); give a ` +
        'real number as `tensor(value)`.',
    );
  });
  return Tensor.fromTfjs(tf.tensor1d(classes, 'int32'));
}

function stackTensors(values: readonly unknown[], at: Names): Tensor {
  const tensors = values.map((value, i) => {
    if (value instanceof Tensor) return value;
    throw new DatasetError(
      `${capital(at(i))} is ${describe(value)}. It must be a tensor, as tensor(values) makes one, a ` +
        'class number, true or false, a text, or a list or a plain object of such; the same in all samples.',
    );
  });
  const [{ shape, dtype }] = tensors;
  for (const [i, tensor] of tensors.entries()) {
    if (`${tensor.shape}` === `${shape}` && tensor.dtype === dtype) continue;
    throw new DatasetError(
      `${capital(at(i))} is ${tensor.dtype} [${tensor.shape}], that of the first sample of the batch ` +
        `${dtype} [${shape}]. Samples of a batch have the same shape and type.`,
    );
  }
  return Tensor.fromTfjs(tf.stack(tensors.map((tensor) => tensor.tf)));
}

/** @throws DatasetError for a value that is not of the kind that the first one is of */
function each<T>(
  values: readonly unknown[],
  at: Names,
  kind: string,
  isKind: (value: unknown) => value is T,
): T[] {
  return values.map((value, i) => {
    if (isKind(value)) return value;
    throw new DatasetError(
      `${capital(at(i))} is ${describe(value)}, that of the first sample of the batch ${kind}; it is the same in all samples.`,
    );
  });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const listed = (names: readonly string[]) =>
  names.length === 0 ? 'no names' : names.map((name) => `'${name}'`).join(', ');

function describe(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object'
    ? `an object of type ${value.constructor?.name ?? 'Object'}`
    : `a ${typeof value}`;
}
