/** Samples that two data sets have in common, where both lie in memory. */
import { type Column, HostColumn, TensorColumn } from './batch-source.js';
import type { Dataset, Sample } from './dataset.js';
import type { HostValues } from './host-tensor.js';

/** Of `probed`, at most this many samples are looked for. */
const MOST_PROBED = 500;
/** Of a sample, each so-many-th value decides its key; what has the same key is compared whole. */
const STRIDE = 7;
/** Data sets of tensors with more numbers than this are not read back from the device. */
const MOST_READ = 2 ** 24;
/** Where more of the samples than this share repeat each other, as rows of few categories do, equal ones tell nothing. */
const MOST_REPEATED = 0.1;

/**
 * The share of `probed`'s samples that `dataset` has too, 0 to 1; undefined where that can't be seen: where they don't
 * lie in memory, or repeat each other anyway.
 */
export function overlap(dataset: Dataset<Sample>, probed: Dataset<Sample>): number | undefined {
  const all = rowsOf(dataset);
  const some = rowsOf(probed);
  if (all === undefined || some === undefined) return undefined;
  const step = Math.max(1, Math.ceil(probed.length / MOST_PROBED));
  const wanted = new Map<number, HostValues[]>();
  let looked = 0;
  let repeated = 0;
  for (let i = 0; i < probed.length; i += step, looked++) {
    const row = some(i);
    const key = keyOf(row);
    const alike = wanted.get(key) ?? [];
    if (alike.some((other) => isSame(row, other))) repeated++;
    wanted.set(key, [...alike, row]);
  }
  if (repeated > MOST_REPEATED * looked) return undefined;
  const found = new Set<HostValues>();
  for (let i = 0; i < dataset.length; i++) {
    const row = all(i);
    for (const candidate of wanted.get(keyOf(row)) ?? []) {
      if (!found.has(candidate) && isSame(row, candidate)) found.add(candidate);
    }
  }
  return found.size / looked;
}

function rowsOf(dataset: Dataset<Sample>): ((sample: number) => HostValues) | undefined {
  const source = dataset.batchSource();
  const column = source?.columns[0];
  const row = column && readerOf(column);
  if (row === undefined) return undefined;
  const rows = source?.rows;
  return (sample) => row(rows ? rows[sample] : sample);
}

function readerOf(column: Column): ((row: number) => HostValues) | undefined {
  if (column instanceof HostColumn) return (row) => column.row(row);
  if (column instanceof TensorColumn && column.size <= MOST_READ) return column.read();
  return undefined;
}

/** FNV-1a over some of the values. */
function keyOf(row: HostValues): number {
  // Numbers below 1 differ in their bits, not in whole numbers.
  const values =
    row instanceof Float32Array ? new Int32Array(row.buffer, row.byteOffset, row.length) : row;
  let key = 0x811c9dc5;
  for (let i = 0; i < values.length; i += STRIDE) key = Math.imul(key ^ values[i], 0x01000193);
  return key;
}

function isSame(a: HostValues, b: HostValues): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
