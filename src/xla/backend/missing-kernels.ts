/** Kernels of TensorFlow.js that the backend cannot compute yet, and why. */

export const missingKernels: Readonly<Record<string, string>> = {};
