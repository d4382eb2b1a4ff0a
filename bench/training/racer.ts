/** One contestant's process, warmed up: it says what it is, then trains for a turn whenever it is asked. */
import { type Command, numberIn, textIn, Worker } from '../worker.js';
import { STEPS_PER_EPOCH } from './workload.js';

/** What a contestant is, and how its first pass over the digits went. */
export interface Details {
  readonly version: string;
  readonly threads: number;
  /** Seconds of the first epoch, compilation included. */
  readonly firstEpoch: number;
  /** Mean loss of the first epoch: the same for all who did the same work. */
  readonly loss: number;
  /** The most memory that the process has held until the end of that epoch, in MB. */
  readonly peak: number;
}

/** Steps from which the length of the last warm-up follows. */
const PACE_STEPS = 16;
/** About how many milliseconds that takes: V8 compiles what runs often in the first two thousand steps of the MLP. */
const WARM_UP = 2000;

export class Racer {
  readonly #worker: Worker;
  readonly #steps: number;

  private constructor(
    readonly name: string,
    readonly details: Details,
    worker: Worker,
    steps: number,
  ) {
    this.#worker = worker;
    this.#steps = steps;
  }

  /**
   * Starts the process, trains an epoch, then on for a while: where a step takes little, compilers of code that runs often
   * have only begun after an epoch. How many steps a turn has follows from the pace of that.
   *
   * @param turn about how many milliseconds it trains when asked
   * @throws WorkerError
   */
  static async start(name: string, command: Command, turn: number): Promise<Racer> {
    const { worker, ready } = await Worker.start(command);
    try {
      const first = await train(worker, STEPS_PER_EPOCH);
      const pace = await train(worker, PACE_STEPS);
      const warm = await train(worker, stepsIn(WARM_UP, pace.perStep));
      const details = {
        version: textIn(ready, 'version'),
        threads: numberIn(ready, 'threads'),
        firstEpoch: (first.perStep * first.steps) / 1000,
        loss: first.loss,
        peak: first.peak,
      };
      return new Racer(name, details, worker, stepsIn(turn, warm.perStep));
    } catch (error) {
      worker.stop();
      throw error;
    }
  }

  /** Trains for a turn. @returns milliseconds a step */
  async measure(): Promise<number> {
    return (await train(this.#worker, this.#steps)).perStep;
  }

  stop(): void {
    this.#worker.stop();
  }
}

const stepsIn = (milliseconds: number, perStep: number) =>
  Math.max(1, Math.round(milliseconds / perStep));

async function train(worker: Worker, wanted: number) {
  const answer = await worker.ask({ steps: wanted });
  const steps = numberIn(answer, 'steps');
  return {
    steps,
    perStep: numberIn(answer, 'milliseconds') / steps,
    loss: numberIn(answer, 'loss'),
    peak: numberIn(answer, 'peak'),
  };
}
