/** Macs with Apple silicon: Apple's plugin. */
import type { Plugin } from './plugin.js';

export const metal = {
  platform: 'metal',
  hardware: 'apple',
  machine: 'darwin-arm64',
  library: 'jax_plugins/metal_plugin/pjrt_plugin_metal_14.dylib',
  preload: [],
  wheels: [
    {
      package: 'jax-metal',
      version: '0.1.1',
      sha256: 'f1dbfecb298cdd3ba6da3ad6dc9a2adb63d71741f8b8ece28c296b32d608b6c8',
      bytes: 41179678,
      unpackedBytes: 159310786,
    },
  ],
} as const satisfies Plugin;
