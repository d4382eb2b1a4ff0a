/** The worker thread: sockets, requests, and the link to the main thread. */
import { workerData } from 'node:worker_threads';
import type { WorkerStart } from '../link/messages.js';
import { readConnection } from '../wire/connection.js';
import { debug } from '../wire/log.js';
import { Sockets } from '../wire/sockets.js';

// Node would print them, and so show them under a cell.
process.removeAllListeners('warning').on('warning', ({ message }) => debug('wire', () => message));

void serve(workerData);

/** Opens the sockets before the rest is loaded: clients connect meanwhile. */
async function serve(start: WorkerStart): Promise<void> {
  const connection = readConnection(start.connectionFile);
  const sockets = await Sockets.open(connection);
  const { serveRequests } = await import('./serving.js');
  await serveRequests(start, connection, sockets);
}
