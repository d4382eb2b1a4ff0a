/** Tensors of the same length as a dataset: sample i is row i of each. */
import * as tf from '@tensorflow/tfjs-core';
import { checkTensor, Tensor } from '../tensor/index.js';
import { type BatchSource, TensorColumn } from './batch-source.js';
import { checkIndex, Dataset } from './dataset.js';
import { DatasetError } from './errors.js';

/** One tensor for each tensor that the dataset was made of. */
export type Rows<T extends readonly Tensor[]> = { [K in keyof T]: Tensor };

/**
 * PyTorch: `torch.utils.data.TensorDataset`.
 *
 * @param tensors each `[samples, ...]`
 * @throws DatasetError when their first dimensions differ, DtypeError for what is no tensor.
 */
export class TensorDataset<T extends readonly Tensor[] = [Tensor, Tensor]> extends Dataset<
  Rows<T>
> {
  /** The tensors, all of one size in dimension 0. */
  readonly tensors: T;
  readonly length: number;

  constructor(...tensors: T) {
    super();
    for (const tensor of tensors) checkTensor('TensorDataset', tensor, 'each part');
    const lengths = tensors.map(({ shape }) => shape[0]);
    const [length] = lengths;
    if (length === undefined || lengths.some((other) => other !== length)) {
      const shapes = tensors.map(({ shape }) => `[${shape}]`).join(', ');
      throw new DatasetError(
        `TensorDataset got tensors of shapes ${shapes || '(none)'}. ` +
          'It takes one or more, with the same first dimension: the number of samples.',
      );
    }
    this.tensors = tensors;
    this.length = length;
    // The rows are needed for as long as the dataset is, whatever memory scope made the tensors.
    for (const tensor of tensors) tensor.keep();
  }

  get(index: number): Rows<T> {
    checkIndex(this, index, 'TensorDataset');
    const row = (tensor: Tensor) =>
      Tensor.fromTfjs(tf.tidy(() => tf.gather(tensor.tf, tf.scalar(index, 'int32'))));
    return this.tensors.map(row) as Rows<T>;
  }

  override batchSource(): BatchSource | undefined {
    if (this.get !== TensorDataset.prototype.get) return undefined;
    const columns = this.tensors.map((tensor) => new TensorColumn(tensor));
    return { columns, rows: undefined, finish: (rows) => rows };
  }
}
