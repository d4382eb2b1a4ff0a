/**
 * `Run`: a training that goes on while other cells run, and can be steered from them. It is what `fit`
 * gives; awaiting it gives its history. Leaves out how the training is done (fit.ts).
 */
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { FitError } from './errors.js';
import type { EpochRecord, History } from './history.js';

/** Whether a run goes on, waits or is over. */
export type RunState = 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** What `run.on` can listen to. */
export interface RunEvents {
  /** After a piece of an epoch (one step or many): the losses of its steps. */
  steps: Float32Array;
  /** After each epoch, when it has been validated. */
  epoch: EpochRecord;
  /** The run is over, stopped or finished. */
  end: History;
}

type Listener<Event extends keyof RunEvents> = (value: RunEvents[Event]) => unknown;

/** What a run trains, and for how long. */
export interface RunPlan {
  /** What it trains. */
  readonly net: Module;
  /** What changes the weights. */
  readonly optimizer: Optimizer;
  /** How many epochs it trains. */
  readonly epochs: number;
  /** Batches in an epoch. */
  readonly stepsPerEpoch: number;
  /** Whether each epoch is measured on a validation set. */
  readonly validates: boolean;
}

/**
 * A run of `fit`. Training lets the kernel have its turns, so another cell can look at it and steer it:
 *
 *     const run = fit(net, loader, { epochs: 50, optimizer, criterion });
 *     // in later cells
 *     run.pause();
 *     run.lr = 1e-4;
 *     run.resume();
 *     const history = await run;
 */
export class Run implements Promise<History>, RunPlan {
  /** @internal */
  readonly [Symbol.toStringTag] = 'Run';
  readonly net: Module;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly validates: boolean;
  /** What has been trained so far; grows while the run goes on. */
  readonly history: History;
  readonly #listeners = new Map<keyof RunEvents, Set<Listener<never>>>();
  readonly #ended: Promise<History>;
  #state: RunState = 'running';
  #goOn: (() => void) | undefined;
  #gate: Promise<void> | undefined;
  #pausedSince = 0;
  #pausedBefore = 0;

  /** @param train does the training; it calls `turn` between its pieces and ends early once that gives false. */
  constructor(plan: RunPlan, history: History, train: (run: Run) => Promise<void>) {
    this.net = plan.net;
    this.optimizer = plan.optimizer;
    this.epochs = plan.epochs;
    this.stepsPerEpoch = plan.stepsPerEpoch;
    this.validates = plan.validates;
    this.history = history;
    this.#ended = this.#train(train);
  }

  /** Whether it goes on, waits or is over. */
  get state(): RunState {
    return this.#state;
  }

  /** The learning rate of the first parameter group. Setting it sets that of all groups, from the next step on. */
  get lr(): number {
    return this.optimizer.paramGroups[0].lr;
  }

  set lr(value: number) {
    for (const group of this.optimizer.paramGroups) group.lr = value;
  }

  /** Waits after the piece of training that is under way, which ends within about 0.2 s. */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#pausedSince = performance.now();
    this.#gate = new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  /** Goes on after `pause`. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#pausedBefore = this.pausedSeconds;
    this.#state = 'running';
    this.#goOn?.();
  }

  /** Seconds that it has waited so far. */
  get pausedSeconds(): number {
    if (this.#state !== 'paused') return this.#pausedBefore;
    return this.#pausedBefore + (performance.now() - this.#pausedSince) / 1000;
  }

  /** Ends the run after the piece of training that is under way; what was trained stays. */
  stop(reason = 'it was asked to'): void {
    if (this.#state !== 'running' && this.#state !== 'paused') return;
    this.history.stopped = reason;
    this.#pausedBefore = this.pausedSeconds;
    this.#state = 'stopped';
    this.#goOn?.();
  }

  /**
   * Calls `listener` whenever the event happens.
   * @returns ends the listening
   * @throws FitError when there is no such event.
   */
  on<Event extends keyof RunEvents>(event: Event, listener: Listener<Event>): () => void {
    if (event !== 'steps' && event !== 'epoch' && event !== 'end') {
      throw new FitError(`run.on: there is no event '${event}'; listen to steps, epoch or end.`);
    }
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Tells the listeners of an event. One that throws is said and heard no more; training goes on. */
  emit<Event extends keyof RunEvents>(event: Event, value: RunEvents[Event]): void {
    const listeners = this.#listeners.get(event) as Set<Listener<Event>> | undefined;
    for (const listener of listeners ?? []) {
      const leaveOut = (error: unknown) => {
        listeners?.delete(listener);
        console.error(`fit: a listener of '${event}' failed and is left out from now on:`, error);
      };
      try {
        // Nobody waits for a listener, so its rejection is caught here.
        Promise.resolve(listener(value)).catch(leaveOut);
      } catch (error) {
        leaveOut(error);
      }
    }
  }

  /** Waits while the run is paused. Gives false once it has been stopped. */
  async turn(): Promise<boolean> {
    if (this.#state === 'paused') await this.#gate;
    return this.#state !== 'stopped';
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a run gives its history, as awaiting `fit` always did
  then<Ok = History, Failed = never>(
    onEnd?: ((history: History) => Ok | PromiseLike<Ok>) | null,
    onError?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Ok | Failed> {
    return this.#ended.then(onEnd, onError);
  }

  catch<Failed = never>(
    onError?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<History | Failed> {
    return this.#ended.catch(onError);
  }

  finally(onEnd?: (() => void) | null): Promise<History> {
    return this.#ended.finally(onEnd);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { epochs: done, stepLosses } = this.history;
    const loss = stepLosses.at(-1);
    const last = loss === undefined ? '' : `, last loss ${loss.toFixed(4)}`;
    return `Run: ${this.#state}, ${done.length} of ${this.epochs} epochs, step ${stepLosses.length}${last}`;
  }

  async #train(train: (run: Run) => Promise<void>): Promise<History> {
    // Whoever has the run may listen and steer before the first step.
    await Promise.resolve();
    try {
      await train(this);
      if (this.#state !== 'stopped') this.#state = 'finished';
      this.emit('end', this.history);
      return this.history;
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }
}
