/**
 * What buffers and programs share with their client: the function table, the native client, whether it is
 * still open, and what must be given back when it closes. The public face is in client.ts.
 */
import type { PjrtApi } from './api.js';
import { DonatedHandles } from './donated-handles.js';
import { ClosedClientError } from './errors.js';
import { Struct } from './layout.js';
import {
  BufferArgs,
  BufferIsDeletedArgs,
  BufferIsOnCpuArgs,
  BufferPointerArgs,
  BufferReadyEventArgs,
  BufferToHostArgs,
  ClientArgs,
  EventArgs,
  EventIsReadyArgs,
} from './structs.js';

/** Something with native memory behind it. */
export interface NativeResource {
  /** Gives the native memory back because the client closes. */
  releaseOnClose(): void;
}

export class NativeClient {
  /** Argument structs that are filled anew for each call: calls are synchronous, so they never overlap. */
  readonly structs = {
    buffer: new Struct(BufferArgs),
    bufferIsDeleted: new Struct(BufferIsDeletedArgs),
    bufferIsOnCpu: new Struct(BufferIsOnCpuArgs),
    bufferPointer: new Struct(BufferPointerArgs),
    bufferReadyEvent: new Struct(BufferReadyEventArgs),
    bufferToHost: new Struct(BufferToHostArgs),
    event: new Struct(EventArgs),
    eventIsReady: new Struct(EventIsReadyArgs),
  };
  /** Buffers, programs and waits, in the order in which they were made. */
  readonly resources = new Set<NativeResource>();
  readonly donated = new DonatedHandles((handle) => this.destroyBuffer(handle));
  /** Whether buffers lie in the host's memory; known once one has been asked. */
  buffersOnCpu: boolean | undefined;
  #open = true;

  constructor(
    readonly api: PjrtApi,
    /** `PJRT_Client*`. */
    readonly handle: bigint,
  ) {}

  get open(): boolean {
    return this.#open;
  }

  /** @throws ClosedClientError */
  assertOpen(use: string): void {
    if (!this.#open) throw new ClosedClientError(use);
  }

  /** Destroys a `PJRT_Buffer*`. */
  destroyBuffer(handle: bigint): void {
    this.structs.buffer.set('buffer', handle);
    this.api.call('PJRT_Buffer_Destroy', this.structs.buffer);
  }

  /** Gives everything back, then the client itself. A second call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const resource of this.resources) resource.releaseOnClose();
    this.resources.clear();
    this.donated.clear();
    this.api.call('PJRT_Client_Destroy', new Struct(ClientArgs, { client: this.handle }));
  }
}
