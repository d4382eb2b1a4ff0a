/** Rows of a table in a thread of their own: read, encoded, and mixed in a buffer. */
import { Generator } from '../../random/generator.js';
import type { BatchStream, RawBatch } from '../reading/index.js';
import type { CsvOptions } from './csv-options.js';
import { type EncodedRows, encodedRows, featureNames } from './encode.js';
import { openTable } from './open-table.js';
import type { TablePlan } from './plan.js';

export interface TableRows {
  readonly file: string;
  readonly csv: CsvOptions;
  readonly plan: TablePlan;
  /** How many rows are mixed at a time; 0 for the file's order. */
  readonly shuffleBuffer: number;
}

export async function open({ file, csv, plan, shuffleBuffer }: TableRows): Promise<BatchStream> {
  const source = await openTable(file, csv);
  const width = featureNames(plan).length;
  const Targets = plan.classes ? Int32Array : Float32Array;
  const from = (seed: number) => {
    const pieces = encodedRows(source, plan);
    return new RowQueue(
      shuffleBuffer < 2
        ? pieces
        : mixed(pieces, { size: shuffleBuffer, width, Targets, generator: new Generator(seed) }),
      width,
    );
  };
  let queue = from(0);
  return {
    async begin(seed, skip) {
      queue = from(seed);
      await queue.take(skip);
    },
    async take(samples): Promise<RawBatch> {
      const inputs = new Float32Array(samples * width);
      const targets = new Targets(samples);
      const taken = await queue.take(samples, { inputs, targets });
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

/** Where rows are put: `[rows, width]`, and a target each. */
type Rows = Pick<EncodedRows, 'inputs' | 'targets'>;

/** Rows in any number out of the pieces in which they come: those of a piece are copied at once. */
class RowQueue {
  readonly #pieces: AsyncGenerator<EncodedRows, void, void>;
  readonly #width: number;
  #piece: EncodedRows | undefined;
  #at = 0;

  constructor(pieces: AsyncGenerator<EncodedRows, void, void>, width: number) {
    this.#pieces = pieces;
    this.#width = width;
  }

  /** Puts the next rows into `to`, or drops them. @returns how many: fewer than asked for where the rows end */
  async take(count: number, to?: Rows): Promise<number> {
    for (let taken = 0; taken < count; ) {
      const piece = this.#piece;
      if (piece === undefined || this.#at === piece.rows) {
        const { done, value } = await this.#pieces.next();
        if (done) return taken;
        this.#piece = value;
        this.#at = 0;
        continue;
      }
      const end = Math.min(piece.rows, this.#at + count - taken);
      const width = this.#width;
      to?.inputs.set(piece.inputs.subarray(this.#at * width, end * width), taken * width);
      to?.targets.set(piece.targets.subarray(this.#at, end), taken);
      taken += end - this.#at;
      this.#at = end;
    }
    return count;
  }
}

interface Mixing {
  /** Rows of the buffer. */
  readonly size: number;
  readonly width: number;
  readonly Targets: Int32ArrayConstructor | Float32ArrayConstructor;
  readonly generator: Generator;
}

/** Gives one of the next `size` rows by chance, again and again. TensorFlow: `tf.data.Dataset.shuffle`. */
async function* mixed(
  pieces: AsyncGenerator<EncodedRows, void, void>,
  { size, width, Targets, generator }: Mixing,
): AsyncGenerator<EncodedRows, void, void> {
  // As large as what has come, so that a small table takes little.
  let buffer: Rows = { inputs: new Float32Array(), targets: new Targets(0) };
  let held = 0;
  const copy = (from: Rows, row: number, to: Rows, place: number) => {
    for (let i = 0; i < width; i++) to.inputs[place * width + i] = from.inputs[row * width + i];
    to.targets[place] = from.targets[row];
  };
  for await (const piece of pieces) {
    const filling = Math.min(piece.rows, size - held);
    if (held + filling > buffer.targets.length) {
      buffer = grown(buffer, Math.min(size, 2 * (held + filling)), width, Targets);
    }
    for (let row = 0; row < filling; row++) copy(piece, row, buffer, held + row);
    held += filling;
    const rows = piece.rows - filling;
    const drawn = { inputs: new Float32Array(rows * width), targets: new Targets(rows) };
    for (let row = 0; row < rows; row++) {
      const place = generator.randint(size);
      copy(buffer, place, drawn, row);
      copy(piece, filling + row, buffer, place);
    }
    yield { rows, ...drawn };
  }
  const rest = { inputs: new Float32Array(held * width), targets: new Targets(held) };
  generator.randperm(held).forEach((place, row) => {
    copy(buffer, place, rest, row);
  });
  yield { rows: held, ...rest };
}

function grown(
  { inputs, targets }: Rows,
  rows: number,
  width: number,
  Targets: Mixing['Targets'],
): Rows {
  const larger = { inputs: new Float32Array(rows * width), targets: new Targets(rows) };
  larger.inputs.set(inputs);
  larger.targets.set(targets);
  return larger;
}
