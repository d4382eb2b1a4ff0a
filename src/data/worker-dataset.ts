/** Datasets of a person's own that threads can read: the class is in a file, so that each thread can load it. */
import type { Tensor } from '../tensor/index.js';
import { checkText } from './argument-kinds.js';
import { Dataset, type Sample } from './dataset.js';
import { DatasetError } from './errors.js';
import { type DatasetReading, readingElsewhere } from './reading/index.js';

type DatasetClass<S extends Sample> = new (...args: never[]) => Dataset<S>;

/**
 * A dataset whose samples a DataLoader with `numWorkers` reads by threads. Each thread imports the module,
 * makes a dataset of its own and computes on the CPU; its generator is seeded as PyTorch seeds a worker's.
 *
 *     // squares.mjs: export default class Squares extends Dataset { ... }
 *     const set = await WorkerDataset.load(new URL('./squares.mjs', import.meta.url), [100]);
 *     for (const [x, y] of new DataLoader(set, { batchSize: 10, numWorkers: 2 })) ...
 */
export class WorkerDataset<
  S extends Sample = readonly [Tensor, Tensor | number],
> extends Dataset<S> {
  readonly #dataset: Dataset<S>;
  readonly #source: { readonly module: string; readonly args: readonly unknown[] };

  private constructor(dataset: Dataset<S>, module: string, args: readonly unknown[]) {
    super();
    this.#dataset = dataset;
    this.#source = { module, args };
  }

  /**
   * Begins the threads that read.
   * @param module the URL of a JavaScript module whose default export is a subclass of Dataset
   * @param args what its constructor is called with; they go to threads by structured clone
   * @throws DatasetError when the module has no such class.
   */
  static async load<S extends Sample = readonly [Tensor, Tensor | number]>(
    module: string | URL,
    args: readonly unknown[] = [],
  ): Promise<WorkerDataset<S>> {
    if (!(module instanceof URL)) checkText('WorkerDataset', 'a module', module);
    const href = String(module);
    const { default: Made } = (await import(href)) as { default?: DatasetClass<S> };
    const dataset = typeof Made === 'function' ? new Made(...(args as never[])) : undefined;
    if (!(dataset instanceof Dataset)) {
      throw new DatasetError(
        `WorkerDataset: the default export of ${href} is no subclass of Dataset. ` +
          'It looks like: export default class Squares extends Dataset { ... }',
      );
    }
    return new WorkerDataset(dataset, href, args);
  }

  get length(): number {
    return this.#dataset.length;
  }

  get(index: number): S {
    return this.#dataset.get(index);
  }

  override reading(): DatasetReading {
    return readingElsewhere(new URL('./reading/dataset-reader.js', import.meta.url), this.#source);
  }
}
