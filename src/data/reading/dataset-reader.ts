/** Reads the samples of a dataset that a module makes; for threads of a {@link WorkerDataset}. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
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
      const sample = parts(dataset.get(index)).map(raw);
      tf.engine().endScope();
      return sample;
    },
  };
}

/** @throws DatasetError for what is no list */
function parts(sample: Sample): readonly Sample[] {
  if (Array.isArray(sample)) return sample;
  throw new DatasetError(
    'A sample is no list. Threads read lists of tensors and class numbers, as [image, label]; without numWorkers samples may be objects too.',
  );
}

/** By what it does: the module may have a library of its own. */
const isTensor = (part: Sample): part is Tensor => typeof part === 'object' && 'dataSync' in part;

/** A copy of the values: integers and truth values as int32. @throws DatasetError for a text, a truth value, a list or an object */
function raw(part: Sample): RawArray | number {
  if (typeof part === 'number') return part;
  if (!isTensor(part)) {
    const found = Array.isArray(part)
      ? 'list'
      : ({ string: 'text', boolean: 'truth value' }[typeof part as string] ?? 'object');
    throw new DatasetError(
      `A sample has a ${found}. Threads read tensors and class numbers only; without numWorkers it may have others too.`,
    );
  }
  const values = part.dataSync();
  const data = part.dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  return { data, shape: part.shape };
}
