/** TensorFlow.js's backend in plain JavaScript, without its advice to install another package, which is of no use here. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { engine, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { replaceSegmentSum } from './segment-sum.js';

export function cpuBackend(): MathBackendCPU {
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
  replaceSegmentSum();
  // `findBackend` would put it to use.
  if ('cpu' in engine().registry) return;
  removeBackend('cpu');
  registerBackend('cpu', () => {
    onStart();
    return cpuBackend();
  });
}
