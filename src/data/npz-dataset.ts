/** Two arrays of a `.npz` file as a dataset. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../error-message.js';
import { type NumpyArray, openNpz } from '../formats/index.js';
import { didYouMean } from '../nearest.js';
import { Tensor } from '../tensor/index.js';
import { checkRecord, checkText } from './argument-kinds.js';
import { type BatchSource, HostColumn } from './batch-source.js';
import { checkIndex, Dataset } from './dataset.js';
import { DatasetError } from './errors.js';
import { type HostValues, hostTensor } from './host-tensor.js';
import { applyToSample, type TransformLike } from './transforms/transform.js';

/** Options of {@link NpzDataset}. */
export interface NpzOptions {
  /** The array with the inputs, `[samples, ...]`. */
  inputs: string;
  /** The array with the targets, `[samples, ...]`: whole numbers `[samples]` are classes. */
  targets: string;
  /** Applied to inputs `[batch, ...]`; bytes and other whole numbers are int32 there. */
  transform?: TransformLike;
}

/**
 * Inputs and targets from a file of `numpy.savez` or `savez_compressed`.
 *
 *     const train = await NpzDataset.load('mnist.npz', { inputs: 'x_train', targets: 'y_train' });
 */
export class NpzDataset extends Dataset<[Tensor, Tensor | number]> {
  readonly length: number;
  /** What is done to batches of the first array. */
  readonly transform: TransformLike | undefined;
  readonly #inputs: HostColumn;
  readonly #targets: HostColumn;
  readonly #shapes: { readonly input: readonly number[]; readonly target: readonly number[] };

  private constructor(inputs: NumpyArray, targets: NumpyArray, transform?: TransformLike) {
    super();
    this.length = inputs.shape[0];
    this.transform = transform;
    const rows = (array: NumpyArray) => array.shape.slice(1);
    this.#shapes = { input: rows(inputs), target: rows(targets) };
    this.#inputs = new HostColumn(inputs.data, this.#shapes.input);
    this.#targets = new HostColumn(targets.data, this.#shapes.target);
  }

  /**
   * Reads the arrays of a file.
   * @throws DatasetError when the file can't be read, has no such array, or they differ in length.
   */
  static async load(file: string, options: NpzOptions): Promise<NpzDataset> {
    checkRecord('NpzDataset', options, "{ inputs: 'x', targets: 'y' }");
    const { inputs, targets, transform } = options;
    checkText('NpzDataset', 'a file', file);
    checkText('NpzDataset', 'inputs, an array,', inputs);
    checkText('NpzDataset', 'targets, an array,', targets);
    const arrays = await openArrays(file);
    const [x, y] = [inputs, targets].map((name) => arrayOf(file, arrays, name));
    if (x.shape.length === 0 || x.shape[0] !== y.shape[0]) {
      throw new DatasetError(
        `${file}: '${inputs}' is [${x.shape}] and '${targets}' [${y.shape}]. ` +
          'Their first dimensions must be the same: the number of samples.',
      );
    }
    return new NpzDataset(x, y, transform);
  }

  get(index: number): [Tensor, Tensor | number] {
    checkIndex(this, index, 'NpzDataset');
    const tensorOf = (values: HostValues, shape: readonly number[]) =>
      Tensor.fromTfjs(hostTensor(values, shape));
    const input = tensorOf(this.#inputs.row(index), this.#shapes.input);
    const target = this.#targets.row(index);
    return [
      this.transform ? applyToSample(this.transform, input) : input,
      this.#shapes.target.length === 0 ? target[0] : tensorOf(target, this.#shapes.target),
    ];
  }

  override batchSource(): BatchSource {
    return {
      columns: [this.#inputs, this.#targets],
      rows: undefined,
      finish: ([x, y]) => [this.transform ? this.transform(x) : x, y],
    };
  }
}

type Arrays = ReadonlyMap<string, () => NumpyArray>;

async function openArrays(file: string): Promise<Arrays> {
  try {
    return openNpz(await readFile(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (file: string, error: unknown) =>
  new DatasetError(`${file} can't be read. ${messageOf(error)}`, { cause: error });

function arrayOf(file: string, arrays: Arrays, name: string): NumpyArray {
  const read = arrays.get(name);
  if (read) {
    try {
      return read();
    } catch (error) {
      throw unreadable(file, error);
    }
  }
  const names = [...arrays.keys()];
  throw new DatasetError(
    `${file} has no array '${name}'. ${didYouMean(name, names)}` +
      `It has ${[...arrays].map(([other, array]) => `${other}${shapeOf(array)}`).join(', ')}.`,
  );
}

/** As ` [2,3]`; nothing for an array of other things than numbers. */
function shapeOf(read: () => NumpyArray): string {
  try {
    return ` [${read().shape}]`;
  } catch {
    return '';
  }
}
