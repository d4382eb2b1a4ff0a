/** What the catalogue says of a plugin. */
import os from 'node:os';
import type { ClientOptions } from '../../pjrt/index.js';

/** One wheel of the Python package index: a zip archive, pinned by its hash. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
}

/** Whose processors a plugin drives. */
export type Hardware = 'cpu' | 'nvidia' | 'amd' | 'intel' | 'apple';

export interface Plugin {
  readonly platform: string;
  readonly hardware: Hardware;
  /** The machines that it runs on, as `process.platform`-`process.arch`. */
  readonly machine: string;
  /** The oldest major version of the graphics driver that knows it; undefined where any does. */
  readonly oldestDriver?: number;
  /** The plugin's own wheel first, then what it links to. All are unpacked into one folder. */
  readonly wheels: readonly [Wheel, ...Wheel[]];
  /** The shared library that is the plugin, in that folder. */
  readonly library: string;
  /** Libraries in that folder that it wouldn't find by itself; loaded before it, in this order. */
  readonly preload: readonly string[];
}

/** What a client of the plugin is told. */
export function clientOptionsOf({ hardware }: Plugin): ClientOptions {
  switch (hardware) {
    case 'nvidia':
    case 'amd':
      // Three quarters of a GPU's memory otherwise, so that a second notebook finds none.
      return { preallocate: false };
    case 'cpu':
      return { cpu_device_count: BigInt(cpuDevices()) };
    case 'intel':
    case 'apple':
      return {};
    default:
      return hardware satisfies never;
  }
}

/** What XLA in the plugin is told, as `XLA_FLAGS` tells it. */
export function xlaFlagsOf({ hardware }: Plugin): string {
  // LLVM writes short loops out, as those over a few channels, and then finds no numbers to compute at once.
  return hardware === 'cpu' ? '--xla_backend_extra_options=xla_cpu_disable_loop_unrolling' : '';
}

/** How many devices the CPU shows, by itself at most. */
const MOST_CPU_DEVICES = 4;

/**
 * The plugin starts a thread for each of its devices: more than there are cores take turns on them, which makes each
 * product a tenth slower and some steps twice.
 * @throws RangeError when `GRADBOOK_CPU_DEVICES` is no such number
 */
function cpuDevices(): number {
  const wanted = process.env.GRADBOOK_CPU_DEVICES;
  if (!wanted) return Math.min(MOST_CPU_DEVICES, os.availableParallelism());
  const count = Number(wanted);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new RangeError(
    `GRADBOOK_CPU_DEVICES must be a whole number of 1 or more, as 4; got '${wanted}'`,
  );
}

/** The plugin's own wheel in words, as `xla-cpu-pjrt 0.0.1`. */
export function titleOf({ wheels: [{ package: name, version }] }: Plugin): string {
  return `${name} ${version}`;
}

/** What is fetched, as `63 MB` or `2.5 GB`. */
export function downloadSize({ wheels }: Plugin): string {
  return amountOf(wheels.reduce((sum, { bytes }) => sum + bytes, 0));
}

/** Bytes in words. */
export function amountOf(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
