/** AMD GPUs: JAX's plugin. ROCm 7 itself comes from the system, below /opt/rocm. */
import type { Plugin } from './plugin.js';

export const rocm = {
  platform: 'rocm',
  hardware: 'amd',
  machine: 'linux-x64',
  library: 'jax_plugins/xla_rocm7/xla_rocm_plugin.so',
  preload: [],
  wheels: [
    {
      package: 'jax-rocm7-pjrt',
      version: '0.12.0',
      sha256: '4551d0714523355f2946ca1958c3f584e95661e467a641d36b726f718a1c7934',
      bytes: 133415872,
      unpackedBytes: 459013153,
    },
  ],
} as const satisfies Plugin;
