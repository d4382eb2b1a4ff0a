/** What is asked of a `PJRT_Buffer`, a call each. */
import { awaitEvent } from './event.js';
import type { NativeClient } from './native-client.js';
import { addressOf } from './native-memory.js';

/** The event of its contents being there; who takes it waits for it. */
export function readyEvent(client: NativeClient, buffer: bigint): bigint {
  const args = client.structs.bufferReadyEvent;
  args.set('buffer', buffer);
  client.api.call('PJRT_Buffer_ReadyEvent', args);
  return args.get('event');
}

/** Whether the host can read the device's memory; it is the same for all buffers of a client, and asked once. */
export function isOnCpu(client: NativeClient, buffer: bigint): boolean {
  if (client.buffersOnCpu !== undefined) return client.buffersOnCpu;
  const args = client.structs.bufferIsOnCpu;
  args.set('buffer', buffer);
  args.set('is_on_cpu', 0n);
  client.api.call('PJRT_Buffer_IsOnCpu', args);
  client.buffersOnCpu = args.get('is_on_cpu') !== 0n;
  return client.buffersOnCpu;
}

/** Where the contents lie in the host's memory; they must be there. */
export function pointerOf(client: NativeClient, buffer: bigint): bigint {
  const args = client.structs.bufferPointer;
  args.set('buffer', buffer);
  client.api.call('PJRT_Buffer_OpaqueDeviceMemoryDataPointer', args);
  return args.get('device_memory_ptr');
}

/** Has the plugin copy the contents to the host; waits for it. */
export function readByCopy(client: NativeClient, buffer: bigint, host: Uint8Array): void {
  const args = client.structs.bufferToHost;
  args.set('src', buffer);
  args.set('dst', addressOf(host));
  args.set('dst_size', BigInt(host.byteLength));
  client.api.call('PJRT_Buffer_ToHostBuffer', args);
  awaitEvent(client, args.get('event'));
}

/** A `PJRT_Buffer*` with the same contents on another device, by its place among the client's. */
export function copyOnDevice(client: NativeClient, buffer: bigint, device: number): bigint {
  const args = client.structs.bufferCopyToDevice;
  args.set('buffer', buffer);
  args.set('dst_device', client.device(device).handle);
  client.api.call('PJRT_Buffer_CopyToDevice', args);
  return args.get('dst_buffer');
}

/** Whether a program has taken the memory. */
export function isTaken(client: NativeClient, buffer: bigint): boolean {
  const args = client.structs.bufferIsDeleted;
  args.set('buffer', buffer);
  args.set('is_deleted', 0n);
  client.api.call('PJRT_Buffer_IsDeleted', args);
  return args.get('is_deleted') !== 0n;
}
