/** Independent draws from the space, without end. Optuna: `RandomSampler`. */
import type { Generator } from '../../random/index.js';
import { type Dimension, type Space, valueAt } from '../space.js';
import { generatorFor, type Sampled, type Sampler, type SamplerOptions } from './sampler.js';

export class RandomSampler implements Sampler {
  constructor(private readonly options: SamplerOptions) {}

  next(number: number): Sampled {
    const { space, seed } = this.options;
    return drawAll(space, generatorFor(seed, number));
  }
}

export function drawAll(space: Space, generator: Generator): Sampled {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => [name, draw(dimension, generator)]),
  );
}

function draw(dimension: Dimension, generator: Generator): unknown {
  const share = generator.randDouble();
  if ('choices' in dimension) {
    const { choices } = dimension;
    return choices[Math.floor(share * choices.length)];
  }
  return valueAt(dimension, share);
}
