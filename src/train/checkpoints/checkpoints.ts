/** When a run saves what, and where it goes on. A disk that fails never ends a training. */
import { messageOf } from '../../error-message.js';
import { FitError } from '../errors.js';
import type { EpochRecord } from '../history.js';
import { CheckpointFolder, type CheckpointOptions } from './checkpoint-folder.js';
import { type Position, putState, type Training, takeState } from './training-state.js';

export interface CheckpointChoice {
  readonly checkpoints?: CheckpointOptions | boolean;
  readonly resume?: 'auto' | 'never';
}

export class Checkpoints {
  readonly #folder: CheckpointFolder;
  readonly #training: Training;
  /** What could not be written the last time. */
  readonly #failed = new Set<'state' | 'weights'>();

  private constructor(folder: CheckpointFolder, training: Training) {
    this.#folder = folder;
    this.#training = training;
  }

  /**
   * The checkpoints of a run, if it has any: `resume: 'auto'` alone asks for them too.
   * @throws FitError when an option is out of range, or the scheduler can't be saved.
   */
  static of(
    { checkpoints, resume }: CheckpointChoice,
    training: Training,
  ): Checkpoints | undefined {
    if (resume !== undefined && resume !== 'auto' && resume !== 'never') {
      throw new FitError(`fit: resume is 'auto' or 'never', got ${String(resume)}.`);
    }
    if (!(checkpoints ?? resume === 'auto')) return undefined;
    const { scheduler } = training;
    if (scheduler && !(scheduler.stateDict && scheduler.loadStateDict)) {
      throw new FitError(
        'fit: checkpoints have the state of the scheduler too, but this one has no stateDict() and ' +
          'loadStateDict(state). Add them to it, or leave checkpoints out.',
      );
    }
    return new Checkpoints(
      new CheckpointFolder(typeof checkpoints === 'object' ? checkpoints : {}),
      training,
    );
  }

  /** A piece of training ends at each multiple of this many steps. */
  get every(): number {
    return this.#folder.every;
  }

  /**
   * Puts the training where the newest checkpoint left it, and says so.
   * @returns undefined where there is none
   * @throws FitError when the checkpoint is of another training.
   */
  async resume(): Promise<Position | undefined> {
    const newest = await this.#folder.newest();
    if (newest === undefined) return undefined;
    try {
      const position = putState(this.#training, newest.state);
      console.log(
        `fit goes on from ${newest.file}: epoch ${position.epoch}, step ${position.step}.`,
      );
      return position;
    } catch (error) {
      throw new FitError(
        `fit: ${newest.file} is not of this training. ${messageOf(error)} ` +
          "Choose another folder, as in { checkpoints: { folder: 'runs/2' } }, or resume: 'never'.",
        { cause: error },
      );
    }
  }

  /** Saves the state of the training, which is at `position`. */
  async save(position: Position): Promise<void> {
    const { history } = this.#training;
    await this.#tried('state', () =>
      this.#folder.saveState(history.stepLosses.length, takeState(this.#training, position)),
    );
  }

  /** Saves the weights if the epoch was among the best. */
  async saveBest(record: EpochRecord): Promise<void> {
    await this.#tried('weights', () => this.#folder.saveBest(this.#training.net, record));
  }

  async #tried(what: 'state' | 'weights', write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#failed.delete(what);
    } catch (error) {
      if (this.#failed.size === 0) {
        console.warn(
          `fit: a checkpoint could not be written to ${this.#folder.folder}: ${messageOf(error)}. ` +
            'Training goes on; the next checkpoint is tried again.',
        );
      }
      this.#failed.add(what);
    }
  }
}
