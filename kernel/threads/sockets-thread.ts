/** The worker thread: sockets, requests, and the link to the main thread. */
import type { WorkerStart } from '../link/messages.js';
import { readConnection } from '../wire/connection.js';
import { debug } from '../wire/log.js';
import { Sockets } from '../wire/sockets.js';

/** Opens the sockets before the rest is loaded: clients connect meanwhile. */
export async function serve(start: WorkerStart): Promise<void> {
  // Node would print them, and so show them under a cell.
  process
    .removeAllListeners('warning')
    .on('warning', ({ message }) => debug('wire', () => message));
  const connection = readConnection(start.connectionFile);
  const sockets = await Sockets.open(connection);
  const { serveRequests } = await import('./serving.js');
  await serveRequests(start, connection, sockets);
}
