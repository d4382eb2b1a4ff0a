/** Reads the samples of a batch and lays them side by side. */
import { DatasetError } from '../errors.js';
import {
  type OnError,
  type RawArray,
  type RawBatch,
  SampleError,
  type SampleReader,
  type Skipped,
} from './reader.js';

/**
 * @param indices the samples' numbers
 * @throws SampleError when a sample can't be read, and `onError` is `throw`.
 * @throws DatasetError when samples differ in parts or shapes.
 */
export function readBatch(reader: SampleReader, indices: Int32Array, onError: OnError): RawBatch {
  const skipped: Skipped[] = [];
  let columns: Column[] | undefined;
  let samples = 0;
  for (const index of indices) {
    let sample: ReturnType<SampleReader['read']>;
    try {
      sample = reader.read(index);
    } catch (error) {
      if (onError === 'throw' || !(error instanceof SampleError)) throw error;
      skipped.push({ index, reason: error.message });
      continue;
    }
    columns ??= sample.map((part) => columnFor(part, indices.length));
    if (sample.length !== columns.length) {
      throw new DatasetError(
        `Sample ${index} has ${sample.length} parts, the first of its batch ${columns.length}.`,
      );
    }
    for (const [part, column] of columns.entries()) put(column, samples, sample[part], index, part);
    samples++;
  }
  return { columns: (columns ?? []).map((column) => cut(column, samples)), samples, skipped };
}

interface Column {
  readonly data: RawArray['data'];
  readonly rowShape: readonly number[];
  readonly rowSize: number;
}

function columnFor(first: RawArray | number, rows: number): Column {
  if (typeof first === 'number') return { data: new Int32Array(rows), rowShape: [], rowSize: 1 };
  const rowSize = first.data.length;
  return { data: arrayLike(first.data, rows * rowSize), rowShape: first.shape, rowSize };
}

function arrayLike(values: RawArray['data'], size: number): RawArray['data'] {
  if (values instanceof Float32Array) return new Float32Array(size);
  return values instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size);
}

function put(
  { data, rowShape, rowSize }: Column,
  row: number,
  value: RawArray | number,
  index: number,
  part: number,
): void {
  const shape = typeof value === 'number' ? [] : value.shape;
  if (`${shape}` !== `${rowShape}`) {
    throw new DatasetError(
      `Part ${part} of sample ${index} has the shape [${shape}], that of the first sample of its ` +
        `batch [${rowShape}]. Samples of a batch have the same shape.`,
    );
  }
  if (typeof value === 'number') data[row] = value;
  else data.set(value.data, row * rowSize);
}

function cut({ data, rowShape, rowSize }: Column, samples: number): RawArray {
  return { data: data.subarray(0, samples * rowSize), shape: [samples, ...rowShape] };
}
