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
  const from = (seed: number) =>
    new RowQueue(mixed(rowsOf(encodedRows(source, plan)), shuffleBuffer, new Generator(seed)));
  let queue = from(0);
  return {
    async begin(seed, skip) {
      queue = from(seed);
      await queue.take(skip, () => {});
    },
    async take(samples): Promise<RawBatch> {
      const inputs = new Float32Array(samples * width);
      const targets = new (plan.classes ? Int32Array : Float32Array)(samples);
      const taken = await queue.take(samples, (row, i) => {
        inputs.set(row.inputs, i * width);
        targets[i] = row.target;
      });
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

/** Rows one by one out of the pieces in which they come: awaiting each row would take longer than reading it. */
class RowQueue {
  readonly #pieces: AsyncGenerator<readonly Row[], void, void>;
  #piece: readonly Row[] = [];
  #at = 0;

  constructor(pieces: AsyncGenerator<readonly Row[], void, void>) {
    this.#pieces = pieces;
  }

  /** Hands over the next rows. @returns how many: fewer than asked for where the rows end */
  async take(count: number, use: (row: Row, i: number) => void): Promise<number> {
    for (let taken = 0; taken < count; ) {
      if (this.#at < this.#piece.length) {
        use(this.#piece[this.#at++], taken++);
        continue;
      }
      const { done, value } = await this.#pieces.next();
      if (done) return taken;
      this.#piece = value;
      this.#at = 0;
    }
    return count;
  }
}

async function* rowsOf(
  pieces: AsyncIterable<EncodedRows>,
): AsyncGenerator<readonly Row[], void, void> {
  for await (const { rows, inputs, targets } of pieces) {
    const width = inputs.length / rows;
    yield Array.from(targets, (target, i) => ({
      inputs: inputs.subarray(i * width, (i + 1) * width),
      target,
    }));
  }
}

/** Gives one of the next `size` rows by chance, again and again. TensorFlow: `tf.data.Dataset.shuffle`. */
async function* mixed(
  pieces: AsyncGenerator<readonly Row[], void, void>,
  size: number,
  generator: Generator,
): AsyncGenerator<readonly Row[], void, void> {
  if (size < 2) return yield* pieces;
  const buffer: Row[] = [];
  for await (const rows of pieces) {
    const filling = rows.slice(0, size - buffer.length);
    for (const row of filling) buffer.push(row);
    yield rows.slice(filling.length).map((row) => {
      const place = generator.randint(size);
      const drawn = buffer[place];
      buffer[place] = row;
      return drawn;
    });
  }
  yield Array.from(generator.randperm(buffer.length), (place) => buffer[place]);
}
