/**
 * Samplers: how the parameters of each trial are chosen. Each is a generator over parameter sets;
 * one that ends (the grid) ends the study.
 */
import type { Generator } from '../random/index.js';
import {
  type Dimension,
  type IntegerRange,
  type RealRange,
  type Space,
  TuneError,
  valueAt,
} from './space.js';

export type SamplerName = 'grid' | 'random';
type Sampled = Record<string, unknown>;

/** Every combination once; the last parameter varies fastest. */
export function* gridSampler(space: Space): Iterable<Sampled> {
  const names = Object.keys(space);
  const axes = names.map((name) => gridValues(name, space[name]));
  const total = axes.reduce((product, axis) => product * axis.length, 1);
  for (let index = 0; index < total; index++) {
    const params: Sampled = {};
    let rest = index;
    for (let axis = names.length - 1; axis >= 0; axis--) {
      params[names[axis]] = axes[axis][rest % axes[axis].length];
      rest = Math.floor(rest / axes[axis].length);
    }
    yield params;
  }
}

/** Independent draws from the space, without end. */
export function* randomSampler(space: Space, generator: Generator): Iterable<Sampled> {
  for (;;) {
    const params: Sampled = {};
    for (const [name, dimension] of Object.entries(space)) {
      params[name] = draw(dimension, generator.rand());
    }
    yield params;
  }
}

function draw(dimension: Dimension, share: number): unknown {
  if ('choices' in dimension) {
    const { choices } = dimension;
    return choices[Math.floor(share * choices.length)];
  }
  return valueAt(dimension, share);
}

function gridValues(name: string, dimension: Dimension): readonly unknown[] {
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
