/**
 * What a tensor's values lie in: a TensorFlow.js tensor on the device, or a copy on the host where the
 * device's memory was needed. Says who still needs it; when to give it back is decided elsewhere
 * (iteration.ts, forward-frame.ts, idle.ts).
 */
import * as tf from '@tensorflow/tfjs-core';
import { ReleasedTensorError, type ReleaseReason } from '../errors.js';

/** What is larger than this, in bytes, is freed when its iteration has ended. */
const LARGE = 16 * 1024;

/** What is no larger than this, in bytes, is copied when it is read, so that moving it to the host is no second read. */
const SMALL = 4 * 1024;

type Place =
  | { readonly kind: 'device'; readonly value: tf.Tensor; readonly copy?: tf.TypedArray }
  | { readonly kind: 'host'; readonly values: tf.TypedArray }
  | { readonly kind: 'released'; readonly reason: ReleaseReason };

let count = 0;

/** How many storages there have been; the newest one's `id`. */
export function storageCount(): number {
  return count;
}

/** Sees storages used, while a function is recorded. */
interface StorageWatcher {
  onCreate(storage: Storage): void;
  /** @param by the tensor that it was read for, where there is one */
  onRead(storage: Storage, by: object | undefined): void;
  /** Before the old value is disposed. */
  onReplace(storage: Storage): void;
}

let watcher: StorageWatcher | undefined;
let released: (storage: Storage) => void = () => {};

/** Sets what hears of each storage that was given back. */
export function onRelease(hear: (storage: Storage) => void): void {
  released = hear;
}

export function watchStorages(by: StorageWatcher): void {
  watcher = by;
}

export class Storage {
  readonly id = ++count;
  #shape: readonly number[];
  readonly bytes: number;
  /** Counts changes in place, so that autograd notices a value that isn't what it saved. */
  version = 0;
  /** Tensors that show this storage; `detach()` makes one more. */
  holders = 1;
  /** Graph nodes that need the value for the way back. */
  savedBy = 0;
  /** Made inside a forward pass and not returned: only the graph can still need it. */
  internal = false;
  /** Read since the idle queue last looked. */
  used = false;
  #dtype: tf.DataType;
  #place: Place;
  #pins = 0;

  /** Owns `value` from now on. */
  constructor(
    value: tf.Tensor,
    readonly operation: string,
  ) {
    this.#shape = value.shape;
    this.#dtype = value.dtype;
    this.bytes = value.size * tf.util.bytesPerElement(value.dtype);
    this.#place = { kind: 'device', value: tf.keep(value) };
    watcher?.onCreate(this);
  }

  get shape(): readonly number[] {
    return this.#shape;
  }

  get isLarge(): boolean {
    return this.bytes > LARGE;
  }

  get onDevice(): boolean {
    return this.#place.kind === 'device';
  }

  get isReleased(): boolean {
    return this.#place.kind === 'released';
  }

  /** Pinned storages are never freed by scopes: parameters, buffers, optimizer state, what is kept. */
  get isPinned(): boolean {
    return this.#pins > 0;
  }

  pin(): void {
    this.#pins++;
  }

  unpin(): void {
    this.#pins--;
  }

  /**
   * The TensorFlow.js tensor, brought back to the device where it isn't there.
   * @param by the tensor that it is read for
   * @throws ReleasedTensorError when it was freed.
   */
  read(by?: object): tf.Tensor {
    this.used = true;
    watcher?.onRead(this, by);
    const place = this.#place;
    switch (place.kind) {
      case 'device':
        if (place.value.isDisposed) throw this.#released('disposed');
        return place.value;
      case 'host': {
        const value = tf.keep(tf.tensor(place.values, [...this.shape], this.#dtype));
        this.#place = { kind: 'device', value };
        return value;
      }
      case 'released':
        throw this.#released(place.reason);
      default:
        return place satisfies never;
    }
  }

  /** The values, without bringing them to the device. */
  readSync(): tf.TypedArray {
    if (this.#place.kind === 'host') return this.#place.values.slice();
    const value = this.read();
    const values = value.dataSync();
    if (this.bytes <= SMALL && !this.isPinned) {
      this.#place = { kind: 'device', value, copy: values.slice() };
    }
    return values;
  }

  /** Puts a new value in the place of the old one, which is freed at once. Owns `value` from now on. */
  replace(value: tf.Tensor): void {
    watcher?.onReplace(this);
    const before = this.#place;
    this.#place = { kind: 'device', value: tf.keep(value) };
    this.#dtype = value.dtype;
    this.#shape = value.shape;
    this.version++;
    // Last: an interrupted cell may end anywhere.
    if (before.kind === 'device' && before.value !== value) before.value.dispose();
  }

  /** Takes the values of another storage of this shape, which takes this one's. */
  exchange(other: Storage): void {
    [this.#place, other.#place] = [other.#place, this.#place];
  }

  /** Undoes replacements since it held `value` in this version. Owns `value` from now on. */
  restore(value: tf.Tensor, version: number): void {
    if (this.#place.kind === 'device') this.#place.value.dispose();
    this.#dtype = value.dtype;
    this.#shape = value.shape;
    this.#place = { kind: 'device', value };
    this.version = version;
  }

  /** Gives the value away; reading this storage afterwards throws. */
  take(): tf.Tensor {
    const value = this.read();
    this.#place = { kind: 'released', reason: 'disposed' };
    return value;
  }

  /** Moves the values to the host, where the garbage collector frees them. */
  moveToHost(): void {
    if (this.#place.kind !== 'device' || this.#place.value.isDisposed) return;
    const { value, copy } = this.#place;
    let values: tf.TypedArray;
    try {
      values = copy ?? value.dataSync();
    } catch {
      // It has no value, as one that was only recorded; whoever reads it is told why.
      return;
    }
    this.#place = { kind: 'host', values };
    value.dispose();
  }

  release(reason: ReleaseReason): void {
    if (this.#place.kind === 'device') this.#place.value.dispose();
    this.#place = { kind: 'released', reason };
    released(this);
  }

  #released(reason: ReleaseReason): ReleasedTensorError {
    return new ReleasedTensorError(this.operation, this.shape, reason);
  }
}
