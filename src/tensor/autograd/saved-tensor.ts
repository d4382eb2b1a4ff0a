/** A value that a graph node needs for the way back, and the check that it's still the same. */
import type * as tf from '@tensorflow/tfjs-core';
import { AutogradError } from '../errors.js';
import type { Storage } from '../memory/storage.js';

export class SavedTensor<Owner extends { readonly storage: Storage }> {
  readonly #owner: Owner;
  readonly #version: number;
  #standIn: tf.Tensor | undefined;

  /** @param owner held too, so that its storage isn't collected before the node is. */
  constructor(owner: Owner) {
    this.#owner = owner;
    this.#version = owner.storage.version;
    owner.storage.savedBy++;
  }

  /** The tensor whose value was saved, with its own place in the graph. */
  get owner(): Owner {
    return this.#owner;
  }

  /**
   * @throws AutogradError when the value was changed in place after it was saved.
   * @throws ReleasedTensorError when it was freed.
   */
  read(): tf.Tensor {
    if (this.#standIn) return this.#standIn;
    const { storage } = this.#owner;
    if (storage.version !== this.#version) {
      throw new AutogradError(
        'modified in place',
        `backward: a tensor of shape [${storage.shape.join(', ')}], made by '${storage.operation}', is ` +
          `needed for the gradient but was changed in place: it is at version ${storage.version}, ` +
          `version ${this.#version} was used. Replace the in-place operation (such as add_) by one ` +
          'that gives a new tensor (add).',
      );
    }
    return storage.read();
  }

  /**
   * Runs `body` with another tensor of this value in its place, so that what depends on this one can be told from what
   * depends on others of the same storage.
   */
  static withStandIns<T>(
    saved: readonly SavedTensor<{ readonly storage: Storage }>[],
    standIns: readonly tf.Tensor[],
    body: () => T,
  ): T {
    for (const [i, tensor] of saved.entries()) tensor.#standIn = standIns[i];
    try {
      return body();
    } finally {
      for (const tensor of saved) tensor.#standIn = undefined;
    }
  }

  /** Says that the node doesn't need it any more; frees what no one else can reach. */
  release(): void {
    const { storage } = this.#owner;
    storage.savedBy--;
    if (storage.internal && storage.savedBy === 0 && !storage.isPinned) storage.release('forward');
  }

  /** Keeps the value beyond its iteration. */
  pin(): void {
    this.#owner.storage.pin();
  }
}
