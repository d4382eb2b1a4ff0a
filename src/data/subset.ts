/** Some samples of a dataset, in an order of their own; and splits by chance. */
import { defaultGenerator, type Generator } from '../random/index.js';
import { withDefaults } from '../tensor/index.js';
import { checkNumbers } from './argument-kinds.js';
import type { BatchSource } from './batch-source.js';
import { checkIndex, Dataset, type Sample, type SampleValue } from './dataset.js';
import { DatasetError } from './errors.js';
import { asDataset, type DatasetLike } from './list-dataset.js';

/**
 * PyTorch: `torch.utils.data.Subset`.
 *
 * @throws DatasetError when the dataset has no sample of such a number.
 */
export class Subset<S extends Sample = Sample> extends Dataset<S> {
  /** What the samples are of. */
  readonly dataset: Dataset<S>;
  /** For each sample, its number in `dataset`. */
  readonly indices: Int32Array;

  /** @param given a dataset, or a list of samples */
  constructor(given: DatasetLike<S>, indices: ArrayLike<number>) {
    super();
    const dataset = asDataset('Subset', given);
    checkNumbers('Subset', 'indices', indices);
    for (const index of Array.from(indices)) checkIndex(dataset, index, 'The dataset of a Subset');
    this.dataset = dataset;
    this.indices = Int32Array.from(indices);
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): S {
    checkIndex(this, index, 'Subset');
    return this.dataset.get(this.indices[index]);
  }

  override column(name: string): ArrayLike<SampleValue> | undefined {
    const column = this.dataset.column(name);
    return column && Array.from(this.indices, (index) => column[index]);
  }

  override batchSource(): BatchSource | undefined {
    if (this.get !== Subset.prototype.get) return undefined;
    const source = this.dataset.batchSource();
    if (source === undefined) return undefined;
    const { rows } = source;
    return { ...source, rows: rows ? this.indices.map((index) => rows[index]) : this.indices };
  }
}

/** Options of {@link randomSplit}. */
export interface RandomSplitOptions {
  /** Default: the global generator, which `manualSeed` seeds. */
  generator?: Generator;
}

/**
 * Splits a dataset by chance into parts that share no sample. PyTorch: `torch.utils.data.random_split`.
 *
 * @param given a dataset, or a list of samples
 * @param lengths the parts' numbers of samples; or their shares, which sum to 1: each part gets its share
 *   rounded down, and what is left over goes to the parts one by one, from the first.
 * @throws DatasetError when the lengths don't sum to the dataset's, or the shares to 1.
 */
export function randomSplit<S extends Sample>(
  given: DatasetLike<S>,
  lengths: readonly number[],
  options: RandomSplitOptions = {},
): Subset<S>[] {
  const dataset = asDataset('randomSplit', given);
  checkNumbers('randomSplit', 'lengths', lengths);
  const { generator } = withDefaults('randomSplit', options, { generator: defaultGenerator });
  const counts = countsOf(dataset.length, lengths);
  const order = generator.randperm(dataset.length);
  let start = 0;
  return counts.map((count) => {
    start += count;
    return new Subset(dataset, order.subarray(start - count, start));
  });
}

function countsOf(samples: number, lengths: readonly number[]): number[] {
  const sum = lengths.reduce((total, length) => total + length, 0);
  const given = `randomSplit got the lengths [${lengths.join(', ')}]`;
  const wrong = lengths.find((length) => !(length >= 0));
  if (wrong !== undefined) throw new DatasetError(`${given}; ${wrong} is not 0 or more.`);
  // As PyTorch: lengths are shares where they sum to 1, up to rounding.
  if (Math.abs(sum - 1) <= 1e-9) {
    const counts = lengths.map((share) => Math.floor(samples * share));
    const rest = samples - counts.reduce((total, count) => total + count, 0);
    for (let i = 0; i < rest; i++) counts[i % counts.length]++;
    return counts;
  }
  if (sum !== samples || lengths.some((length) => !Number.isInteger(length))) {
    throw new DatasetError(
      `${given}, which sum to ${sum}. They must be whole numbers that sum to the dataset's ` +
        `${samples} samples, or shares that sum to 1.`,
    );
  }
  return [...lengths];
}
