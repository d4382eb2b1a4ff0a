/** Figures that must reach a bound, for sure and not by chance. */
import type { Figures } from '../../evaluation/metric.js';
import type { BootstrapOptions, Interval } from '../../metrics/index.js';
import { OptionError } from '../../tensor/index.js';
import { checkOptionNames, type OptionNames } from '../../tensor/options.js';
import { figureText, type PlannedCheck } from '../plan.js';

/** A number is the bound on the side where the metric is good: at least for scores, at most for errors. */
export type MetricBound<M> = number | MetricCheck<M>;

/** A figure and its bounds; at least one of them. */
export interface MetricCheck<M> {
  /** The metric, where the check has another name. */
  readonly metric?: M;
  /** The least that it may be. */
  readonly atLeast?: number;
  /** The most that it may be. */
  readonly atMost?: number;
  /**
   * What must keep the bound: the whole confidence interval (default), so that other samples of the same kind would
   * too, or the value alone.
   */
  readonly by?: 'interval' | 'value';
}

const NAMES: OptionNames<MetricCheck<unknown>> = {
  metric: true,
  atLeast: true,
  atMost: true,
  by: true,
};

interface Measured<M> {
  interval(metric: M, options: BootstrapOptions): Interval;
}

export function metricChecks<D, M>(
  bounds: Readonly<Record<string, MetricBound<M>>>,
  figures: Figures<D, M>,
  evaluation: () => Measured<M>,
  intervals: BootstrapOptions,
): PlannedCheck[] {
  return Object.entries(bounds).map(([name, bound]) => {
    const check = typeof bound === 'number' ? {} : bound;
    checkOptionNames<MetricCheck<M>>(`check: metrics.${name}`, check, NAMES);
    // A name that isn't known is told before anything runs.
    const metric = check.metric ?? (name as unknown as M);
    const { greaterIsBetter } = figures.find(metric, name);
    const { by = 'interval', ...given } = check;
    const { atLeast, atMost } =
      typeof bound !== 'number' ? given : greaterIsBetter ? { atLeast: bound } : { atMost: bound };
    if (atLeast === undefined && atMost === undefined) {
      throw new OptionError(
        'check',
        `metrics.${name}`,
        bound,
        'a number, { atLeast } or { atMost }',
      );
    }
    return {
      kind: 'metric',
      name,
      make() {
        const interval = evaluation().interval(metric, intervals);
        const { value } = interval;
        const low = by === 'interval' ? interval.low : value;
        const high = by === 'interval' ? interval.high : value;
        const reaches = atLeast === undefined || low >= atLeast;
        const keeps = atMost === undefined || high <= atMost;
        const wanted = [
          ...(atLeast === undefined ? [] : [`at least ${figureText(atLeast)}`]),
          ...(atMost === undefined ? [] : [`at most ${figureText(atMost)}`]),
        ].join(', ');
        return {
          passed: reaches && keeps,
          found: `${figureText(value)} (${figureText(interval.low)} to ${figureText(interval.high)})`,
          wanted,
          ...(isByChance(value, atLeast, atMost) && !(reaches && keeps)
            ? { detail: 'The value does, but it may be by chance: its interval does not' }
            : {}),
        };
      },
    };
  });
}

/** Whether the value itself keeps the bounds. */
const isByChance = (value: number, atLeast = -Infinity, atMost = Infinity): boolean =>
  value >= atLeast && value <= atMost;
