/** A thread that reads batches: opens the reader it is told of and answers requests, one by one. */
import { workerData } from 'node:worker_threads';
import { manualSeed } from '../../random/generator.js';
import type { Answer, BatchRequest, ThreadSetup } from './messages.js';
import { openReader } from './open-reader.js';
import { readBatch } from './raw-batch.js';
import type { BatchStream, RawBatch, SampleReader } from './reader.js';

const setup = workerData as ThreadSetup;
const { port, answers, onError } = setup;
const reader = openReader(setup);
// An error is the answer to the requests that come.
reader.catch(() => {});

let last = Promise.resolve();
port.on('message', (request: BatchRequest) => {
  last = last.then(() => serve(request));
});

async function serve({ epoch, batch, indices, seed, before }: BatchRequest): Promise<void> {
  try {
    const opened = await reader;
    if (seed !== undefined) manualSeed(seed);
    if (before && 'draws' in opened && opened.draws) drawAgain(opened, before);
    const raw =
      'take' in opened ? await nextOf(opened, indices, seed) : readBatch(opened, indices, onError);
    answer({ kind: 'batch', epoch, batch, raw }, buffersOf(raw));
  } catch (error) {
    answer({ kind: 'failure', epoch, batch, error: cloneable(error) }, []);
  }
}

/** Draws what was drawn for samples that were read before, so that the next ones become what they would have been. */
function drawAgain(opened: SampleReader, samples: Int32Array): void {
  for (const index of samples) {
    try {
      opened.read(index);
    } catch {
      // It was told when the sample was wanted.
    }
  }
}

/** A request with a seed is the first one of an epoch. */
async function nextOf(
  stream: BatchStream,
  indices: Int32Array,
  seed: number | undefined,
): Promise<RawBatch> {
  if (seed !== undefined) await stream.begin(seed, indices[0]);
  return stream.take(indices.length);
}

function answer(message: Answer, transfer: ArrayBuffer[]): void {
  port.postMessage(message, transfer);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}

const buffersOf = ({ columns }: RawBatch) =>
  columns.map(({ data }) => data.buffer).filter((buffer) => buffer instanceof ArrayBuffer);

/** What structured clone makes of an error of a class of ours is a plain one: the fields tell which it was. */
function cloneable(error: unknown): unknown {
  if (!(error instanceof Error)) return new Error(String(error));
  return { ...error, name: error.name, message: error.message, stack: error.stack };
}
