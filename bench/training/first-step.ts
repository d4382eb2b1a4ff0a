/**
 * The first training step of a new process, once its data, network and device are ready: what a person waits for
 * after a restart. Ours has run before on this machine, so that its programs lie on disk.
 */
import path from 'node:path';
import { interleave, type Samples } from '../rounds.js';
import { samplesTable } from '../table.js';
import { type Command, numberIn, Worker } from '../worker.js';
import { type ContestantOptions, REFERENCE, trainingContestants } from './contestants.js';
import { inWorkload } from './workload.js';

const OURS = 'Gradbook, loop, loss read each step';

/** Seconds, a sample a process. */
export function measureFirstStep(
  options: ContestantOptions & { readonly rounds: number },
): Promise<readonly Samples[]> {
  return inWorkload((folder) => measureIn(folder, options));
}

async function measureIn(
  folder: string,
  options: ContestantOptions & { readonly rounds: number },
): Promise<readonly Samples[]> {
  const names: readonly string[] = [OURS, REFERENCE];
  const contestants = trainingContestants(options).filter(({ name }) => names.includes(name));
  const env = { GRADBOOK_CACHE: path.join(folder, 'programs') };
  const measure = async (command: Command) => {
    const { worker } = await Worker.start({ ...command, env });
    try {
      return numberIn(await worker.ask({ steps: 1 }), 'milliseconds') / 1000;
    } finally {
      worker.stop();
    }
  };
  const commands = await Promise.all(contestants.map((one) => one.command(folder, 'mlp')));
  await trainOnce(commands[0], env);
  return interleave(
    contestants.map(({ name }, i) => ({ name, measure: () => measure(commands[i]) })),
    options.rounds,
  );
}

/** A process that compiles, and ends only when its programs have been written. */
async function trainOnce(command: Command, env: Command['env']): Promise<void> {
  const { worker } = await Worker.start({ ...command, env });
  await worker.ask({ steps: 3 });
  await worker.end();
}

export function firstStepTable(samples: readonly Samples[]): string {
  return samplesTable(samples, {
    title: 'first training step of 784-512-10 in a second process, s',
    reference: REFERENCE,
  });
}
