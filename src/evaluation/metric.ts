/** A metric as it is asked for (by name, as a function, or with what it takes), and as it is computed. */
import { didYouMean } from '../nearest.js';
import { FitError } from '../train/index.js';
import { meanOfEach, type Resampled } from './resampling.js';
import type { Samples } from './samples.js';

/** A figure of samples that has a name. */
export interface Figure<D> {
  readonly name: string;
  /** False of errors and losses. */
  readonly greaterIsBetter: boolean;
  of(samples: D): number;
  /** The same of samples that are drawn again and again; prepares what they have in common. */
  resampled?(samples: D): Resampled;
}

/** A function of the true and the predicted classes, `[samples]` each, or of true and predicted numbers. */
export type ScoreFunction<Values> = (labels: Values, predicted: Values) => number;

/** A function and which way it goes. scikit-learn: `make_scorer`. */
export interface Scorer<Values> {
  /** The function. */
  readonly score: ScoreFunction<Values>;
  /** What the function takes. */
  readonly of: 'predicted';
  /** Default true. */
  readonly greaterIsBetter?: boolean;
}

/** A metric by its name, as a function of `metrics` or of your own, or with what it takes. */
export type Metric<Name extends string, Values, Special = never> =
  | Name
  | ScoreFunction<Values>
  | Scorer<Values>
  | Special;

/** Metrics in a list, or by the names that they should have. */
export type MetricChoice<M> = readonly M[] | Readonly<Record<string, M>>;

/** The names that the figures get. */
export type NamesOf<C> = C extends readonly (infer M)[]
  ? M extends string
    ? M
    : string
  : Extract<keyof C, string>;

/** Finds the figures that a kind of model has. */
export interface Figures<D, M> {
  /** @param name what it is called; by default its own name. @throws FitError for a name that isn't known */
  find(metric: M, name?: string): Figure<D>;
}

/** A figure that is known by a name. */
export interface Named<D> extends Omit<Figure<D>, 'name'> {
  /** The function of `metrics` that means it. */
  readonly itself?: unknown;
}

/** A figure that is the mean of each sample's own. */
export function meanOf<D extends Samples<D>>(figure: Named<D>): Named<D> {
  return { ...figure, resampled: meanOfEach(figure.of) };
}

/** @param apply how a function of one's own is applied to samples */
export function figuresOf<D, Values, Special extends { readonly greaterIsBetter?: boolean }>(
  known: Readonly<Record<string, Named<D>>>,
  apply: (scorer: Scorer<Values> | Special) => (samples: D) => number,
): Figures<D, Metric<string, Values, Special>> {
  const names = Object.keys(known);
  const byName = (name: string, called = name): Figure<D> => {
    if (!names.includes(name)) throw unknownMetric(name, names);
    const { itself: _, ...figure } = known[name];
    return { name: called, ...figure };
  };
  const own = (scorer: Scorer<Values> | Special, name: string | undefined): Figure<D> => {
    if (!name) throw namelessMetric();
    return { name, greaterIsBetter: scorer.greaterIsBetter ?? true, of: apply(scorer) };
  };
  return {
    find(metric, name) {
      if (typeof metric === 'string') return byName(metric, name);
      if (typeof metric === 'object') return own(metric, name);
      const itself = names.find((each) => known[each].itself === metric);
      return itself === undefined
        ? own({ of: 'predicted', score: metric }, name ?? metric.name)
        : byName(itself, name);
    },
  };
}

/** All metrics of a choice. @throws FitError for a name that isn't known, or a function without a name */
export function chosen<D, M>(figures: Figures<D, M>, choice: MetricChoice<M>): Figure<D>[] {
  return isList(choice)
    ? choice.map((metric) => figures.find(metric))
    : Object.entries(choice).map(([name, metric]) => figures.find(metric, name));
}

function isList<M>(choice: MetricChoice<M>): choice is readonly M[] {
  return Array.isArray(choice);
}

/** @throws FitError naming the metric that was probably meant */
function unknownMetric(name: string, names: readonly string[]): FitError {
  return new FitError(
    `evaluate knows no metric '${name}'. ${didYouMean(name, names)}` +
      `It knows ${names.join(', ')}; others can be given as functions.`,
  );
}

function namelessMetric(): FitError {
  return new FitError(
    'evaluate got a function without a name among its metrics. Name it: ' +
      '{ metrics: { mine: (labels, predicted) => ... } }.',
  );
}
