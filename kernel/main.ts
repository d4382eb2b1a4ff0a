/**
 * The kernel's entry: `node dist/kernel/main.js CONNECTION_FILE`, or `--print-kernelspec`.
 *
 * Starts the worker thread, which has the sockets, then makes this thread ready for cells.
 */
import { getHeapStatistics } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import { SHARED_BYTES, Slot, type WorkerStart } from './link/messages.js';
import { sharedText } from './link/text-ring.js';
import { builtFile } from './package-root.js';
import { EXPOSED } from './threads/signals.js';
import { log, logTo } from './wire/log.js';

const STDERR = 2;

const [argument] = process.argv.slice(2);
if (argument === undefined || argument === '--help') {
  console.error('usage: main.js CONNECTION_FILE | --print-kernelspec');
  process.exitCode = 2;
} else if (argument === '--print-kernelspec') {
  const { kernelspec } = await import('./kernelspec.js');
  console.log(JSON.stringify(kernelspec(), null, 2));
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
  const worker = new Worker(builtFile('threads/worker.js'), {
    workerData: start,
    transferList: [messages.port2, answers.port2],
    execArgv: [...process.execArgv, EXPOSED],
  });
  // Taken now: cells may neither end the process nor write past their output.
  const exit = process.exit.bind(process);
  const slots = new Int32Array(start.shared);
  logTo(() => Atomics.load(slots, Slot.Stderr) || STDERR);
  worker.on('error', (error) => {
    log(`The kernel cannot go on: ${error.message}`);
    exit(1);
  });
  const { serveCells } = await import('./threads/main-thread.js');
  const { text, shared } = start;
  serveCells({ port: messages.port1, answers: answers.port1, text, shared });
}
