/**
 * The checkpoints of a run in their folder: the newest states, from which a run can go on, and the best
 * weights. Old ones are removed when newer ones are there.
 */

import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../error-message.js';
import { type Module, save } from '../../nn/index.js';
import { withDefaults } from '../../tensor/index.js';
import { FitError } from '../errors.js';
import type { EpochRecord } from '../history.js';
import { readState, writeState } from './checkpoint-file.js';
import type { TrainingState } from './training-state.js';

/** Options of `fit`'s checkpoints. */
export interface CheckpointOptions {
  /** Where the files go; made if it isn't there. Default 'checkpoints'. */
  folder?: string;
  /** Steps between two checkpoints; one more is made after each epoch. Default 500. */
  every?: number;
  /** How many of the newest states stay. Default 2. */
  keep?: number;
  /** How many epochs' weights stay, those with the lowest validation loss (loss, where none is measured). Default 1. */
  best?: number;
}

/** A file in the folder, with the numbers in its name. */
interface CheckpointName {
  readonly name: string;
  readonly numbers: readonly number[];
}

const STATE = /^step-(\d+)\.safetensors$/;
const BEST = /^best-epoch-(\d+)-loss-([\d.e+-]+)\.safetensors$/;
/** What a process that was killed had not written to its end. */
const PART = /^(?:step|best-epoch)-.*\.safetensors\.(\d+)\.part$/;

export class CheckpointFolder {
  readonly folder: string;
  readonly every: number;
  readonly #keep: number;
  readonly #best: number;
  /** The files of an earlier run, until this one has written a state in their place. */
  #earlier: readonly CheckpointName[] | undefined;

  /** @throws FitError when an option is out of range. */
  constructor(options: CheckpointOptions) {
    const { folder, every, keep, best } = withDefaults('checkpoints', options, {
      folder: 'checkpoints',
      every: 500,
      keep: 2,
      best: 1,
    });
    for (const [name, value, least] of [
      ['every', every, 1],
      ['keep', keep, 1],
      ['best', best, 0],
    ] as const) {
      if (Number.isInteger(value) && value >= least) continue;
      throw new FitError(
        `fit: checkpoints.${name} must be a whole number of ${least} or more, got ${value}.`,
      );
    }
    this.folder = folder;
    this.every = every;
    this.#keep = keep;
    this.#best = best;
  }

  /** The newest state that can be read, with its file; says which could not. */
  async newest(): Promise<{ file: string; state: TrainingState } | undefined> {
    this.#earlier = [];
    await this.#removeParts();
    for (const { name } of await this.#files(STATE)) {
      const file = path.join(this.folder, name);
      try {
        return { file, state: await readState(file) };
      } catch (error) {
        console.warn(`fit: ${file} can't be used, an older one is tried: ${messageOf(error)}`);
      }
    }
    return undefined;
  }

  /** Writes a state; `step` counts from the run's beginning. */
  async saveState(step: number, state: TrainingState): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    this.#earlier ??= await this.#earlierRun();
    const name = `step-${String(step).padStart(8, '0')}.safetensors`;
    const file = path.join(this.folder, name);
    try {
      await writeState(file, state);
    } catch (error) {
      if (!isDiskFull(error) || !(await this.#makeRoom())) throw error;
      await writeState(file, state);
    }
    await this.#remove(this.#earlier.filter((file) => file.name !== name));
    this.#earlier = [];
    await this.#remove((await this.#files(STATE)).slice(this.#keep));
  }

  /** Writes the weights of an epoch if it is among the best. */
  async saveBest(net: Module, { epoch, loss, validationLoss }: EpochRecord): Promise<void> {
    const value = validationLoss ?? loss;
    const better = (await this.#files(BEST)).filter(({ numbers }) => numbers[1] <= value);
    if (!Number.isFinite(value) || better.length >= this.#best) return;
    const name = `best-epoch-${epoch}-loss-${value.toPrecision(6)}.safetensors`;
    await save(net.stateDict(), path.join(this.folder, name));
    this.#earlier = this.#earlier?.filter((file) => file.name !== name);
    const ranked = (await this.#files(BEST)).sort((a, b) => a.numbers[1] - b.numbers[1]);
    await this.#remove(ranked.slice(this.#best));
  }

  /** Removes what can be done without: an earlier run's files, else all states but the newest. */
  async #makeRoom(): Promise<boolean> {
    const earlier = this.#earlier ?? [];
    const spare = earlier.length > 0 ? earlier : (await this.#files(STATE)).slice(1);
    await this.#remove(spare);
    this.#earlier = [];
    return spare.length > 0;
  }

  /** A new run must not be taken for the one whose files lie here: it replaces them. */
  async #earlierRun(): Promise<CheckpointName[]> {
    await this.#removeParts();
    const files = [...(await this.#files(STATE)), ...(await this.#files(BEST))];
    if (files.length > 0) {
      console.log(
        `fit: the ${files.length} checkpoints of an earlier run in ${this.folder} are replaced; ` +
          "resume: 'auto' would have gone on from them.",
      );
    }
    return files;
  }

  /** The files whose names match, with the numbers in them; the largest first number first. */
  async #files(pattern: RegExp): Promise<CheckpointName[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .flatMap((name) => {
        const match = pattern.exec(name);
        return match ? [{ name, numbers: match.slice(1).map(Number) }] : [];
      })
      .sort((a, b) => b.numbers[0] - a.numbers[0]);
  }

  async #removeParts(): Promise<void> {
    const parts = await this.#files(PART);
    await this.#remove(parts.filter(({ numbers }) => numbers[0] !== process.pid));
  }

  async #remove(files: readonly { name: string }[]): Promise<void> {
    for (const { name } of files) await rm(path.join(this.folder, name), { force: true });
  }
}

/** Whether a write failed since the disk, or the user's share of it, is full. */
function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT';
}
