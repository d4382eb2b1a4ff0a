/** Labelled images in memory as a dataset: what MNIST, CIFAR and their relatives have in common. */
import * as tf from '@tensorflow/tfjs-core';
import { Tensor } from '../tensor/index.js';
import { checkNumbers, checkRecord } from './argument-kinds.js';
import { type BatchSource, HostColumn } from './batch-source.js';
import { checkIndex, Dataset } from './dataset.js';
import { applyToSample, type TransformLike } from './transforms/transform.js';

/** Images and their classes, in memory. */
export interface LabelledImages {
  /** `[samples, height, width]` or `[samples, height, width, channels]`, 0 to 255, in row-major order. */
  readonly images: { readonly shape: readonly number[]; readonly data: Uint8Array };
  /** `[samples]`, from 0. */
  readonly labels: Uint8Array;
}

/** What is known of images beside themselves. */
export interface ImageDatasetOptions {
  /** Whether this is the training part. */
  readonly train: boolean;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** Applied to images `[batch, height, width]`, with channels last where there are any, of int32, 0 to 255. */
  readonly transform?: TransformLike;
}

export class ImageDataset extends Dataset<[Tensor, number]> {
  /** Whether this is the training part. */
  readonly train: boolean;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** What is done to batches of images. */
  readonly transform: TransformLike | undefined;
  /**
   * Levels, `[samples, height, width]`, channels last, in row-major order. A copy lies on the device from the first batch
   * on: change these and `targets` before it.
   */
  readonly data: Uint8Array;
  /** The class of each image. */
  readonly targets: Int32Array;
  readonly #columns: readonly [HostColumn, HostColumn];
  readonly #imageShape: readonly number[];

  /** @throws DatasetError unless there are images, labels and options. */
  constructor(pictures: LabelledImages, options: ImageDatasetOptions) {
    super();
    checkRecord('ImageDataset', pictures, '{ images: { shape, data }, labels }');
    checkRecord('ImageDataset', options, '{ train, classes, transform }');
    const { images, labels } = pictures;
    checkRecord('ImageDataset', images, '{ images: { shape, data }, labels }');
    checkNumbers('ImageDataset', 'the shape of images', images.shape);
    checkNumbers('ImageDataset', 'the data of images', images.data);
    checkNumbers('ImageDataset', 'labels', labels);
    this.train = options.train;
    this.classes = options.classes;
    this.transform = options.transform;
    this.data = images.data;
    this.targets = Int32Array.from(labels);
    this.#imageShape = images.shape.slice(1);
    this.#columns = [new HostColumn(this.data, this.#imageShape), new HostColumn(this.targets, [])];
  }

  get length(): number {
    return this.targets.length;
  }

  /**
   * The image after the transform, and its class.
   *
   * @throws DatasetError when there is no sample `index`.
   */
  get(index: number): [Tensor, number] {
    checkIndex(this, index, this.constructor.name);
    const size = tf.util.sizeFromShape([...this.#imageShape]);
    const pixels = Int32Array.from(this.data.subarray(index * size, (index + 1) * size));
    const image = Tensor.fromTfjs(tf.tensor(pixels, [...this.#imageShape], 'int32'));
    return [this.transform ? applyToSample(this.transform, image) : image, this.targets[index]];
  }

  override batchSource(): BatchSource | undefined {
    // A subclass with its own `get` has samples of its own.
    if (this.get !== ImageDataset.prototype.get) return undefined;
    return {
      columns: this.#columns,
      rows: undefined,
      finish: ([images, labels]) => [this.transform ? this.transform(images) : images, labels],
    };
  }
}
