/**
 * An array in a device's memory: dense, row-major, never changed once written. Knows no tensors, no views. Copies on
 * other devices, which programs for many devices need, live as long as it does.
 */
import { byteLengthOf, describe, type ElementType } from './element-type.js';
import { type BufferEnd, DeletedBufferError, PjrtError } from './errors.js';
import { awaitEvent, whenReady } from './event.js';
import { copyInParts, hostArray } from './host-copy.js';
import {
  copyOnDevice,
  isOnCpu,
  isTaken,
  pointerOf,
  readByCopy,
  readyEvent,
} from './native-buffer.js';
import type { NativeClient, NativeResource } from './native-client.js';
import { copyTo, readFloat32 } from './native-memory.js';

/** The type and shape of a buffer, of a program's parameter or of its result. */
export interface ArraySpec {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** What fills buffers: a run of a program, or a copy. */
export interface Filling {
  /** Whether it is known to be over. It need not be asked again then, which is half of the work of a small read. */
  isOver: boolean;
}

/** Made by `PjrtClient.bufferFromHost` and `LoadedExecutable.execute`; lives until `delete()` or a donation. */
export class DeviceBuffer implements ArraySpec, NativeResource {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly byteLength: number;
  readonly #client: NativeClient;
  /** `PJRT_Buffer*`, 0 once it has been destroyed: later than `delete()` when a read still waits. */
  #handle: bigint;
  #end: BufferEnd | undefined;
  /** Reads that wait; the native buffer stays until they are done. */
  #pendingReads = 0;
  readonly #filling: Filling;
  /** The same on other devices, by their places. */
  #copies: Map<number, DeviceBuffer> | undefined;

  /** @internal Takes over a `PJRT_Buffer*`. */
  constructor(
    client: NativeClient,
    handle: bigint,
    spec: ArraySpec,
    /** The place of its device among the client's. */
    readonly device: number,
    filling: Filling = { isOver: false },
  ) {
    this.#client = client;
    this.#handle = handle;
    this.#filling = filling;
    this.type = spec.type;
    this.shape = spec.shape;
    this.byteLength = byteLengthOf(spec.type, spec.shape);
    client.resources.add(this);
  }

  /** Whether the memory was given back: by `delete()`, by donation or because the client was closed. */
  get deleted(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The contents, dense and row-major. Waits for the program that computes them and blocks meanwhile.
   * @throws DeletedBufferError
   * @throws PjrtError what that program failed with
   */
  copyToHostSync(): ArrayBuffer {
    this.#assertLive('copyToHostSync');
    return this.#read();
  }

  /**
   * The only element of a buffer of `f32[]`. Waits and blocks as `copyToHostSync`, and makes no array.
   * @throws DeletedBufferError
   * @throws PjrtError what the program failed with that computes it
   */
  readFloat32(): number {
    this.#assertLive('readFloat32');
    return isOnCpu(this.#client, this.#handle)
      ? readFloat32(this.#pointer())
      : new Float32Array(this.#read())[0];
  }

  /**
   * The contents, dense and row-major, once the program that computes them is done; the event loop stays free
   * until then. A `delete()` or a donation after this call doesn't disturb it.
   * @throws DeletedBufferError
   * @throws PjrtError what that program failed with
   * @throws ClosedClientError when the client is closed meanwhile
   */
  async copyToHost(): Promise<ArrayBuffer> {
    this.#assertLive('copyToHost');
    const client = this.#client;
    this.#pendingReads++;
    try {
      if (!this.#filling.isOver) await whenReady(client, readyEvent(this.#client, this.#handle));
      this.#filling.isOver = true;
      client.assertOpen('copyToHost');
      if (!isOnCpu(this.#client, this.#handle)) return this.#read();
      const host = hostArray(this.shape, this.byteLength);
      await copyInParts(host, () => {
        client.assertOpen('copyToHost');
        return this.#pointer();
      });
      return host.buffer;
    } finally {
      this.#pendingReads--;
      if (this.#end !== undefined && this.#pendingReads === 0) this.#destroy();
    }
  }

  /**
   * Blocks until the contents are there.
   * @throws PjrtError what the run failed with that makes them
   * @throws DeletedBufferError
   */
  wait(): void {
    this.#assertLive('wait');
    this.#awaitFilling();
  }

  /** A buffer of its own with these contents, on any device. */
  copyTo(device: number): DeviceBuffer {
    this.#assertLive('copyTo');
    const copy = copyOnDevice(this.#client, this.#handle, device);
    return new DeviceBuffer(this.#client, copy, this, device);
  }

  /** These contents on a device: itself, or a copy that is made once and ends with this buffer. */
  on(device: number): DeviceBuffer {
    if (device === this.device) return this;
    const known = this.#copies?.get(device);
    if (known && !known.deleted) return known;
    const copy = this.copyTo(device);
    this.adopt(copy);
    return copy;
  }

  /** @internal Takes over what is the same on another device. */
  adopt(copy: DeviceBuffer): void {
    this.#copies ??= new Map();
    this.#copies.set(copy.device, copy);
  }

  /** Gives the memory back, after what is in flight. A second call does nothing. */
  delete(): void {
    if (this.#end !== undefined) return;
    this.#end = 'deleted';
    this.#deleteCopies();
    if (this.#pendingReads === 0) this.#destroy();
  }

  /** @internal Whether a donation must be refused because a read still waits. */
  get beingRead(): boolean {
    return this.#pendingReads > 0;
  }

  /**
   * @internal The `PJRT_Buffer*`, for a call of `client`.
   * @throws DeletedBufferError
   * @throws PjrtError when the buffer belongs to another client
   */
  handleFor(client: NativeClient, functionName: string): bigint {
    this.#assertLive(functionName);
    if (this.#client !== client) {
      throw new PjrtError(
        'INVALID_ARGUMENT',
        functionName,
        `the buffer ${describe(this)} belongs to another client; copy it to the host and to this client`,
      );
    }
    return this.#handle;
  }

  /** @internal Notes that a program has taken the memory, if it has. */
  noteDonation(): void {
    if (this.#end !== undefined) return;
    if (!isTaken(this.#client, this.#handle)) return;
    this.#end = 'donated';
    this.#deleteCopies();
    this.#client.donated.add(this.#handle);
    this.#client.resources.delete(this);
    this.#handle = 0n;
  }

  /** @internal */
  releaseOnClose(): void {
    this.#end ??= 'closed';
    this.#destroy();
  }

  #deleteCopies(): void {
    if (!this.#copies) return;
    for (const copy of this.#copies.values()) copy.delete();
    this.#copies = undefined;
  }

  #assertLive(use: string): void {
    if (this.#end !== undefined) throw new DeletedBufferError(describe(this), use, this.#end);
  }

  #read(): ArrayBuffer {
    // The plugin's own copy would wait in a queue behind the programs that run.
    const isDirect = isOnCpu(this.#client, this.#handle);
    // Memory for it is asked for when it is there: a failed run is told of as what it is.
    if (isDirect) this.#awaitFilling();
    const host = hostArray(this.shape, this.byteLength);
    if (this.byteLength > 0) {
      if (isDirect) copyTo(host, this.#pointer());
      else readByCopy(this.#client, this.#handle, host);
    }
    return host.buffer;
  }

  #awaitFilling(): void {
    if (this.#filling.isOver) return;
    awaitEvent(this.#client, readyEvent(this.#client, this.#handle));
    this.#filling.isOver = true;
  }

  /** Where the contents lie in the host's memory, once they are there. */
  #pointer(): bigint {
    this.#awaitFilling();
    return pointerOf(this.#client, this.#handle);
  }

  #destroy(): void {
    if (this.#handle === 0n) return;
    const handle = this.#handle;
    this.#handle = 0n;
    this.#client.resources.delete(this);
    this.#client.destroyBuffer(handle);
  }
}
