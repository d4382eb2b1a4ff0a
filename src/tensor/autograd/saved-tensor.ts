/** A value that a graph node needs for the way back, and the check that it's still the same. */
import type * as tf from '@tensorflow/tfjs-core';
import { AutogradError } from '../errors.js';
import type { Storage } from '../memory/storage.js';

export class SavedTensor {
  readonly #owner: { readonly storage: Storage };
  readonly #version: number;

  /** @param owner held too, so that its storage isn't collected before the node is. */
  constructor(owner: { readonly storage: Storage }) {
    this.#owner = owner;
    this.#version = owner.storage.version;
    owner.storage.savedBy++;
  }

  /**
   * @throws AutogradError when the value was changed in place after it was saved.
   * @throws ReleasedTensorError when it was freed.
   */
  read(): tf.Tensor {
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
