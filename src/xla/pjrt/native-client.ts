/**
 * What buffers and programs share with their client: the function table, the native client, whether it is
 * still open, and what must be given back when it closes. The public face is in client.ts.
 */
import type { PjrtApi } from './api.js';
import { devicesOf, type NativeDevice } from './device.js';
import { DonatedHandles } from './donated-handles.js';
import { ClosedClientError, PjrtError } from './errors.js';
import { Struct } from './layout.js';
import {
  BufferArgs,
  BufferCopyToDeviceArgs,
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
    bufferCopyToDevice: new Struct(BufferCopyToDeviceArgs),
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
  /** How long the last wait was that blocked, in milliseconds. */
  lastWait = 0;
  /** How long the last wait was that left the event loop free, in milliseconds. */
  lastAsyncWait = 0;
  /** The devices that programs and buffers can be on; they are told apart by their place in here. */
  readonly devices: readonly NativeDevice[];
  #open = true;
  /** Calls that are under way on other threads; the client outlives them. */
  #holds = 0;

  constructor(
    readonly api: PjrtApi,
    /** `PJRT_Client*`. */
    readonly handle: bigint,
  ) {
    this.devices = devicesOf(api, handle);
  }

  get open(): boolean {
    return this.#open;
  }

  /** @throws ClosedClientError */
  assertOpen(use: string): void {
    if (!this.#open) throw new ClosedClientError(use);
  }

  /** @throws PjrtError when there is no device in this place */
  device(place: number): NativeDevice {
    const device = this.devices[place];
    if (device) return device;
    const last = this.devices.length - 1;
    throw new PjrtError(
      'INVALID_ARGUMENT',
      'PJRT_Client_AddressableDevices',
      `there is no device ${place}; they are numbered from 0 to ${last}`,
    );
  }

  /** Destroys a `PJRT_Buffer*`. */
  destroyBuffer(handle: bigint): void {
    this.structs.buffer.set('buffer', handle);
    this.api.call('PJRT_Buffer_Destroy', this.structs.buffer);
  }

  /** Keeps the native client beyond `close()`, until what this gives is called. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
      if (!this.#open && this.#holds === 0) this.#destroy();
    };
  }

  /** Gives everything back, then the client itself. A second call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const resource of this.resources) resource.releaseOnClose();
    this.resources.clear();
    this.donated.clear();
    if (this.#holds === 0) this.#destroy();
  }

  #destroy(): void {
    this.api.call('PJRT_Client_Destroy', new Struct(ClientArgs, { client: this.handle }));
  }
}
