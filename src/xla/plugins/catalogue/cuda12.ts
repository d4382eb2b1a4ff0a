/** NVIDIA GPUs whose driver knows CUDA 12: JAX's plugin, and NVIDIA's libraries that it loads. */
import type { Plugin } from './plugin.js';

export const cuda12 = {
  platform: 'cuda12',
  hardware: 'nvidia',
  machine: 'linux-x64',
  // CUDA 12.0's; later ones run on it too, by NVIDIA's minor version compatibility.
  oldestDriver: 525,
  library: 'jax_plugins/xla_cuda12/xla_cuda_plugin.so',
  // It looks for these where the wheels don't put them.
  preload: [
    'nvidia/cuda_nvrtc/lib/libnvrtc.so.12',
    'nvidia/cusolver/lib/libcusolver.so.11',
    'nvidia/nvshmem/lib/libnvshmem_host.so.3',
  ],
  wheels: [
    {
      package: 'jax-cuda12-pjrt',
      version: '0.12.0.1',
      sha256: '5ec28e06198d094031c37590b4ea753ae8cde4879ab4b60baf40f0dffb673286',
      bytes: 191846358,
      unpackedBytes: 486619307,
    },
    {
      package: 'nvidia-cublas-cu12',
      version: '12.9.3.13',
      sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      bytes: 581217458,
      unpackedBytes: 855724311,
    },
    {
      package: 'nvidia-cuda-cccl-cu12',
      version: '12.9.27',
      sha256: '37869e17ce2e1ecec6eddf1927cca0f8c34e64fd848d40453df559091e2d7117',
      bytes: 3152243,
      unpackedBytes: 13964337,
    },
    {
      package: 'nvidia-cuda-cupti-cu12',
      version: '12.9.79',
      sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
      bytes: 10814997,
      unpackedBytes: 44603912,
    },
    {
      package: 'nvidia-cuda-nvcc-cu12',
      version: '12.9.86',
      sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      bytes: 40546229,
      unpackedBytes: 98957442,
    },
    {
      package: 'nvidia-cuda-nvrtc-cu12',
      version: '12.9.86',
      sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
      bytes: 89568129,
      unpackedBytes: 227449426,
    },
    {
      package: 'nvidia-cuda-runtime-cu12',
      version: '12.9.79',
      sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      bytes: 3493179,
      unpackedBytes: 9619472,
    },
    {
      package: 'nvidia-cudnn-cu12',
      version: '9.28.0.42',
      sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      bytes: 716538495,
      unpackedBytes: 1163618106,
    },
    {
      package: 'nvidia-cufft-cu12',
      version: '11.4.1.4',
      sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      bytes: 200877592,
      unpackedBytes: 293721862,
    },
    {
      package: 'nvidia-cusolver-cu12',
      version: '11.7.5.82',
      sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      bytes: 338117415,
      unpackedBytes: 495296462,
    },
    {
      package: 'nvidia-cusparse-cu12',
      version: '12.5.10.65',
      sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      bytes: 366465088,
      unpackedBytes: 486917707,
    },
    {
      package: 'nvidia-nccl-cu12',
      version: '2.32.3',
      sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
      bytes: 351526311,
      unpackedBytes: 490610413,
    },
    {
      package: 'nvidia-nvjitlink-cu12',
      version: '12.9.86',
      sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      bytes: 39748338,
      unpackedBytes: 96014630,
    },
    {
      package: 'nvidia-nvshmem-cu12',
      version: '3.8.0',
      sha256: 'b2e5760d6158aefe7bb74348d5128bb1b46a7dd1fd4b7b1e6fe55b4b07888f70',
      bytes: 280800183,
      unpackedBytes: 420124884,
    },
  ],
} as const satisfies Plugin;
