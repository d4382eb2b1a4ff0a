/**
 * The tree-structured Parzen estimator: draws candidates from where the best trials were and takes
 * the one that is likeliest there, compared to where the others were. Optuna: `TPESampler`.
 *
 * J. Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011.
 */
import type { Space } from '../space.js';
import { type Direction, isBetter, type RunningTrial, type Trial } from '../trial.js';
import { ParzenEstimator } from './parzen.js';
import { drawAll } from './random.js';
import {
  generatorFor,
  type History,
  type Sampled,
  type Sampler,
  type SamplerOptions,
} from './sampler.js';

/** So many trials are drawn at random first. */
const STARTUP_TRIALS = 10;
const CANDIDATES = 24;
const LARGEST_BEST = 25;

type Known = Trial<Sampled> | RunningTrial<Sampled>;

export class TpeSampler implements Sampler {
  /** A parameter with one value only says nothing. */
  private readonly varying: Space;

  constructor(private readonly options: SamplerOptions) {
    this.varying = Object.fromEntries(
      Object.entries(options.space).filter(([, dimension]) =>
        'choices' in dimension ? dimension.choices.length > 1 : dimension.low < dimension.high,
      ),
    );
  }

  next(number: number, history: History): Sampled {
    const { space, seed, direction } = this.options;
    const generator = generatorFor(seed, number);
    const drawn = drawAll(space, generator);
    const ended = history.filter(({ state }) => state === 'complete' || state === 'pruned');
    if (ended.length < STARTUP_TRIALS || Object.keys(this.varying).length === 0) return drawn;

    const { best, others } = split(history, direction);
    const good = new ParzenEstimator(this.varying, best.map(paramsOf));
    const rest = new ParzenEstimator(this.varying, others.map(paramsOf));
    const candidates = Array.from({ length: CANDIDATES }, () => good.sample(generator));
    const scores = candidates.map((one) => good.logLikelihood(one) - rest.logLikelihood(one));
    return { ...drawn, ...candidates[scores.indexOf(Math.max(...scores))] };
  }
}

function paramsOf({ params }: Known): Sampled {
  return params;
}

/**
 * The best tenth of the trials, and the others. Pruned ones come after the complete, those that got
 * further first; a running one counts among the others, so that no two processes try the same.
 */
function split(history: History, direction: Direction): { best: Known[]; others: Known[] } {
  const complete = history.filter((trial) => trial.state === 'complete');
  complete.sort((a, b) => compare(a.value, b.value, direction));
  const pruned = history.filter((trial) => trial.state === 'pruned');
  pruned.sort((a, b) => {
    const [left, right] = [a.reports.at(-1), b.reports.at(-1)];
    if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1);
    return right.step - left.step || compare(left.value, right.value, direction);
  });
  const ranked = [...complete, ...pruned];
  const size = Math.min(Math.ceil(0.1 * ranked.length), LARGEST_BEST);
  const running = history.filter(({ state }) => state === 'running');
  const byNumber = (a: Known, b: Known) => a.number - b.number;
  return {
    best: ranked.slice(0, size).sort(byNumber),
    others: [...ranked.slice(size), ...running].sort(byNumber),
  };
}

function compare(a: number, b: number, direction: Direction): number {
  if (isBetter(a, b, direction)) return -1;
  return isBetter(b, a, direction) ? 1 : 0;
}
