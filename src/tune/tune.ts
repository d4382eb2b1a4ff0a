/**
 * `tune`: runs an objective with different parameters and remembers how each did.
 * One trial after another in this process, and any number of processes on one stored study; a
 * trial that throws is kept as failed and does not end the study. Follows Optuna's
 * `study.optimize`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfInterrupted } from '../interrupt.js';
import { makePruner, type Pruner, type PrunerName } from './pruners/index.js';
import {
  type History,
  makeSampler,
  type Sampled,
  type Sampler,
  type SamplerName,
} from './samplers/index.js';
import { checkSpace, type Params, type Space, TuneError } from './space.js';
import { type Begun, type Ending, openStorage, type StudyStorage } from './storage/index.js';
import { bestOf, type Study, studyOf } from './study.js';
import {
  type CompleteTrial,
  type Direction,
  type Trial,
  TrialHandle,
  TrialPruned,
} from './trial.js';
import { printTrial } from './trial-line.js';

/** Options of {@link tune}. */
export interface TuneOptions<P> {
  /** Whether small values are good, or large ones. */
  direction?: Direction;
  /** How parameters are chosen; `tpe` learns from the trials so far. */
  sampler?: SamplerName;
  /** Which trials are given up early, by what they report; none unless it is said. */
  pruner?: PrunerName;
  /**
   * How many trials the study has in the end, those that it has already and those of other
   * processes included; failed ones of other runs don't count. A grid ends by itself.
   */
  trials?: number;
  /** Seconds after which no new trial starts. */
  timeout?: number;
  /** The same seed tries the same values. */
  seed?: number;
  /**
   * Where the study is kept: an SQLite file, or `postgresql://...` for processes on many machines,
   * in Optuna's own tables. With the study's name it goes on where it stood.
   */
  storage?: string;
  /** The study's name in its storage. */
  name?: string;
  /**
   * Runs so many trials at a time: the objective gets lists, of parameters and of trials, and gives a list of values. Small
   * models train side by side in one program then, by `fitMany`.
   */
  together?: number;
  /** Called after each trial of this process; by default a line is printed. */
  onTrial?: (trial: Trial<P>, best: CompleteTrial<P> | undefined) => void;
}

/** `undefined` is for a trial that was told to stop, and did. */
export type Objective<P> = (
  params: P,
  trial: TrialHandle<P>,
) => number | undefined | Promise<number | undefined>;

/** The objective of several trials at once: a value for each, in their order. */
export type ObjectiveOfMany<P> = (
  params: readonly P[],
  trials: readonly TrialHandle<P>[],
) => readonly (number | undefined)[] | Promise<readonly (number | undefined)[]>;

const DEFAULT_TRIALS = 20;
/** Milliseconds between two looks at whether the other processes have come to an end. */
const LOOK = 500;

/**
 * Searches `space` for the parameters with the best objective.
 *
 * @example
 * const study = await tune(
 *   { lr: { low: 1e-3, high: 1e-1, log: true }, hidden: { choices: [128, 512] } },
 *   async ({ lr, hidden }) => (lr - 0.01) ** 2 + hidden / 1e6,
 *   { trials: 10, seed: 0 },
 * );
 * study.best.params;
 *
 * @throws TuneError when the space or an option can't be used, or when no trial completed.
 * @throws StorageError when the storage can't be opened, or has another study of that name.
 */
export function tune<const S extends Space>(
  space: S,
  objective: ObjectiveOfMany<Params<S>>,
  options: TuneOptions<Params<S>> & { together: number },
): Promise<Study<Params<S>>>;
export function tune<const S extends Space>(
  space: S,
  objective: Objective<Params<S>>,
  options?: TuneOptions<Params<S>> & { together?: undefined },
): Promise<Study<Params<S>>>;
export async function tune<const S extends Space>(
  space: S,
  objective: Objective<Params<S>> | ObjectiveOfMany<Params<S>>,
  options: TuneOptions<Params<S>> = {},
): Promise<Study<Params<S>>> {
  checkSpace(space);
  const { together } = options;
  // The samplers give each of the space's names a value of its dimension.
  const evaluate =
    together === undefined
      ? evaluationOfOne(objective as Objective<Sampled>)
      : evaluationOfMany(objective as ObjectiveOfMany<Sampled>);
  const search = new Search(space, evaluate, options as TuneOptions<Sampled>);
  return (await search.run()) as Study<Params<S>>;
}

class Search {
  private readonly direction: Direction;
  private readonly name: string;
  private readonly sampler: Sampler;
  private readonly pruner: Pruner | undefined;
  private readonly limit: number;
  private readonly together: number;
  private readonly deadline: number;
  private readonly onTrial: NonNullable<TuneOptions<Sampled>['onTrial']>;
  /** What other trials have reported, as far as it is known here. */
  private history: History = [];
  /** Trials of this process that failed: they count, or the study would never end. */
  private failures = 0;

  constructor(
    private readonly space: Space,
    private readonly evaluate: Evaluation,
    private readonly options: TuneOptions<Sampled>,
  ) {
    const { direction = 'minimize', sampler = 'tpe', pruner = 'none', seed = 0 } = options;
    if (direction !== 'minimize' && direction !== 'maximize') {
      throw new TuneError(
        'direction',
        `tune: direction must be 'minimize' or 'maximize', got ${String(direction)}.`,
      );
    }
    this.direction = direction;
    this.name = options.name ?? 'study';
    this.sampler = makeSampler(sampler, { space, seed, direction });
    this.pruner = makePruner(pruner, { direction, studyName: this.name });
    this.limit = trialLimit(sampler, options.trials);
    this.together = wholeNumber('together', options.together ?? 1);
    this.deadline = options.timeout === undefined ? Infinity : Date.now() + options.timeout * 1000;
    this.onTrial = options.onTrial ?? printTrial;
  }

  async run(): Promise<Study<Sampled>> {
    const { space, name, direction } = this;
    const storage = await openStorage(this.options.storage, { space, name, direction });
    try {
      while (Date.now() < this.deadline) {
        const trials = await this.beginTrials(storage);
        if (trials.length > 0) {
          await this.runTrials(trials, storage);
        } else if (await storage.othersAreAtWork()) {
          await delay(LOOK);
          throwIfInterrupted();
        } else {
          break;
        }
      }
      return studyOf({ name, direction, space }, await storage.trials());
    } finally {
      await storage.close();
    }
  }

  private choose(number: number, history: History): Sampled | undefined {
    this.history = history;
    const counted = history.filter(({ state }) => state !== 'failed').length + this.failures;
    return counted < this.limit ? this.sampler.next(number, history) : undefined;
  }

  private async beginTrials(storage: StudyStorage): Promise<Begun[]> {
    const trials: Begun[] = [];
    while (trials.length < this.together) {
      const trial = await storage.begin((number, history) => this.choose(number, history));
      if (!trial) break;
      trials.push(trial);
    }
    return trials;
  }

  private async runTrials(trials: readonly Begun[], storage: StudyStorage): Promise<void> {
    const start = performance.now();
    const running = trials.map((begun) => this.open(begun, storage));
    const endings = await this.evaluate(running.map(({ handle }) => handle));
    const seconds = (performance.now() - start) / 1000;
    for (const [i, { begun, handle, written }] of running.entries()) {
      await written();
      const isOurs = await storage.end(begun, endings[i]);
      throwIfInterrupted();
      if (endings[i].state === 'failed') this.failures += 1;
      const { number, params } = begun;
      const { reports, userAttrs } = handle;
      const base = { number, params, reports, userAttrs, seconds };
      const trial = trialOf(base, isOurs ? endings[i] : TAKEN_AWAY);
      const best = bestOf(await storage.trials(), this.direction);
      this.onTrial(trial, best);
    }
  }

  /** What the objective gets for a trial, and when all that it reported is stored. */
  private open(begun: Begun, storage: StudyStorage) {
    const { number, params } = begun;
    let writing: Promise<unknown> = Promise.resolve();
    const handle = new TrialHandle(
      number,
      params,
      (report) => {
        writing = storage.report(begun, report).then(async () => {
          // What others have reported meanwhile is the pruner's to know.
          if (this.pruner) this.history = await storage.trials();
        });
        // What went wrong is said at the trial's end.
        writing.catch(() => {});
      },
      (reports) => this.pruner?.shouldPrune({ number, reports }, this.history) ?? false,
      (key, value) => {
        writing = Promise.all([writing, storage.setUserAttr(begun, key, value)]);
        writing.catch(() => {});
      },
    );
    return { begun, handle, written: () => writing };
  }
}

/** How some trials end. */
type Evaluation = (handles: readonly TrialHandle<Sampled>[]) => Promise<Ending[]>;

function evaluationOfOne(objective: Objective<Sampled>): Evaluation {
  return async ([handle]) => {
    try {
      return [endingOf(handle, await objective(handle.params, handle))];
    } catch (thrown) {
      return [thrown instanceof TrialPruned ? pruned(handle) : failed(thrown)];
    }
  };
}

/** What is thrown ends all of them. */
function evaluationOfMany(objective: ObjectiveOfMany<Sampled>): Evaluation {
  return async (handles) => {
    try {
      const params = handles.map((handle) => handle.params);
      const values: unknown = await objective(params, handles);
      if (!Array.isArray(values) || values.length !== handles.length) {
        throw new TuneError(
          'objective',
          `with \`together\` the objective returns a list of ${handles.length} numbers, one for each trial.`,
        );
      }
      return handles.map((handle, i) => endingOf(handle, values[i]));
    } catch (thrown) {
      return handles.map(() => failed(thrown));
    }
  };
}

function endingOf(handle: TrialHandle<Sampled>, value: unknown): Ending {
  if (handle.wasToldToStop) return pruned(handle);
  if (typeof value === 'number' && !Number.isNaN(value)) return { state: 'complete', value };
  const message = `the objective returned ${String(value)}, not a number.`;
  return failed(new TuneError('objective', message));
}

function failed(thrown: unknown): Ending {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { state: 'failed', error };
}

const TAKEN_AWAY: Ending = {
  state: 'failed',
  error: new TuneError('storage', 'the process was held for dead, and another one has the trial.'),
};

function pruned({ reports }: TrialHandle<Sampled>): Ending {
  return { state: 'pruned', value: reports.at(-1)?.value };
}

function trialOf(
  base: Omit<CompleteTrial<Sampled>, 'state' | 'value'>,
  ending: Ending,
): Trial<Sampled> {
  return ending.state === 'pruned' ? { ...base, state: 'pruned' } : { ...base, ...ending };
}

function trialLimit(sampler: SamplerName, trials: number | undefined): number {
  if (trials === undefined) return sampler === 'grid' ? Infinity : DEFAULT_TRIALS;
  return wholeNumber('trials', trials);
}

function wholeNumber(what: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new TuneError(what, `tune: ${what} must be a whole number above 0, got ${value}.`);
}
