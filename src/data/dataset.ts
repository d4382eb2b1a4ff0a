/** What a dataset is: samples by number. Subclass it for data of your own. */
import type { Tensor } from '../tensor/index.js';
import type { BatchSource } from './batch-source.js';
import { DatasetError } from './errors.js';
import type { DatasetReading } from './reading/index.js';

/**
 * What a sample is or has: tensors, numbers that are classes, truth values and texts, in lists as `[image, label]` or objects as
 * `{ image, label }`, which may have further ones in them. To be a sample, a type of objects is a `type`, not an `interface`.
 */
export type Sample =
  | Tensor
  | number
  | boolean
  | string
  | readonly Sample[]
  | { readonly [name: string]: Sample };

/** What a sample has in a column. */
export type SampleValue = string | number | boolean;

/**
 * Samples that are found by their number. PyTorch: `torch.utils.data.Dataset`.
 *
 * ```ts
 * class Squares extends Dataset {
 *   readonly length = 100;
 *   get(index: number) {
 *     return [tensor([index]), tensor([index ** 2])] as const;
 *   }
 * }
 * ```
 */
export abstract class Dataset<S extends Sample = readonly [Tensor, Tensor | number]> {
  /** The number of samples. */
  abstract readonly length: number;

  /**
   * Sample `index`, from 0: a list, as `[image, label]`, or an object, as `{ image, label }`. A number in it is a class: batches have
   * it as int32; of texts they have lists.
   */
  abstract get(index: number): S;

  /** The samples as rows in memory; undefined where each must be got by itself. */
  batchSource(): BatchSource | undefined {
    return undefined;
  }

  /** How threads can read the samples; undefined where they can't, or where all lie in memory. */
  reading(): DatasetReading | undefined {
    return undefined;
  }

  /**
   * What each sample has under this name, for `evaluate`'s slices; undefined where the dataset has no columns.
   * @throws DatasetError where it has, but none of this name
   */
  column(_name: string): ArrayLike<SampleValue> | undefined {
    return undefined;
  }

  /** The samples, in order. */
  *[Symbol.iterator](): Generator<S, void, void> {
    for (let index = 0; index < this.length; index++) yield this.get(index);
  }
}

/** @throws DatasetError unless `index` is that of a sample. */
export function checkIndex(
  dataset: { readonly length: number },
  index: number,
  name: string,
): void {
  if (Number.isInteger(index) && index >= 0 && index < dataset.length) return;
  throw new DatasetError(
    `${name} has no sample ${index}: there are ${dataset.length}, numbered from 0.`,
  );
}
