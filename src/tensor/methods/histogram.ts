/** How many elements lie in each of several intervals. Counted on the host. */
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { OptionError, ShapeError } from '../errors.js';
import { checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import { show } from '../shapes.js';
import { Tensor } from '../tensor.js';

/** Options of {@link Tensor.histogram}. */
export interface HistogramOptions {
  /** From where to where, where `bins` is a number. Default: the least and the greatest element. */
  range?: readonly [number, number] | undefined;
  /** What each element counts, in its shape. Default 1. */
  weight?: Tensor | undefined;
  /** Whether counts are divided by their sum and the widths. Default false. */
  density?: boolean;
}

/** A pair that has names too. */
export type Histogram = readonly [hist: Tensor, binEdges: Tensor] & {
  readonly hist: Tensor;
  readonly binEdges: Tensor;
};

declare module '../tensor.js' {
  interface Tensor {
    /**
     * How many elements lie in each of so many equal intervals, `[bins]`, or between rising edges, `[bins + 1]`, and the edges. An
     * element at the last edge is in the last interval. PyTorch: `torch.histogram`.
     * @throws OptionError for another number of bins or range, ShapeError for weights of another shape.
     */
    histogram(bins?: number | Tensor, options?: HistogramOptions): Histogram;
  }
}

const MOST_BINS = 1e7;

/** @throws OptionError for what makes no edges. */
function edgesOf(values: ArrayLike<number>, bins: number, given: unknown): Float32Array {
  if (!Number.isInteger(bins) || bins < 1 || bins > MOST_BINS) {
    throw new OptionError('histogram', 'bins', bins, 'a whole number of 1 or more, or the edges');
  }
  let [low, high] = [Infinity, -Infinity];
  if (given === undefined) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    if (values.length === 0) [low, high] = [0, 1];
  } else if (Array.isArray(given)) {
    [low, high] = given;
  }
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new OptionError('histogram', 'range', given ?? [low, high], 'two numbers, rising');
  }
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return Float32Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? high : low + (i * (high - low)) / bins,
  );
}

/** The number of the interval, -1 outside of all. */
function intervalOf(value: number, edges: Float32Array): number {
  const last = edges.length - 1;
  if (!(value >= edges[0] && value <= edges[last])) return -1;
  let [from, to] = [0, last];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (value >= edges[middle]) from = middle;
    else to = middle;
  }
  return from;
}

defineMethods({
  histogram(bins = 100, options = {}) {
    const { range, weight, density } = withDefaults('histogram', options, {
      range: undefined,
      weight: undefined,
      density: false,
    });
    const values = this.dataSync();
    if (weight !== undefined) checkTensor('histogram', weight, 'the weight');
    if (weight !== undefined && `${weight.shape}` !== `${this.shape}`) {
      const shapes = [this.shape, weight.shape];
      const text = `histogram: the weight must have the shape of the tensor, ${show(this.shape)}, got ${show(shapes[1])}.`;
      throw new ShapeError('histogram', shapes, text);
    }
    const edges =
      bins instanceof Tensor ? Float32Array.from(bins.dataSync()) : edgesOf(values, bins, range);
    const weights = weight?.dataSync();
    const counts = new Float64Array(Math.max(0, edges.length - 1));
    for (let i = 0; i < values.length; i++) {
      const interval = intervalOf(values[i], edges);
      if (interval >= 0) counts[interval] += weights ? weights[i] : 1;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    const shares = counts.map((count, i) => count / (total * (edges[i + 1] - edges[i])));
    const hist = tensor(Float32Array.from(density ? shares : counts));
    const binEdges = tensor(edges);
    const pair: [Tensor, Tensor] = [hist, binEdges];
    return Object.assign(pair, { hist, binEdges });
  },
});
