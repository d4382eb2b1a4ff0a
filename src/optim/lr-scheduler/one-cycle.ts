/**
 * One rise and one long fall, for fast training. Call `step()` after each batch.
 * L. Smith & N. Topin, Super-Convergence, https://arxiv.org/abs/1708.07120.
 */
import { OptionError, optionsByPlace, type Placed, withDefaults } from '../../tensor/index.js';
import { checkMomentum } from './cyclic.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link OneCycleLR}. */
export interface OneCycleLROptions {
  /** Batches in all; or `epochs` and `stepsPerEpoch`. */
  totalSteps?: number;
  /** How many epochs there are, where `totalSteps` is not told. */
  epochs?: number;
  /** How many batches an epoch has, where `totalSteps` is not told. */
  stepsPerEpoch?: number;
  /** The share of them in which the rate rises. Default 0.3. */
  pctStart?: number;
  /** Default `'cos'`. */
  annealStrategy?: 'cos' | 'linear';
  /** Whether the momentum goes the other way. Default true. */
  cycleMomentum?: boolean;
  /** Default 0.85. */
  baseMomentum?: number;
  /** Default 0.95. */
  maxMomentum?: number;
  /** The rate begins at `maxLr` divided by this. Default 25. */
  divFactor?: number;
  /** It ends at the first rate divided by this. Default 1e4. */
  finalDivFactor?: number;
  /** Falls as fast as it rose first, and then to its end. Default false. */
  threePhase?: boolean;
}

const PLACES = ['maxLr', 'totalSteps', 'epochs', 'stepsPerEpoch'] as const;

interface Phase {
  readonly end: number;
  readonly lr: readonly [from: 'initial' | 'max' | 'min', to: 'initial' | 'max' | 'min'];
  readonly momentum: readonly [from: 'base' | 'max', to: 'base' | 'max'];
}

/** PyTorch: `torch.optim.lr_scheduler.OneCycleLR`. Up to `maxLr`, then down to almost 0, batch by batch. */
export class OneCycleLR extends LRScheduler {
  override readonly interval = 'batch';
  /** How many batches there are in all. */
  readonly totalSteps: number;
  readonly #phases: readonly Phase[];
  readonly #rates: { readonly initial: number; readonly max: number; readonly min: number };
  readonly #momenta: { readonly base: number; readonly max: number } | undefined;
  readonly #anneal: (from: number, to: number, share: number) => number;

  /** @throws OptionError when `maxLr` is no number above 0, the number of batches is not told, or the optimizer has no momentum. */
  constructor(
    optimizer: Scheduled,
    ...given: Placed<{ maxLr: number } & OneCycleLROptions, typeof PLACES>
  ) {
    super(optimizer);
    const { maxLr, ...options } = optionsByPlace<{ maxLr: number } & OneCycleLROptions>(
      'OneCycleLR',
      given,
      PLACES,
    );
    if (!(maxLr > 0)) throw new OptionError('OneCycleLR', 'maxLr', maxLr, 'a number above 0');
    const { epochs, stepsPerEpoch } = options;
    const {
      totalSteps,
      pctStart,
      annealStrategy,
      cycleMomentum,
      baseMomentum,
      maxMomentum,
      divFactor,
      finalDivFactor,
      threePhase,
    } = withDefaults('OneCycleLR', options, {
      totalSteps: (epochs ?? Number.NaN) * (stepsPerEpoch ?? Number.NaN),
      epochs,
      stepsPerEpoch,
      pctStart: 0.3,
      annealStrategy: 'cos',
      cycleMomentum: true,
      baseMomentum: 0.85,
      maxMomentum: 0.95,
      divFactor: 25,
      finalDivFactor: 1e4,
      threePhase: false,
    });
    if (!Number.isInteger(totalSteps) || totalSteps < 1) {
      throw new OptionError(
        'OneCycleLR',
        'totalSteps',
        totalSteps,
        'a whole number of 1 or more, or epochs and stepsPerEpoch',
      );
    }
    if (cycleMomentum) checkMomentum('OneCycleLR', optimizer);
    const initial = maxLr / divFactor;
    const rise = pctStart * totalSteps - 1;
    const up: Phase = { end: rise, lr: ['initial', 'max'], momentum: ['max', 'base'] };
    const end = totalSteps - 1;
    this.totalSteps = totalSteps;
    this.#phases = threePhase
      ? [
          up,
          { end: 2 * rise, lr: ['max', 'initial'], momentum: ['base', 'max'] },
          { end, lr: ['initial', 'min'], momentum: ['max', 'max'] },
        ]
      : [up, { end, lr: ['max', 'min'], momentum: ['base', 'max'] }];
    this.#rates = { initial, max: maxLr, min: initial / finalDivFactor };
    this.#momenta = cycleMomentum ? { base: baseMomentum, max: maxMomentum } : undefined;
    this.#anneal = annealStrategy === 'linear' ? linear : cosine;
    this.begin();
  }

  /** @throws OptionError after more steps than were told. */
  protected next(): number {
    if (this.lastEpoch > this.totalSteps) {
      throw new OptionError(
        'OneCycleLR',
        'totalSteps',
        this.totalSteps,
        'as many as there are calls of step()',
      );
    }
    // The rate behind the last step is used by none; as in PyTorch, it goes on as the last phase does.
    const found = this.#phases.findIndex(({ end }) => this.lastEpoch <= end);
    const index = found === -1 ? this.#phases.length - 1 : found;
    const phase = this.#phases[index];
    const start = index > 0 ? this.#phases[index - 1].end : 0;
    const share = (this.lastEpoch - start) / (phase.end - start);
    if (this.#momenta) {
      const [from, to] = phase.momentum;
      const momentum = this.#anneal(this.#momenta[from], this.#momenta[to], share);
      for (const group of this.groups) group.momentum = momentum;
    }
    const [from, to] = phase.lr;
    return this.#anneal(this.#rates[from], this.#rates[to], share);
  }
}

function linear(from: number, to: number, share: number): number {
  return (to - from) * share + from;
}

function cosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
}
