/** Runs a kernel of TensorFlow.js's CPU backend on values that were read from the device. */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  type BackendValues,
  getKernel,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { cpuBackend } from './cpu-backend.js';

type Params = Parameters<KernelFunc>[0];

/** A tensor's values on the host. */
export interface HostTensor {
  readonly shape: number[];
  readonly dtype: TensorInfo['dtype'];
  readonly values: BackendValues;
}

/** A kernel's inputs by their names, some of them lists; or one list. */
export type Inputs<T> = Readonly<Record<string, T | T[]>> | T[];

/** A kernel's parameters with the values of its inputs. */
export interface HostCall {
  readonly inputs: Inputs<HostTensor>;
  readonly attrs: Params['attrs'];
}

/** The inputs with each tensor replaced; those that a kernel can do without are undefined and left out. */
export function mapInputs<T, U>(inputs: Inputs<T | undefined>, change: (one: T) => U): Inputs<U> {
  const all = (list: readonly (T | undefined)[]) =>
    list.flatMap((one) => (one === undefined ? [] : [change(one)]));
  if (Array.isArray(inputs)) return all(inputs);
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, one]) => {
      if (one === undefined || one === null) return [];
      return [[name, Array.isArray(one) ? all(one) : change(one)]];
    }),
  );
}

/** Of our own, apart from the one that TensorFlow.js has under the name `cpu`. */
let cpu: MathBackendCPU | undefined;

export function hasHostKernel(kernel: string): boolean {
  return getKernel(kernel, 'cpu') !== undefined;
}

/** @throws what the CPU backend throws, as when an index is out of range. */
export function runOnHost(kernel: string, { inputs, attrs }: HostCall): HostTensor | HostTensor[] {
  const config = getKernel(kernel, 'cpu');
  if (!config) throw new TypeError(`TensorFlow.js has no kernel ${kernel} for the host.`);
  cpu ??= cpuBackend();
  const backend = cpu;
  const made: TensorInfo[] = [];
  const infos = mapInputs(inputs, ({ shape, dtype, values }) => {
    const info = backend.makeTensorInfo(shape, dtype, values);
    made.push(info);
    return info;
  });
  const take = (info: TensorInfo): HostTensor => {
    made.push(info);
    return { shape: info.shape, dtype: info.dtype, values: backend.readSync(info.dataId) };
  };
  try {
    // TensorFlow.js passes lists of inputs too, and declares records of tensors.
    const output = config.kernelFunc({ inputs: infos as NamedTensorInfoMap, attrs, backend });
    return Array.isArray(output) ? output.map(take) : take(output);
  } finally {
    for (const { dataId } of made) backend.disposeData(dataId, true);
  }
}
