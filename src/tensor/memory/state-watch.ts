/**
 * Sees which tensors a recorded function uses and changes that were there before it: those are arguments and results of
 * the recorded function, though its author didn't write them as such.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Storage, storageCount, watchStorages } from './storage.js';

/** What is watched of a tensor. */
export interface Watched {
  readonly requiresGrad: boolean;
  readonly gradValue: tf.Tensor | undefined;
}

export class StateWatch<T extends Watched = Watched> {
  /** Storages from before that were read. */
  readonly read = new Set<Storage>();
  /** Tensors that storages from before were read for, with whether they required a gradient. */
  readonly tensors = new Map<T, boolean>();
  /** Tensors whose `.grad` was set, with whether they had one before. */
  readonly graded = new Map<T, boolean>();
  readonly #created: Storage[] = [];
  /** Storages from before that got another value, with what they held. */
  readonly #written = new Map<Storage, { value: tf.Tensor; version: number }>();
  /** Storages that were made and got another value, with what they were made with. */
  readonly #first = new Map<Storage, tf.Tensor>();
  readonly #newest = storageCount();

  get written(): Storage[] {
    return [...this.#written.keys()];
  }

  /** Storages that were made and are to stay, as an optimizer's state. */
  get born(): Storage[] {
    const grads = new Set([...this.graded.keys()].map(({ gradValue }) => gradValue));
    return this.#created.filter(
      (storage) => storage.isPinned && !storage.isReleased && !grads.has(storage.read()),
    );
  }

  noteCreate(storage: Storage): void {
    this.#created.push(storage);
  }

  noteRead(storage: Storage, by: T | undefined): void {
    if (!this.#isFromBefore(storage)) return;
    this.read.add(storage);
    if (by) this.tensors.set(by, by.requiresGrad);
  }

  /** What a storage was made with. */
  firstValue(storage: Storage): tf.Tensor {
    return this.#first.get(storage) ?? storage.read();
  }

  noteReplace(storage: Storage): void {
    if (!this.#isFromBefore(storage)) {
      if (!this.#first.has(storage)) this.#first.set(storage, tf.keep(tf.clone(storage.read())));
      return;
    }
    if (this.#written.has(storage)) return;
    const value = tf.keep(tf.clone(storage.read()));
    this.#written.set(storage, { value, version: storage.version });
  }

  noteGrad(tensor: T, had: boolean): void {
    if (!this.graded.has(tensor)) this.graded.set(tensor, had);
  }

  /** Gives every storage back what it held. */
  restore(): void {
    for (const [storage, { value, version }] of this.#written) storage.restore(value, version);
    this.#written.clear();
    tf.dispose([...this.#first.values()]);
    this.#first.clear();
  }

  #isFromBefore(storage: Storage): boolean {
    return storage.id <= this.#newest;
  }
}

/** A watch for tensors of any kind: there is only one kind, which this file doesn't know. */
interface AnyWatch {
  noteCreate(storage: Storage): void;
  noteRead(storage: Storage, by: Watched | undefined): void;
  noteReplace(storage: Storage): void;
  noteGrad(tensor: Watched, had: boolean): void;
}

const watches: AnyWatch[] = [];

watchStorages({
  onCreate(storage) {
    for (const watch of watches) watch.noteCreate(storage);
  },
  onRead(storage, by) {
    // Whoever reads for a tensor is a tensor.
    for (const watch of watches) watch.noteRead(storage, by as Watched | undefined);
  },
  onReplace(storage) {
    watches.at(-1)?.noteReplace(storage);
  },
});

/** Says that a tensor's `.grad` is set. */
export function noteGrad(tensor: Watched, had: boolean): void {
  watches.at(-1)?.noteGrad(tensor, had);
}

/** Runs `body` watched. */
export function watchState<T>(watch: AnyWatch, body: () => T): T {
  watches.push(watch);
  try {
    return body();
  } finally {
    watches.pop();
  }
}
