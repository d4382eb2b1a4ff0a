/** A process that reads a data set from its first sample to its last, whenever it is asked. */
import { type Command, numberIn, Worker } from '../worker.js';

/** What one pass over the data took and gave. */
export interface Pass {
  readonly seconds: number;
  readonly samples: number;
  /** Of all values: the same for all who read the same. */
  readonly mean: number;
  /** The most memory that the process has held so far, in MB. */
  readonly peak: number;
}

export class Reader {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** @throws WorkerError */
  static async start(command: Command): Promise<Reader> {
    return new Reader((await Worker.start(command)).worker);
  }

  /** @throws WorkerError */
  async read(): Promise<Pass> {
    const answer = await this.#worker.ask({});
    return {
      seconds: numberIn(answer, 'seconds'),
      samples: numberIn(answer, 'samples'),
      mean: numberIn(answer, 'mean'),
      peak: numberIn(answer, 'peak'),
    };
  }

  stop(): void {
    this.#worker.stop();
  }
}

/** Who read something else than the reference, so that the times compare to nothing. */
export function differences(
  passes: ReadonlyMap<string, Pass>,
  reference: string,
  tolerance: number,
): string[] {
  const expected = passes.get(reference);
  if (!expected) return [];
  return [...passes]
    .filter(
      ([, { samples, mean }]) =>
        samples !== expected.samples || !(Math.abs(mean - expected.mean) <= tolerance),
    )
    .map(
      ([name, { samples, mean }]) =>
        `${name} read ${samples} samples of mean ${mean}, not ${expected.samples} of ${expected.mean}.`,
    );
}
