/** A process that works on a study: `node worker.js STORAGE TRIALS MILLISECONDS`. */
import { setTimeout as delay } from 'node:timers/promises';
import { tune } from '../../src/tune/index.js';

const [storage = '', trials, milliseconds] = process.argv.slice(2);
const study = await tune(
  { x: { low: -5, high: 5 }, k: { low: 1, high: 9, int: true } },
  async ({ x, k }, trial) => {
    console.log(`at trial ${trial.number}`);
    await delay(Number(milliseconds));
    trial.report(x, 0);
    return (x - 1) ** 2 + k;
  },
  {
    storage,
    name: 'many',
    trials: Number(trials),
    onTrial() {},
  },
);
console.log(JSON.stringify({ trials: study.trials.length, best: study.best.value }));
