/** The file that the worker thread begins with. */
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { builtFile } from '../package-root.js';
import { loadWithKeptCode } from './kept-code.js';

const { serve } = loadWithKeptCode<typeof import('./sockets-thread.js')>(
  fileURLToPath(builtFile('sockets-thread.cjs')),
);
void serve(workerData);
