/** One run of the objective: what it was given, what it reported, how it ended. */
import { shown } from '../tensor/index.js';
import { TuneError } from './space.js';

/** A value that the objective reported while it ran, as after an epoch. */
export interface Report {
  /** The step, as an epoch. */
  readonly step: number;
  /** What was reached there. */
  readonly value: number;
}

interface TrialBase<P> {
  readonly number: number;
  readonly params: P;
  /** How long it ran; what ran in another process is told by the storage's clock. */
  readonly seconds: number;
  /** In the order of their steps. */
  readonly reports: readonly Report[];
  /** What was noted about it, see {@link TrialHandle.setUserAttr}. */
  readonly userAttrs: UserAttrs;
}

/** Notes by their names: what JSON can say. Optuna: `user_attrs`. */
export type UserAttrs = Readonly<Record<string, unknown>>;

/** A trial that came to its end. */
export type CompleteTrial<P> = TrialBase<P> & {
  readonly state: 'complete';
  readonly value: number;
};

/** A trial that has ended. A pruned one was given up, as its reports promised nothing. */
export type Trial<P> =
  | CompleteTrial<P>
  | (TrialBase<P> & { readonly state: 'pruned' })
  | (TrialBase<P> & { readonly state: 'failed'; readonly error: Error });

/** One that another process is at. */
export interface RunningTrial<P> {
  readonly state: 'running';
  readonly number: number;
  readonly params: P;
  readonly reports: readonly Report[];
  readonly userAttrs: UserAttrs;
}

/** Whether small values are good, or large ones. */
export type Direction = 'minimize' | 'maximize';

/** Thrown by an objective to give its trial up. Optuna: `TrialPruned`. */
export class TrialPruned extends Error {
  override readonly name = 'TrialPruned';
  constructor(message = 'The trial was given up.') {
    super(message);
  }
}

/** What the objective gets besides its parameters. Optuna: `optuna.trial.Trial`. */
export class TrialHandle<P> {
  readonly #reports = new Map<number, number>();
  readonly #userAttrs = new Map<string, unknown>();
  #toldToStop = false;

  constructor(
    /** The trial's number, from 0. */
    readonly number: number,
    /** What is tried. */
    readonly params: P,
    private readonly onReport: (report: Report) => void,
    private readonly judge: (reports: readonly Report[]) => boolean,
    private readonly onUserAttr: (key: string, value: unknown) => void = () => {},
  ) {}

  /**
   * Tells how the trial does so far, such as the validation loss after an epoch. A step that was
   * reported already keeps its first value, as in Optuna.
   *
   * @param step counts from 0 and says how far the trial is: an epoch, a number of batches
   * @throws TuneError when `value` is no number or `step` no whole number of 0 or more
   */
  report(value: number, step: number): void {
    if (typeof value !== 'number') {
      throw new TuneError('report', `trial.report: the value must be a number, got ${value}.`);
    }
    if (!Number.isInteger(step) || step < 0) {
      throw new TuneError(
        'report',
        `trial.report: the step must be a whole number of 0 or more, got ${step}. ` +
          'The value comes first: trial.report(value, step).',
      );
    }
    if (this.#reports.has(step)) return;
    this.#toldToStop = false;
    this.#reports.set(step, value);
    this.onReport({ value, step });
  }

  /**
   * Notes something about the trial, as its accuracy beside the loss that is minimized; Optuna's dashboard shows it. Optuna:
   * `Trial.set_user_attr`.
   *
   * @param value what JSON can say; a later one takes its place
   * @throws TuneError when it is something else
   */
  setUserAttr(key: string, value: unknown): void {
    if (typeof key !== 'string' || key === '' || jsonOf(value) === undefined) {
      throw new TuneError(
        'setUserAttr',
        `trial.setUserAttr: it takes a name and what JSON can say (numbers, texts, lists, plain objects), got ${shown(key)} ` +
          `and ${shown(value)}.`,
      );
    }
    this.#userAttrs.set(key, value);
    this.onUserAttr(key, value);
  }

  /** What was noted so far. */
  get userAttrs(): UserAttrs {
    return Object.fromEntries(this.#userAttrs);
  }

  /**
   * Whether the reports so far promise so little that the trial had better be given up: then
   * return, or throw `TrialPruned`. Without a pruner it never is.
   */
  shouldPrune(): boolean {
    this.#toldToStop = this.#reports.size > 0 && this.judge(this.reports);
    return this.#toldToStop;
  }

  /** What it has reported so far. */
  get reports(): Report[] {
    return [...this.#reports]
      .map(([step, value]) => ({ step, value }))
      .sort((a, b) => a.step - b.step);
  }

  /** Whether the objective was told to stop, and has reported nothing since. */
  get wasToldToStop(): boolean {
    return this.#toldToStop;
  }
}

/** A value as JSON; undefined where it has none. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Whether a value is better than another; what is no number is worse than any. */
export function isBetter(value: number, than: number, direction: Direction): boolean {
  if (Number.isNaN(value)) return false;
  if (Number.isNaN(than)) return true;
  return direction === 'minimize' ? value < than : value > than;
}
