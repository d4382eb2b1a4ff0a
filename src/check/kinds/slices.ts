/** No part of the samples may be far worse than the rest. */
import type { SliceBy, SliceOptions, SliceTable } from '../../evaluation/index.js';
import type { Figures } from '../../evaluation/metric.js';
import type { BootstrapOptions } from '../../metrics/index.js';
import { OptionError } from '../../tensor/index.js';
import { checkOptionNames, type OptionNames } from '../../tensor/options.js';
import { figureText, type Outcome, type PlannedCheck, some } from '../plan.js';

/** How samples are divided, and how much worse a part may be. */
export interface SliceCheck<M, R> {
  /** What the samples are divided by, as for `evaluate(...).slices`. */
  readonly by: SliceBy<R>;
  /** Default `accuracy`, of numbers `rootMeanSquaredError`. */
  readonly metric?: M;
  /** How much worse than the rest's figure a slice's may be. Default 0.1 for classifiers; of numbers it must be given. */
  readonly atMostWorse?: number;
  /** Smaller slices are passed over. Default 20. */
  readonly minSamples?: number;
}

const NAMES: OptionNames<SliceCheck<unknown, unknown>> = {
  by: true,
  metric: true,
  atMostWorse: true,
  minSamples: true,
};

interface Sliced<M, R> {
  slices(by: SliceBy<R>, options: SliceOptions<M>): SliceTable;
}

export interface SliceDefaults<M> {
  readonly metric: M;
  readonly atMostWorse: number | undefined;
}

/**
 * A slice fails when its figure is worse than that of all other samples by more than was allowed, and its interval lies
 * wholly on the worse side of that figure, so that it isn't by chance.
 */
export function sliceChecks<D, M, R>(
  slices: Readonly<Record<string, SliceBy<R> | SliceCheck<M, R>>>,
  figures: Figures<D, M>,
  evaluation: () => Sliced<M, R>,
  defaults: SliceDefaults<M>,
  intervals: BootstrapOptions,
): PlannedCheck[] {
  return Object.entries(slices).map(([name, given]) => {
    const check: SliceCheck<M, R> = isCheck(given) ? given : { by: given };
    checkOptionNames<SliceCheck<M, R>>(`check: slices.${name}`, check, NAMES);
    const { by, metric = defaults.metric, minSamples = 20 } = check;
    const { atMostWorse = defaults.atMostWorse } = check;
    if (atMostWorse === undefined) {
      throw new OptionError(
        'check',
        `slices.${name}.atMostWorse`,
        atMostWorse,
        "a number, in the metric's unit",
      );
    }
    const { greaterIsBetter, name: figure } = figures.find(metric, undefined);
    return {
      kind: 'slices',
      name,
      make() {
        const judged = evaluation();
        const table = judged.slices(by, { metrics: { [figure]: metric }, intervals });
        const restOf = (positions: Int32Array) => {
          const inside = new Set(positions);
          const parts = Array.from({ length: table.whole.count }, (_, i) => inside.has(i));
          const options = { metrics: { [figure]: metric }, intervals: { resamples: 1 } };
          const rest = judged.slices(parts, options).slices.find((part) => part.name === 'false');
          return rest?.figures[figure].value ?? Number.NaN;
        };
        const worse = (a: number, b: number) => (greaterIsBetter ? b - a : a - b);
        const compared = table.slices
          .filter(({ count }) => count >= minSamples && count < table.whole.count)
          .map(({ name, positions, figures }): Compared => {
            const { value: own, low, high } = figures[figure];
            const rest = restOf(positions);
            const gap = worse(own, rest);
            const isSure = worse(greaterIsBetter ? high : low, rest) > 0;
            return { slice: name, own, rest, gap, fails: gap > atMostWorse && isSure };
          });
        const small = table.slices.filter(({ count }) => count < minSamples).map((one) => one.name);
        const wanted = `${figure} at most ${figureText(atMostWorse)} worse`;
        return { wanted, ...outcomeOf(compared, small) };
      },
    };
  });
}

/** A slice beside all other samples. */
interface Compared {
  readonly slice: string;
  readonly own: number;
  readonly rest: number;
  /** How much worse it is. */
  readonly gap: number;
  readonly fails: boolean;
}

/** @param small the slices that are too small to judge */
function outcomeOf(
  compared: readonly Compared[],
  small: readonly string[],
): Omit<Outcome, 'wanted'> {
  const say = ({ slice, own, rest }: Compared) =>
    `${slice}: ${figureText(own)} (rest ${figureText(rest)})`;
  const failing = compared.filter(({ fails }) => fails);
  const [worst] = compared.toSorted((a, b) => b.gap - a.gap);
  const detail =
    failing.length > 1
      ? `Too bad are ${some(failing.map(say))}`
      : small.length > 0 && `Too small to judge: ${some(small)}`;
  return {
    passed: failing.length === 0,
    found: worst ? `worst ${say(worst)}` : 'no slice that is large enough',
    ...(detail && { detail }),
  };
}

function isCheck<M, R>(given: SliceBy<R> | SliceCheck<M, R>): given is SliceCheck<M, R> {
  return typeof given === 'object' && 'by' in given;
}
