/** Rows of a table in a thread of their own: read, encoded, and mixed in a buffer. */
import { Generator } from '../../random/generator.js';
import type { BatchStream, RawBatch } from '../reading/index.js';
import { type EncodedRows, encodedRows, featureNames } from './encode.js';
import { openTable } from './open-table.js';
import type { TablePlan } from './plan.js';

export interface TableRows {
  readonly file: string;
  readonly plan: TablePlan;
  /** How many rows are mixed at a time; 0 for the file's order. */
  readonly shuffleBuffer: number;
}

interface Row {
  readonly inputs: Float32Array;
  readonly target: number;
}

export async function open({ file, plan, shuffleBuffer }: TableRows): Promise<BatchStream> {
  const source = await openTable(file);
  const width = featureNames(plan).length;
  let rows = mixed(rowsOf(encodedRows(source, plan)), shuffleBuffer, new Generator(0));
  return {
    async begin(seed, skip) {
      rows = mixed(rowsOf(encodedRows(source, plan)), shuffleBuffer, new Generator(seed));
      for (let i = 0; i < skip; i++) await rows.next();
    },
    async take(samples): Promise<RawBatch> {
      const inputs = new Float32Array(samples * width);
      const targets = new (plan.classes ? Int32Array : Float32Array)(samples);
      let taken = 0;
      for (; taken < samples; taken++) {
        const { done, value } = await rows.next();
        if (done) break;
        inputs.set(value.inputs, taken * width);
        targets[taken] = value.target;
      }
      return {
        columns: [
          { data: inputs.subarray(0, taken * width), shape: [taken, width] },
          { data: targets.subarray(0, taken), shape: plan.classes ? [taken] : [taken, 1] },
        ],
        samples: taken,
        skipped: [],
      };
    },
  };
}

async function* rowsOf(pieces: AsyncIterable<EncodedRows>): AsyncGenerator<Row, void, void> {
  for await (const { rows, inputs, targets } of pieces) {
    const width = inputs.length / rows;
    for (let i = 0; i < rows; i++) {
      yield { inputs: inputs.subarray(i * width, (i + 1) * width), target: targets[i] };
    }
  }
}

/** Gives one of the next `size` rows by chance, again and again. TensorFlow: `tf.data.Dataset.shuffle`. */
async function* mixed(
  rows: AsyncGenerator<Row, void, void>,
  size: number,
  generator: Generator,
): AsyncGenerator<Row, void, void> {
  if (size < 2) return yield* rows;
  const buffer: Row[] = [];
  for await (const row of rows) {
    if (buffer.length < size) {
      buffer.push(row);
      continue;
    }
    const place = generator.randint(size);
    yield buffer[place];
    buffer[place] = row;
  }
  for (const place of generator.randperm(buffer.length)) yield buffer[place];
}
