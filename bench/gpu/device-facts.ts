/** What a result was taken on: the device, its drivers, the plugin and the versions of everything. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type PluginPlatform, plugins } from '../../src/xla/plugins/index.js';
import { type Machine, machine } from '../machine.js';
import { runNode } from './node-process.js';
import { deviceOf } from './parts.js';

export interface DeviceFacts {
  readonly device: { readonly name: string; readonly description: string; readonly count: number };
  /** In the vendor's words: `NVIDIA H100`. */
  readonly kind: string;
  readonly drivers: readonly string[];
  readonly plugin: PluginPlatform;
  /** The plugin's wheels, as `xla-cpu-pjrt 0.0.1`. */
  readonly wheels: readonly string[];
  readonly gradbook: string;
  readonly machine: Machine;
}

/**
 * Starts the device, in a process of its own: one that stays would keep the others from its memory.
 * @param found what the driver was found to be
 * @throws Error when the device can't be used; its text says why
 */
export async function describeDevice(
  platform: PluginPlatform,
  found: string,
): Promise<DeviceFacts> {
  const file = fileURLToPath(new URL('tell-device.js', import.meta.url));
  const { output } = await runNode([file], { GRADBOOK_DEVICE: deviceOf(platform) }, 'pipe');
  const line = output.split('\n').findLast((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`The device can't be used:\n${output}`);
  const told: Pick<DeviceFacts, 'device' | 'kind'> = JSON.parse(line);
  const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
  return {
    ...told,
    drivers: [found, ...nvidiaCards()],
    plugin: platform,
    wheels: plugins[platform].wheels.map((wheel) => `${wheel.package} ${wheel.version}`),
    gradbook: version,
    machine: machine(),
  };
}

/** Each card with its driver and memory, as NVIDIA's own tool tells; nothing where that isn't there. */
function nvidiaCards(): string[] {
  try {
    const asked = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
    return execFileSync('nvidia-smi', asked, { encoding: 'utf8' }).trim().split('\n');
  } catch {
    return [];
  }
}

/** `nvidia-h100`; for the CPU its model's name. */
export function fileNameOf({ kind, machine: { cpu } }: DeviceFacts): string {
  const name = kind === 'cpu' ? `cpu ${cpu}` : kind;
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
