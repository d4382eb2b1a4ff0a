/**
 * Threads that read batches ahead. A batch is waited for without a turn of the event loop, so that
 * `for (const batch of loader)` works: answers come through ports that can be read at once, and a shared
 * counter wakes the wait.
 */
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { EpochOrder } from '../epoch-order.js';
import { DatasetError } from '../errors.js';
import type { Answer, BatchRequest, ThreadSetup } from './messages.js';
import { type OnError, type RawBatch, type Reading, SampleError } from './reader.js';

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly answers: Int32Array;
}

export interface PoolOptions {
  readonly numWorkers: number;
  /** Batches that each thread reads ahead. */
  readonly prefetchFactor: number;
  readonly onError: OnError;
}

/** How long a wait lasts before it is looked whether the thread is still there, in milliseconds. */
const LOOK = 1000;

/** Ends the threads of pools that nobody holds any more. */
const uncollected = new FinalizationRegistry<readonly Thread[]>((threads) => {
  for (const { worker } of threads) void worker.terminate();
});

export class ThreadPool {
  readonly #threads: readonly Thread[];
  readonly #ahead: number;
  #epoch = 0;

  constructor(reading: Reading, { numWorkers, prefetchFactor, onError }: PoolOptions) {
    this.#threads = Array.from({ length: numWorkers }, () => start(reading, onError));
    this.#ahead = numWorkers * prefetchFactor;
    uncollected.register(this, this.#threads);
  }

  /**
   * Begins an epoch: the first batches are asked for at once. One that was not read to its end is left.
   * @param from the first batch that is wanted
   */
  begin(order: EpochOrder, from: number): PooledEpoch {
    return new PooledEpoch(this.#threads, order, from, this.#ahead, ++this.#epoch);
  }
}

/** The batches of one epoch, asked for ahead of time. */
export class PooledEpoch {
  readonly #threads: readonly Thread[];
  readonly #order: EpochOrder;
  readonly #from: number;
  readonly #ahead: number;
  readonly #epoch: number;
  #asked: number;

  constructor(
    threads: readonly Thread[],
    order: EpochOrder,
    from: number,
    ahead: number,
    epoch: number,
  ) {
    this.#threads = threads;
    this.#order = order;
    this.#from = from;
    this.#asked = from;
    this.#ahead = ahead;
    this.#epoch = epoch;
    this.#askUntil(from + ahead);
  }

  /**
   * Waits for a batch.
   * @throws SampleError when a sample can't be read.
   * @throws DatasetError when the thread ended, or its reader failed otherwise.
   */
  take(batch: number): RawBatch {
    const answer = this.#await(batch);
    this.#askUntil(batch + 1 + this.#ahead);
    if (answer.kind === 'failure') throw revived(answer.error);
    return answer.raw;
  }

  #askUntil(end: number): void {
    while (this.#asked < Math.min(end, this.#order.length)) {
      const batch = this.#asked++;
      const thread = batch % this.#threads.length;
      const isFirst = batch - this.#from < this.#threads.length;
      const request: BatchRequest = {
        epoch: this.#epoch,
        batch,
        indices: this.#order.batch(batch).slice(),
        seed: isFirst ? this.#order.seed + thread : undefined,
        before: isFirst ? this.#readBefore(batch) : undefined,
      };
      this.#threads[thread].port.postMessage(request);
    }
  }

  /** The samples of the epoch that the thread which reads `batch` has read before it. */
  #readBefore(batch: number): Int32Array {
    const samples: number[] = [];
    for (let earlier = batch % this.#threads.length; earlier < batch; ) {
      samples.push(...this.#order.batch(earlier));
      earlier += this.#threads.length;
    }
    return Int32Array.from(samples);
  }

  #await(batch: number): Answer {
    const { port, answers, worker } = this.#threads[batch % this.#threads.length];
    for (;;) {
      const seen = Atomics.load(answers, 0);
      const received = receiveMessageOnPort(port) as { message: Answer } | undefined;
      if (received) {
        const { message } = received;
        if (message.epoch === this.#epoch && message.batch === batch) return message;
        continue;
      }
      // A thread whose end has been noticed has no number any more.
      if (worker.threadId === -1) {
        throw new DatasetError('A thread that reads samples ended. Make the DataLoader anew.');
      }
      Atomics.wait(answers, 0, seen, LOOK);
    }
  }
}

function start(reading: Reading, onError: OnError): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const { module, data } = reading;
  const setup: ThreadSetup = { module, data, port: port2, answers, onError };
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: setup,
    transferList: [port2],
    execArgv: [],
  });
  // An end is noticed by whoever waits; it must not end the process.
  worker.on('error', () => {});
  worker.unref();
  return { worker, port, answers };
}

/** The error that a thread met, as an error of this one. */
function revived(error: unknown): Error {
  const { name, message, place, problem, stack } = error as SampleError;
  if (name === 'SampleError') return new SampleError(place, problem);
  const failure = new DatasetError(`A thread that reads samples failed: ${message}`);
  if (stack) failure.stack = `${failure.stack}\nin the thread: ${stack}`;
  return failure;
}
