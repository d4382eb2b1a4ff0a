/**
 * The devices and the platform of a client, as its plugin describes them.
 */
import type { PjrtApi } from './api.js';
import type { FunctionName } from './function-table.js';
import { Struct } from './layout.js';
import { readSlots, readText } from './native-memory.js';
import {
  ClientDevicesArgs,
  ClientTextArgs,
  DeviceGetDescriptionArgs,
  DeviceIdArgs,
  DeviceTextArgs,
} from './structs.js';

export interface Device {
  readonly id: number;
  /** The vendor's name for this kind of device: `cpu`, `NVIDIA H100`, ... */
  readonly kind: string;
  /** The plugin's text for people. */
  readonly description: string;
}

/** A device with its `PJRT_Device*`. */
export interface NativeDevice extends Device {
  readonly handle: bigint;
}

/** The devices that a client can use. */
export function devicesOf(api: PjrtApi, client: bigint): NativeDevice[] {
  const args = new Struct(ClientDevicesArgs, { client });
  api.call('PJRT_Client_AddressableDevices', args);
  const handles = readSlots(args.get('devices'), args.getNumber('num_devices'));
  return Array.from(handles, (device) => {
    const got = new Struct(DeviceGetDescriptionArgs, { device });
    api.call('PJRT_Device_GetDescription', got);
    const description = got.get('device_description');
    const id = new Struct(DeviceIdArgs, { description });
    api.call('PJRT_DeviceDescription_Id', id);
    return {
      handle: device,
      id: id.getNumber('id'),
      kind: deviceText(api, 'PJRT_DeviceDescription_Kind', description),
      description: deviceText(api, 'PJRT_DeviceDescription_ToString', description),
    };
  });
}

/** The name or the version of a client's platform. */
export function platformText(api: PjrtApi, name: FunctionName, client: bigint): string {
  const args = new Struct(ClientTextArgs, { client });
  api.call(name, args);
  return readText(args.get('text'), args.getNumber('size'));
}

function deviceText(api: PjrtApi, name: FunctionName, description: bigint): string {
  const args = new Struct(DeviceTextArgs, { description });
  api.call(name, args);
  return readText(args.get('text'), args.getNumber('size'));
}
