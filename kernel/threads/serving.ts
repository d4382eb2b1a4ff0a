/** Requests from the sockets, answered with the main thread's help: what the worker thread is there for. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerStart } from '../link/messages.js';
import { Server } from '../requests/server.js';
import type { Connection } from '../wire/connection.js';
import type { Sockets } from '../wire/sockets.js';
import { LifeRecord } from './life-record.js';
import { MainInterpreter } from './main-interpreter.js';
import { oldGenerationLimit } from './memory.js';
import { endWithParent } from './parent-watch.js';
import { signalPrograms } from './programs.js';
import { onSignal } from './signals.js';

/** How long requests wait for a client that listens, in milliseconds. */
const SUBSCRIBER_PATIENCE = 300;

export async function serveRequests(
  start: WorkerStart,
  connection: Connection,
  sockets: Sockets,
): Promise<void> {
  const heapLimit = oldGenerationLimit(start.heapSizeLimit);
  const record = new LifeRecord(start.connectionFile, heapLimit);
  const interpreter = new MainInterpreter(start, record, heapLimit, {
    show: (cell, message) => server.show(cell, message),
    ask: (cell, question) => server.ask(cell, question),
    depart: (told) => void server.depart(told),
    room: () => sockets.room(),
  });
  const server = new Server(connection, sockets, interpreter);
  // A client's sockets connect one by one; its first request may come before it hears the answers.
  await Promise.race([sockets.subscribed, delay(SUBSCRIBER_PATIENCE, undefined, { ref: false })]);
  sockets.publish({ msg_type: 'status', content: { execution_state: 'starting' } }, undefined);
  sockets.listen((channel, message) => server.receive(channel, message));
  onSignal('SIGINT', () => server.interrupt());
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    onSignal(signal, () => interpreter.endBy(signal));
  }
  endWithParent(() => {
    record.close();
    signalPrograms('SIGKILL');
  });
}
