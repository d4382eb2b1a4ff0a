/** The thread that beats for trials; see heartbeat.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { BEAT, beat } from './heartbeat.js';
import { openDatabase } from './open-database.js';

const database = await openDatabase(String(workerData));
let trials: readonly unknown[] = [];

parentPort?.on('message', (message: unknown) => {
  trials = Array.isArray(message) ? message : [];
});
setInterval(async () => {
  for (const trial of trials) {
    // The next beat tries again.
    await beat(database, Number(trial)).catch(() => {});
  }
}, BEAT * 1000);
