/** Samples that two data sets have in common, where both lie in memory. */
import { type Column, HostColumn, TensorColumn } from './batch-source.js';
import type { Dataset, Sample } from './dataset.js';
import type { HostValues } from './host-tensor.js';

/** Of `probed`, at most this many samples are looked for. */
const MOST_PROBED = 500;
/** Of a sample, each so-many-th value decides its key; what has the same key is compared whole. */
const STRIDE = 7;

/** A share of samples that a set has more than once, as tables of few categories do: what it shares with others says nothing. */
const MOST_REPEATED = 0.01;

/** The share of `probed`'s samples that `dataset` has too, 0 to 1; undefined where that can't be seen, or says nothing. */
export function overlap(dataset: Dataset<Sample>, probed: Dataset<Sample>): number | undefined {
  const all = rowsOf(dataset);
  const some = rowsOf(probed);
  if (all === undefined || some === undefined) return undefined;
  const step = Math.max(1, Math.ceil(probed.length / MOST_PROBED));
  const wanted = new Map<number, HostValues[]>();
  let [looked, repeated] = [0, 0];
  for (let i = 0; i < probed.length; i += step, looked++) {
    const row = some(i);
    const key = keyOf(row);
    const before = wanted.get(key) ?? [];
    if (before.some((other) => isSame(row, other))) repeated++;
    wanted.set(key, [...before, row]);
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
  const row = column && rowOf(column, dataset.length, source?.rows);
  const rows = source?.rows;
  return row && ((sample) => row(rows ? rows[sample] : sample));
}

/** Tensors of more bytes aren't read for it. */
const MOST_READ = 2 ** 26;

function rowOf(
  column: Column,
  samples: number,
  rows: Int32Array | undefined,
): ((row: number) => HostValues) | undefined {
  if (column instanceof HostColumn) return (row) => column.row(row);
  if (!(column instanceof TensorColumn) || column.bytes > MOST_READ || rows) return undefined;
  const values = column.values();
  const size = values.length / samples;
  // By their bits, so that fractions have different keys.
  const bits = values instanceof Float32Array ? new Int32Array(values.slice().buffer) : values;
  return (row) => bits.subarray(row * size, (row + 1) * size);
}

/** FNV-1a over some of the values. */
function keyOf(row: HostValues): number {
  let key = 0x811c9dc5;
  for (let i = 0; i < row.length; i += STRIDE) key = Math.imul(key ^ row[i], 0x01000193);
  return key;
}

function isSame(a: HostValues, b: HostValues): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
