/** What the catalogue says of a plugin. */
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
  // Three quarters of a GPU's memory otherwise, so that a second notebook finds none.
  return hardware === 'nvidia' || hardware === 'amd' ? { preallocate: false } : {};
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
