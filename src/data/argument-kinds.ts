/** What datasets and samplers are made of, checked where it came through `any`, JSON or plain JavaScript. */
import { shown } from '../tensor/index.js';
import { DatasetError } from './errors.js';

/** @throws DatasetError for what is no dataset. */
export function checkDataset(owner: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && 'batchSource' in value) return;
  throw noDataset(owner, value);
}

/**
 * A dataset, or a list as it is: not by the value of its length, which of a stream may be unknown.
 * @throws DatasetError for what has no length.
 */
export function checkSized(owner: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && 'length' in value) return;
  throw noDataset(owner, value);
}

const noDataset = (owner: string, value: unknown): DatasetError =>
  new DatasetError(
    `${owner} got ${shown(value)} for a dataset. Pass one, as new TensorDataset(inputs, labels), or of a ` +
      'class that extends Dataset.',
  );

/**
 * @param what as `indices`
 * @throws DatasetError for what is no list, whatever stands in it.
 */
export function checkNumbers(owner: string, what: string, value: unknown): void {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) return;
  throw new DatasetError(
    `${owner} got ${shown(value)} for ${what}. Pass a list of numbers, as [0, 1] or an Int32Array.`,
  );
}

/** @throws DatasetError for what is no object. */
export function checkRecord(owner: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null) return;
  throw new DatasetError(`${owner} got ${shown(value)}. It takes ${example}.`);
}

/**
 * @param what as `a file`
 * @throws DatasetError for what is no text.
 */
export function checkText(owner: string, what: string, value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw new DatasetError(`${owner} got ${shown(value)} for ${what}. Pass its name.`);
}

/** @throws DatasetError for what gives no numbers of samples. */
export function checkSampler(owner: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return;
  throw new DatasetError(
    `${owner} got ${shown(value)} for a sampler. Pass one, as new RandomSampler(dataset).`,
  );
}
