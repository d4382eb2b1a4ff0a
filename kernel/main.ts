/**
 * The kernel's entry: `node dist/kernel/main.cjs CONNECTION_FILE`, or `--print-kernelspec`.
 *
 * Starts the worker thread, which has the sockets, then makes this thread ready for cells.
 */
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import { SHARED_BYTES, type WorkerStart } from './link/messages.js';
import { sharedText } from './link/text-ring.js';
import { builtFile } from './package-root.js';
import { loadWithKeptCode } from './threads/kept-code.js';
import { EXPOSED } from './threads/signals.js';

const [argument] = process.argv.slice(2);
const USAGE = 'usage: main.cjs CONNECTION_FILE | --print-kernelspec';
if (argument === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (argument === '--help') {
  console.log(USAGE);
} else if (argument === '--print-kernelspec') {
  void import('./kernelspec.js').then(({ kernelspec }) => {
    console.log(JSON.stringify(kernelspec(), null, 2));
  });
} else {
  const messages = new MessageChannel();
  const answers = new MessageChannel();
  const start: WorkerStart = {
    connectionFile: argument,
    port: messages.port2,
    answers: answers.port2,
    text: sharedText(),
    heapSizeLimit: getHeapStatistics().heap_size_limit,
    shared: new SharedArrayBuffer(SHARED_BYTES),
  };
  const worker = new Worker(builtFile('worker.cjs'), {
    workerData: start,
    transferList: [messages.port2, answers.port2],
    // Not this process's: a worker refuses V8's options, such as a larger heap, and those that load code are for cells.
    execArgv: [EXPOSED],
  });
  // A file of its own, loaded now: the worker takes longer to come up.
  const { serveCells } = loadWithKeptCode<typeof import('./threads/main-thread.js')>(
    fileURLToPath(builtFile('main-thread.cjs')),
  );
  const { text, shared } = start;
  serveCells({ port: messages.port1, answers: answers.port1, text, shared, worker });
}
