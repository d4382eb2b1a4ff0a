/** The samplers by name. */
import { TuneError } from '../space.js';
import { GridSampler } from './grid.js';
import { RandomSampler } from './random.js';
import type { Sampler, SamplerOptions } from './sampler.js';
import { TpeSampler } from './tpe.js';

export type { History, Sampled, Sampler } from './sampler.js';
/** How values are chosen. */
export type SamplerName = 'grid' | 'random' | 'tpe';

/** @throws TuneError for an unknown name, or a space that the sampler can't use */
export function makeSampler(name: SamplerName, options: SamplerOptions): Sampler {
  switch (name) {
    case 'grid':
      return new GridSampler(options);
    case 'random':
      return new RandomSampler(options);
    case 'tpe':
      return new TpeSampler(options);
    default:
      name satisfies never;
      throw new TuneError(
        'sampler',
        `tune: there is no sampler '${name}'; use 'grid', 'random' or 'tpe'.`,
      );
  }
}
