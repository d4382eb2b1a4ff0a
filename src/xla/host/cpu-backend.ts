/** TensorFlow.js's backend in plain JavaScript, without its advice to install another package, which is of no use here. */
import { createRequire } from 'node:module';
import { engine, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

// Required, not imported: what an import would first look for, the names of its exports, takes a tenth of the library's start.
const { MathBackendCPU }: typeof import('@tensorflow/tfjs-backend-cpu') = createRequire(
  import.meta.url,
)('@tensorflow/tfjs-backend-cpu');

export function cpuBackend(): InstanceType<typeof MathBackendCPU> {
  const backend = new MathBackendCPU();
  // The advice is printed at its first use.
  Reflect.set(backend, 'firstUse', false);
  return backend;
}

/**
 * Takes the place of the backend `cpu` that TensorFlow.js registered, unless that is in use already.
 * @param onStart called when it begins to be used
 */
export function replaceCpuBackend(onStart: () => void): void {
  // `findBackend` would put it to use.
  if ('cpu' in engine().registry) return;
  removeBackend('cpu');
  registerBackend('cpu', () => {
    onStart();
    return cpuBackend();
  });
}
