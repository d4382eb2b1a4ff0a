/** Every combination once; the last parameter varies fastest. Optuna: `GridSampler`. */
import { type IntegerRange, type RealRange, type Space, TuneError, valueAt } from '../space.js';
import type { History, Sampled, Sampler, SamplerOptions } from './sampler.js';

export class GridSampler implements Sampler {
  private readonly combinations: readonly Sampled[];

  constructor(private readonly options: SamplerOptions) {
    this.combinations = [...combinationsOf(options.space)];
  }

  /** The first combination that no trial has: they may be another process's, or an earlier run's. */
  next(_number: number, history: History): Sampled | undefined {
    const { space } = this.options;
    const tried = new Set(history.map(({ params }) => keyOf(params, space)));
    return this.combinations.find((params) => !tried.has(keyOf(params, space)));
  }
}

/** The same for the same values; choices may be of any type, so they are told by their place. */
function keyOf(params: Sampled, space: Space): string {
  const keys = Object.entries(space).map(([name, dimension]) => {
    const value = params[name];
    return 'choices' in dimension ? dimension.choices.indexOf(value) : value;
  });
  return JSON.stringify(keys);
}

function* combinationsOf(space: Space): Iterable<Sampled> {
  const names = Object.keys(space);
  const axes = names.map((name) => gridValues(name, space));
  const total = axes.reduce((product, axis) => product * axis.length, 1);
  for (let index = 0; index < total; index++) {
    const params: Record<string, unknown> = {};
    let rest = index;
    for (let axis = names.length - 1; axis >= 0; axis--) {
      params[names[axis]] = axes[axis][rest % axes[axis].length];
      rest = Math.floor(rest / axes[axis].length);
    }
    // Names in the space's order, not in the one they were filled in.
    yield Object.fromEntries(names.map((name) => [name, params[name]]));
  }
}

function gridValues(name: string, space: Space): readonly unknown[] {
  const dimension = space[name];
  if ('choices' in dimension) return dimension.choices;
  if (dimension.points === undefined) {
    if (dimension.int) return wholeNumbers(dimension);
    throw new TuneError(
      name,
      `tune: a grid over the real range '${name}' needs to know how fine: add points, as in ` +
        `{ low: ${dimension.low}, high: ${dimension.high}, points: 3 }, or use sampler: 'random'.`,
    );
  }
  return [...new Set(evenly(dimension, dimension.points))];
}

function wholeNumbers({ low, high }: IntegerRange): number[] {
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

function evenly(range: RealRange | IntegerRange, points: number): number[] {
  if (points === 1) return [valueAt(range, 0.5)];
  return Array.from({ length: points }, (_, i) => valueAt(range, i / (points - 1)));
}
