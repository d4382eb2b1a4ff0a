/** Figures of parts of the samples: where a model does worse than on the whole. */
import type { SampleValue } from '../data/index.js';
import type { BootstrapOptions, Interval } from '../metrics/index.js';
import { quantile } from '../metrics/quantile.js';
import { openIteration } from '../tensor/index.js';
import { FitError } from '../train/index.js';
import type { Figure, MetricChoice } from './metric.js';
import type { Samples } from './samples.js';
import { FigureTable, figureText, intervalText, type TableParts } from './table.js';

/** More different numbers than this are grouped. */
const MAX_DISTINCT = 10;

/** A column of the dataset, a value for each sample, or a function of a sample. */
export type SliceBy<R> = string | ArrayLike<SampleValue> | ((sample: R) => SampleValue);

/** Options of {@link Evaluation.slices}. */
export interface SliceOptions<M> {
  /** Default: the evaluation's. The slices are in the order of the first. */
  readonly metrics?: MetricChoice<M>;
  /** How the intervals are made. */
  readonly intervals?: BootstrapOptions;
  /** Into how many groups of about the same size many different numbers go. Default 4. */
  readonly bins?: number;
}

/** Some of the samples. */
export interface Slice {
  /** What the samples have in common. */
  readonly name: string;
  /** How many samples it has. */
  readonly count: number;
  /** Where they are in the evaluation. */
  readonly positions: Int32Array;
  /** By the metrics' names. */
  readonly figures: Readonly<Record<string, Interval>>;
}

/** The figures of parts of the samples. */
export class SliceTable extends FigureTable {
  constructor(
    /** What the samples were divided by. */
    readonly by: string,
    /** The names of the metrics. */
    readonly metrics: readonly string[],
    /** All samples. */
    readonly whole: Slice,
    /** The worst first, by the first metric; those without such a figure last. */
    readonly slices: readonly Slice[],
  ) {
    super();
  }

  /** A row for each part, the worst first. */
  protected override table(): TableParts {
    const confidence = this.whole.figures[this.metrics[0]].confidence;
    const heads = [
      this.by,
      'samples',
      ...this.metrics.flatMap((name) => [name, `${100 * confidence} % interval`]),
    ];
    const row = ({ name, count, figures }: Slice) => [
      name,
      String(count),
      ...this.metrics.flatMap((metric) => [
        figureText(figures[metric].value),
        intervalText(figures[metric]),
      ]),
    ];
    return { heads, rows: [...this.slices.map(row), row(this.whole)] };
  }
}

/** What slices are made from. */
export interface Sliced<D extends Samples<D>, R> {
  readonly samples: D;
  /** One or more. */
  readonly figures: readonly Figure<D>[];
  interval(figure: Figure<D>, positions: Int32Array): Interval;
  sample(position: number): R;
  /** The values of a column of the dataset, by its samples' numbers. */
  column(name: string): ArrayLike<SampleValue> | undefined;
  /** The samples' numbers in the dataset. */
  readonly numbers: Int32Array | undefined;
  readonly bins: number | undefined;
}

/** @throws FitError where there is no such column, or not a value for each sample */
export function slicesOf<D extends Samples<D>, R>(
  by: SliceBy<R>,
  sliced: Sliced<D, R>,
): SliceTable {
  const { figures, samples } = sliced;
  const groups = groupsOf(valuesOf(by, sliced), sliced.bins ?? 4);
  const sliceOf = (name: string, positions: Int32Array): Slice => ({
    name,
    count: positions.length,
    positions,
    figures: Object.fromEntries(
      figures.map((figure) => [figure.name, sliced.interval(figure, positions)]),
    ),
  });
  const [{ name: first, greaterIsBetter }] = figures;
  const badness = ({
    figures: {
      [first]: { value },
    },
  }: Slice) => (Number.isNaN(value) ? Infinity : greaterIsBetter ? value : -value);
  const slices = [...groups].map(([name, positions]) => sliceOf(name, Int32Array.from(positions)));
  const everyone = Int32Array.from({ length: samples.count }, (_, i) => i);
  return new SliceTable(
    nameOf(by),
    figures.map(({ name }) => name),
    sliceOf('all', everyone),
    slices.sort((a, b) => badness(a) - badness(b)),
  );
}

function nameOf<R>(by: SliceBy<R>): string {
  if (typeof by === 'string') return by;
  return typeof by === 'function' && by.name !== '' ? by.name : 'slice';
}

/** The value of each sample, by its position. */
function valuesOf<D extends Samples<D>, R>(by: SliceBy<R>, sliced: Sliced<D, R>): SampleValue[] {
  const { count } = sliced.samples;
  if (typeof by === 'function')
    return Array.from({ length: count }, (_, i) => freedValue(by, i, sliced));
  if (typeof by === 'string') return columnOf(by, sliced);
  if (by.length !== count) {
    throw new FitError(`slices got ${by.length} values for ${count} samples; each needs one.`);
  }
  return Array.from(by);
}

/** What the function makes of a sample is freed after each. */
function freedValue<D extends Samples<D>, R>(
  by: (sample: R) => SampleValue,
  position: number,
  { sample }: Sliced<D, R>,
): SampleValue {
  const iteration = openIteration();
  try {
    return by(sample(position));
  } finally {
    iteration.end();
  }
}

function columnOf<D extends Samples<D>, R>(name: string, sliced: Sliced<D, R>): SampleValue[] {
  const { numbers } = sliced;
  const column = sliced.column(name);
  if (column === undefined) {
    throw new FitError(
      `slices got '${name}', but the dataset has no columns. A TableDataset has; for others pass a value for each ` +
        'sample, or a function of a sample.',
    );
  }
  if (numbers === undefined) {
    throw new FitError(
      `slices can't find the samples in column '${name}', since the loader's samples have no numbers. ` +
        'Pass a value for each sample.',
    );
  }
  return Array.from(numbers, (number) => column[number]);
}

/** The positions of each value, or of each group of values; in the values' order. */
function groupsOf(values: readonly SampleValue[], bins: number): Map<string, number[]> {
  const distinct = new Set(values);
  const numbers = values.filter((value) => typeof value === 'number');
  const areMany = numbers.length === values.length && distinct.size > MAX_DISTINCT;
  const names = areMany ? binNames(numbers, bins) : values.map(nameOfValue);
  const groups = new Map<string, number[]>();
  names.forEach((name, position) => {
    const group = groups.get(name);
    if (group) group.push(position);
    else groups.set(name, [position]);
  });
  return groups;
}

const nameOfValue = (value: SampleValue) => (Number.isNaN(value) ? 'missing' : String(value));

/** The name of each number's bin: from its least to its greatest number. */
function binNames(numbers: readonly number[], bins: number): string[] {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new FitError(`slices got bins = ${bins}; it must be a whole number of 1 or more.`);
  }
  const sorted = Float64Array.from(numbers.filter((number) => !Number.isNaN(number))).sort();
  const edges = Array.from({ length: bins - 1 }, (_, i) => quantile(sorted, (i + 1) / bins));
  const binOf = (number: number) => edges.filter((edge) => edge < number).length;
  const names = Array.from({ length: bins }, (_, bin) => {
    const inside = sorted.filter((number) => binOf(number) === bin);
    return `${figureText(inside[0])} to ${figureText(inside[inside.length - 1])}`;
  });
  return numbers.map((number) =>
    Number.isNaN(number) ? nameOfValue(number) : names[binOf(number)],
  );
}
