/** How sure a figure is: the bootstrap's intervals. */
import { Generator } from '../random/index.js';
import { MetricError } from './input/errors.js';
import { type Label, type Labels, labelPair } from './input/labels.js';
import { normalCdf, normalQuantile } from './normal.js';
import { quantile } from './quantile.js';
import { withoutWarnings } from './warnings.js';

/** A figure, and between what it may be on other samples. */
export interface Interval {
  /** The figure of all samples. */
  readonly value: number;
  /** The interval's lower end. */
  readonly low: number;
  /** The interval's upper end. */
  readonly high: number;
  /** The probability that the interval has it, as 0.95. */
  readonly confidence: number;
}

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Default 1000. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default 0. */
  readonly seed?: number;
  /**
   * - `percentile` (default): between the quantiles of the resamples' figures;
   * - `basic`: those quantiles mirrored at the figure;
   * - `BCa`: quantiles corrected for bias and skew, which takes the figure of every leave-one-out sample too.
   */
  readonly method?: 'percentile' | 'basic' | 'BCa';
}

/**
 * The bootstrap's interval of a figure of samples: what it may be on other samples of the same kind. Resamples where the
 * figure is NaN are left out. SciPy: `stats.bootstrap`; see Efron 1979, and Efron & Tibshirani 1993, chapter 14, for BCa.
 *
 * @param samples how many there are
 * @param figure of the samples at these positions, which may repeat
 * @throws MetricError when an option is out of range
 */
export function bootstrap(
  samples: number,
  figure: (positions: Int32Array) => number,
  options: BootstrapOptions = {},
): Interval {
  const { confidence, resamples, seed, method } = checked(samples, options);
  const everyone = Int32Array.from({ length: samples }, (_, i) => i);
  const value = figure(everyone);
  if (Number.isNaN(value)) return { value, low: value, high: value, confidence };
  return withoutWarnings(() => {
    const generator = new Generator(seed);
    const figures = Float64Array.from({ length: resamples }, () =>
      figure(generator.randints(samples, 0, samples)),
    );
    const sorted = figures.filter((found) => !Number.isNaN(found)).sort();
    const tail = (1 - confidence) / 2;
    const between = (low: number, high: number): [number, number] => [
      quantile(sorted, low),
      quantile(sorted, high),
    ];
    const ends = (): [number, number] => {
      const [low, high] = between(tail, 1 - tail);
      switch (method) {
        case 'percentile':
          return [low, high];
        case 'basic':
          return [2 * value - high, 2 * value - low];
        case 'BCa':
          return between(...correctedTails(sorted, value, tail, leaveOneOut(everyone, figure)));
        default:
          return method satisfies never;
      }
    };
    const [low, high] = ends();
    return { value, low, high, confidence };
  });
}

/**
 * The bootstrap's interval of a metric of classes.
 *
 *     metrics.bootstrapInterval(metrics.accuracyScore, labels, predicted)
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function bootstrapInterval(
  figure: (labels: Label[], predicted: Label[]) => number,
  labels: Labels,
  predicted: Labels,
  options: BootstrapOptions = {},
): Interval {
  const [truth, guess] = labelPair('bootstrapInterval', labels, predicted);
  return bootstrap(
    truth.length,
    (positions) =>
      figure(
        Array.from(positions, (position) => truth[position]),
        Array.from(positions, (position) => guess[position]),
      ),
    options,
  );
}

/** The figure without each sample in turn. */
function leaveOneOut(
  everyone: Int32Array,
  figure: (positions: Int32Array) => number,
): Float64Array {
  // Without the first one; each next one gives its place to the one before.
  const others = everyone.slice(1);
  return Float64Array.from(everyone, (position) => {
    if (position > 0) others[position - 1] = position - 1;
    return figure(others);
  });
}

/** Which quantiles are taken instead of `tail` and `1 - tail`; NaN where all resamples are the same. */
function correctedTails(
  sorted: Float64Array,
  value: number,
  tail: number,
  withoutEach: Float64Array,
): [number, number] {
  const below = sorted.filter((found) => found < value).length;
  const upTo = sorted.filter((found) => found <= value).length;
  const bias = normalQuantile((below + upTo) / 2 / sorted.length);
  const center = withoutEach.reduce((sum, found) => sum + found, 0) / withoutEach.length;
  let squares = 0;
  let cubes = 0;
  for (const found of withoutEach) {
    squares += (center - found) ** 2;
    cubes += (center - found) ** 3;
  }
  const acceleration = cubes / 6 / squares ** 1.5;
  const corrected = (z: number) => {
    const moved = bias + z;
    return normalCdf(bias + moved / (1 - acceleration * moved));
  };
  const z = normalQuantile(tail);
  return [corrected(z), corrected(-z)];
}

function checked(samples: number, options: BootstrapOptions): Required<BootstrapOptions> {
  const metric = 'bootstrap';
  const { confidence = 0.95, resamples = 1000, seed = 0, method = 'percentile' } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw new MetricError(metric, `confidence is ${confidence}; it lies between 0 and 1.`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new MetricError(metric, `resamples is ${resamples}; it must be 1 or more.`);
  }
  if (!['percentile', 'basic', 'BCa'].includes(method)) {
    throw new MetricError(
      metric,
      `method is ${String(method)}; it is 'percentile', 'basic' or 'BCa'.`,
    );
  }
  if (samples < 1) throw new MetricError(metric, 'there are no samples.');
  return { confidence, resamples, seed, method };
}
