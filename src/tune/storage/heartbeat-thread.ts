/** The thread that beats for a trial; see heartbeat.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { BEAT, beat } from './heartbeat.js';
import { openDatabase } from './open-database.js';

const database = await openDatabase(String(workerData));
let trial: number | undefined;

parentPort?.on('message', (message: unknown) => {
  trial = typeof message === 'number' ? message : undefined;
});
setInterval(async () => {
  if (trial === undefined) return;
  // The next beat tries again.
  await beat(database, trial).catch(() => {});
}, BEAT * 1000);
