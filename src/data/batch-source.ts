/**
 * Data whose samples lie side by side in memory, so that a batch is one gather and its transforms run
 * once for all samples. Leaves out the order of samples and batches (loader.ts).
 */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type Tensor } from '../tensor/index.js';
import { type HostValues, hostTensor, XLA } from './host-tensor.js';

/** One part of the samples (their images, say, or their labels), row i of sample i. */
export interface Column {
  /** The rows at these positions, `[batch, ...]`, taken by the host; checks nothing. */
  copy(rows: Int32Array): tf.Tensor;
  /** The same on the device, for positions that are there: int32 `[batch]`. */
  gather(rows: tf.Tensor): tf.Tensor;
}

export interface BatchSource {
  readonly columns: readonly Column[];
  /** The row of each sample; undefined where sample i is row i. */
  readonly rows: Int32Array | undefined;
  /** What makes a batch of the gathered rows: the transforms. */
  finish(rows: Tensor[]): Tensor[];
}

/** These rows of every column, where they are taken fastest; the caller owns them. */
export function takeRows(columns: readonly Column[], rows: Int32Array): tf.Tensor[] {
  if (tf.getBackend() !== XLA) return columns.map((column) => column.copy(rows));
  const indices = tf.engine().makeTensor(rows, [rows.length], 'int32');
  const taken = columns.map((column) => column.gather(indices));
  indices.dispose();
  return taken;
}

/** `tf.gather` along the first axis, without its looks at the arguments, which every batch would wait for. */
function gatherRows(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(tf.GatherV2, { x, indices }, { axis: 0, batchDims: 0 });
}

/** Frees the copies on the device of columns that nobody holds any more. */
const uncollected = new FinalizationRegistry<Map<string, tf.Tensor>>((copies) => {
  for (const copy of copies.values()) copy.dispose();
});

/** Numbers in host memory; a copy goes to the device once, when it is first needed there. */
export class HostColumn implements Column {
  readonly #data: HostValues;
  readonly #rowShape: readonly number[];
  readonly #rowSize: number;
  /** By the backend's name. */
  readonly #copies = new Map<string, tf.Tensor>();

  constructor(data: HostValues, rowShape: readonly number[]) {
    this.#data = data;
    this.#rowShape = rowShape;
    this.#rowSize = sizeOf(rowShape);
    uncollected.register(this, this.#copies);
  }

  /** The values of one row, not copied. */
  row(row: number): HostValues {
    return this.#data.subarray(row * this.#rowSize, (row + 1) * this.#rowSize);
  }

  copy(rows: Int32Array): tf.Tensor {
    const size = this.#rowSize;
    const Values = this.#data instanceof Float32Array ? Float32Array : Int32Array;
    const values = new Values(rows.length * size);
    for (let i = 0; i < rows.length; i++) values.set(this.row(rows[i]), i * size);
    return hostTensor(values, [rows.length, ...this.#rowShape]);
  }

  gather(rows: tf.Tensor): tf.Tensor {
    return gatherRows(this.#onDevice(), rows);
  }

  #onDevice(): tf.Tensor {
    const backend = tf.getBackend();
    const known = this.#copies.get(backend);
    if (known && !known.isDisposed) return known;
    const shape = [this.#data.length / this.#rowSize, ...this.#rowShape];
    const copy = tf.keep(hostTensor(this.#data, shape));
    this.#copies.set(backend, copy);
    return copy;
  }
}

/** A tensor's rows. */
export class TensorColumn implements Column {
  readonly #tensor: Tensor;

  /** All values, row by row; reads them. */
  values(): tf.TypedArray {
    return this.#tensor.dataSync();
  }

  /** The bytes of all values. */
  get bytes(): number {
    return this.#tensor.nbytes;
  }

  constructor(tensor: Tensor) {
    this.#tensor = tensor;
  }

  copy(rows: Int32Array): tf.Tensor {
    const indices = tf.tensor1d(rows, 'int32');
    const taken = this.gather(indices);
    indices.dispose();
    return taken;
  }

  gather(rows: tf.Tensor): tf.Tensor {
    return gatherRows(this.#tensor.tf, rows);
  }
}
