/** Reads the samples of a dataset that a module makes; for threads of a {@link WorkerDataset}. */
import * as tf from '@tensorflow/tfjs-core';
import { replaceCpuBackend } from '../../xla/host/cpu-backend.js';
import type { Dataset, Sample } from '../dataset.js';
import { DatasetError } from '../errors.js';
import type { RawArray, RawSample, SampleReader } from './reader.js';

interface Source {
  readonly module: string;
  readonly args: readonly unknown[];
}

export async function open({ module, args }: Source): Promise<SampleReader> {
  replaceCpuBackend(() => {});
  await tf.setBackend('cpu');
  const { default: Made } = (await import(module)) as {
    default: new (...args: unknown[]) => Dataset<Sample>;
  };
  const dataset = new Made(...args);
  return {
    draws: true,
    read(index): RawSample {
      tf.engine().startScope();
      const sample = dataset.get(index).map(raw);
      tf.engine().endScope();
      return sample;
    },
  };
}

/** A copy of the values: integers and truth values as int32. @throws DatasetError for a text or a list */
function raw(part: Sample[number]): RawArray | number {
  if (typeof part === 'number') return part;
  if (typeof part === 'string' || !('dataSync' in part)) {
    const found = typeof part === 'string' ? 'text' : 'list';
    throw new DatasetError(`A sample has a ${found}. Threads read tensors and class numbers only.`);
  }
  const values = part.dataSync();
  const data = part.dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  return { data, shape: part.shape };
}
