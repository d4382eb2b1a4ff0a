/**
 * Where the time of a task's step goes, by the library's own `profile`: of the loop by hand, or of running the network.
 *
 *     node gradbook-profile.js WORKLOAD_FOLDER TASK
 */
import { noGrad, profile } from '../../src/index.js';
import { serve } from '../serve.js';
import { prepare } from './gradbook-task.js';

/** Runs of each kind: the mean of many, since one takes a millisecond or less. */
const REPEATS = 20;

const [folder = '', task = ''] = process.argv.slice(2);
const { net, loader, questions, criterion, optimizer } = await prepare(folder, task);
const [question] = questions;
const [batch] = loader;

function step(): void {
  if (question) {
    noGrad(() => net(question)).dataSync();
    return;
  }
  const [images, labels] = batch;
  optimizer.zeroGrad();
  const loss = criterion(net(images), labels);
  loss.backward();
  optimizer.step();
  loss.item();
}

await serve({}, async () => {
  const found = await profile(step, { repeats: REPEATS });
  const { milliseconds, modules, operations, programs } = found;
  return { milliseconds, modules, operations, programs, tables: String(found) };
});
