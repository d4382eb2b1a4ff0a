/** Every PC: XLA for the CPU. */
import type { Plugin } from './plugin.js';

export const cpu = {
  platform: 'cpu',
  hardware: 'cpu',
  machine: 'linux-x64',
  library: 'xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so',
  preload: [],
  wheels: [
    {
      package: 'xla-cpu-pjrt',
      version: '0.0.1',
      sha256: '55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc',
      bytes: 63461052,
      unpackedBytes: 259391583,
    },
  ],
} as const satisfies Plugin;
