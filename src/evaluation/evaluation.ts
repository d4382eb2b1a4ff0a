/** What is found of a model: its figures, how sure they are, and for which samples it does worse. */
import type { Dataset, Sample } from '../data/index.js';
import { type BootstrapOptions, bootstrap, type Interval } from '../metrics/index.js';
import { withoutWarnings } from '../metrics/warnings.js';
import { FitError } from '../train/index.js';
import { type Captions, type KnownSample, SampleGallery } from './gallery.js';
import { chosen, type Figure, type Figures } from './metric.js';
import type { ModelRun } from './run-model.js';
import type { Samples } from './samples.js';
import { type SliceBy, type SliceOptions, type SliceTable, slicesOf } from './slices.js';
import { FigureTable, figureText, intervalText, type TableParts } from './table.js';

export const GALLERY_SIZE = 16;

export interface GalleryOptions {
  /** The positions in the evaluation to choose from, such as a slice's. Default: all. */
  readonly among?: ArrayLike<number>;
}

/** What evaluations of all kinds are made of. */
export interface EvaluationParts<D, M> {
  readonly run: ModelRun<D>;
  readonly dataset: Dataset<Sample>;
  readonly figures: Figures<D, M>;
  /** The metrics that were asked for. */
  readonly wanted: readonly Figure<D>[];
  /** How their intervals are made; false leaves them out of the table. */
  readonly intervals: boolean | BootstrapOptions;
}

/**
 * @typeParam M the metrics that there are
 * @typeParam N the names of those that were chosen
 * @typeParam R what is known of one sample
 */
export abstract class EvaluationBase<
  D extends Samples<D>,
  M,
  N extends string,
  R extends KnownSample,
> extends FigureTable {
  /** The mean loss over the samples. */
  readonly loss: number;
  /** The figures that were asked for, by name. */
  readonly metrics: Readonly<Record<N, number>>;
  /** Each sample's number in the dataset; undefined where samples have none, as in a stream. */
  readonly numbers: Int32Array | undefined;
  protected readonly samples: D;
  protected readonly dataset: Dataset<Sample>;
  readonly #figures: Figures<D, M>;
  readonly #wanted: readonly Figure<D>[];
  readonly #intervalOptions: boolean | BootstrapOptions;
  #intervals: Readonly<Record<N, Interval>> | undefined;

  constructor({ run, dataset, figures, wanted, intervals }: EvaluationParts<D, M>) {
    super();
    this.loss = run.loss;
    this.numbers = run.numbers;
    this.samples = run.samples;
    this.dataset = dataset;
    this.#figures = figures;
    this.#wanted = wanted;
    this.#intervalOptions = intervals;
    this.metrics = record(wanted, (figure) => figure.of(this.samples));
  }

  /** The bootstrap's intervals of the figures that were asked for, by name; computed when first looked at. */
  get intervals(): Readonly<Record<N, Interval>> {
    const options = typeof this.#intervalOptions === 'boolean' ? {} : this.#intervalOptions;
    this.#intervals ??= record(this.#wanted, (figure) => this.#interval(figure, options));
    return this.#intervals;
  }

  /** How many samples there were. */
  get count(): number {
    return this.samples.count;
  }

  /** Any figure, also one that was not asked for before. @throws FitError for a name that isn't known */
  figure(metric: M): number {
    return this.#figures.find(metric, 'figure').of(this.samples);
  }

  /**
   * The bootstrap's interval of a figure.
   * @throws FitError for a name that isn't known; MetricError when an option is out of range
   */
  interval(metric: M, options: BootstrapOptions = {}): Interval {
    return this.#interval(this.#figures.find(metric, 'figure'), options);
  }

  /**
   * The figures of parts of the samples, the worst part first by the first metric.
   *
   * @param by a column of the dataset, a value for each sample in the evaluation's order, or a function of a sample.
   *   More than ten different numbers are grouped by their quantiles.
   * @throws FitError where there is no such column, or not a value for each sample
   */
  slices(by: SliceBy<R>, options: SliceOptions<M> = {}): SliceTable {
    const figures = options.metrics ? chosen(this.#figures, options.metrics) : this.#wanted;
    return slicesOf(by, {
      samples: this.samples,
      figures: figures.length > 0 ? figures : [this.#figures.find(this.defaultMetric)],
      interval: (figure, positions) => this.#interval(figure, options.intervals ?? {}, positions),
      sample: (position) => this.sample(position),
      column: (name) => this.dataset.column(name),
      numbers: this.numbers,
      bins: options.bins,
    });
  }

  /**
   * The samples that the model did worst on, as pictures where they are pictures, else as a table.
   * @throws FitError when `count` is no whole number of 1 or more
   */
  worst(count = GALLERY_SIZE, options: GalleryOptions = {}): SampleGallery<R> {
    return this.gallery('Worst', count, (position) => this.badness(position), options);
  }

  /** The samples where `figure` is greatest, of the positions in `among` or of all. */
  protected gallery(
    title: string,
    count: number,
    figure: (position: number) => number,
    { among }: GalleryOptions,
  ): SampleGallery<R> {
    if (!Number.isInteger(count) || count < 1) {
      throw new FitError(`A gallery has 1 sample or more; count is ${count}.`);
    }
    const positions = Array.from(among ?? Int32Array.from({ length: this.count }, (_, i) => i));
    const ranked = positions
      .map((position) => ({ position, rank: figure(position) }))
      .sort((a, b) => b.rank - a.rank);
    const samples = ranked.slice(0, count).map(({ position }) => this.sample(position));
    const features = featuresOf(this.dataset);
    return new SampleGallery(
      samples,
      `${title} of ${positions.length} samples`,
      this.captions,
      features,
    );
  }

  /** What a gallery says of a sample. */
  protected abstract readonly captions: Captions<R>;

  /** How wrong the model was at this position. */
  protected abstract badness(position: number): number;

  /** What is known of the sample at this position of the evaluation, from 0. */
  abstract sample(position: number): R;

  /** What slices show where no metrics were asked for. */
  protected abstract readonly defaultMetric: M;

  /** What the table shows besides the chosen metrics. */
  protected alwaysShown(): Record<string, number> {
    return { loss: this.loss };
  }

  protected override table(): TableParts {
    const shown = Object.entries<number>({ ...this.alwaysShown(), ...this.metrics });
    const intervals: Readonly<Record<string, Interval | undefined>> =
      this.#intervalOptions === false ? {} : this.intervals;
    const [any] = Object.values(intervals);
    const heads = ['', 'value', ...(any ? [`${100 * any.confidence} % interval`] : [])];
    const rows = shown.map(([name, value]) => {
      const interval = intervals[name];
      const cells = any ? [interval ? intervalText(interval) : ''] : [];
      return [name, figureText(value), ...cells];
    });
    return { title: `${this.count} samples`, heads, rows };
  }

  #interval(figure: Figure<D>, options: BootstrapOptions, positions?: Int32Array): Interval {
    const samples = positions ? this.samples.take(positions) : this.samples;
    const { resampled = () => (some: Int32Array) => figure.of(samples.take(some)) } = figure;
    const ofDrawn = withoutWarnings(() => resampled(samples));
    return bootstrap(samples.count, ofDrawn, options);
  }
}

/** The names are those of the choice that `N` was inferred from. */
function record<N extends string, D, T>(
  figures: readonly Figure<D>[],
  of: (figure: Figure<D>) => T,
): Record<N, T> {
  return Object.fromEntries(figures.map((figure) => [figure.name, of(figure)])) as Record<N, T>;
}

/** The names of a table's features. */
function featuresOf(dataset: object): readonly string[] | undefined {
  const features: unknown = 'features' in dataset ? dataset.features : undefined;
  return Array.isArray(features) && features.every((name) => typeof name === 'string')
    ? features
    : undefined;
}
