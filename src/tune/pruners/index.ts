/** The pruners by name. */
import { TuneError } from '../space.js';
import { HyperbandPruner } from './hyperband.js';
import { MedianPruner } from './median.js';
import type { Pruner, PrunerOptions } from './pruner.js';

export type { Pruner } from './pruner.js';
/** How hopeless trials are given up. */
export type PrunerName = 'none' | 'median' | 'hyperband';

/** Undefined where no trial is to be given up. @throws TuneError for an unknown name */
export function makePruner(name: PrunerName, options: PrunerOptions): Pruner | undefined {
  switch (name) {
    case 'none':
      return undefined;
    case 'median':
      return new MedianPruner(options);
    case 'hyperband':
      return new HyperbandPruner(options);
    default:
      name satisfies never;
      throw new TuneError(
        'pruner',
        `tune: there is no pruner '${name}'; use 'median', 'hyperband' or 'none'.`,
      );
  }
}
