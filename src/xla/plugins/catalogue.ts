/**
 * The XLA plugins that Gradbook knows: which package brings them, pinned by version and sha256.
 * To take another plugin for a platform, change its entry here.
 */

/** A wheel that carries one PJRT plugin. */
export interface Plugin {
  platform: string;
  /** The package's name on the Python package index. */
  package: string;
  version: string;
  /** Of the wheel, which is a zip archive. */
  sha256: string;
  /** The wheel's size in megabytes, told before a download. */
  megabytes: number;
  /** The shared library, relative to the unpacked wheel. */
  library: string;
  /** The machines that it runs on, as `process.platform`-`process.arch`. */
  machine: string;
}

const cpuLinux: Plugin = {
  platform: 'cpu',
  package: 'xla-cpu-pjrt',
  version: '0.0.1',
  sha256: '55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc',
  megabytes: 63,
  library: 'xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so',
  machine: 'linux-x64',
};

export const plugins = { cpu: cpuLinux } as const satisfies Record<string, Plugin>;
export type PluginPlatform = keyof typeof plugins;

/** Platforms that PJRT plugins exist for, but that Gradbook doesn't install yet. */
export const plannedPlatforms = ['cuda', 'rocm', 'oneapi', 'metal'] as const;

export function isPluginPlatform(name: string): name is PluginPlatform {
  return Object.hasOwn(plugins, name);
}
