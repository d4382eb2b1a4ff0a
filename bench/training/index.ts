/**
 * A training step side by side: SGD(0.01, momentum 0.9), CrossEntropyLoss, batch 64, float32, data resident, all from
 * the same weights over the same digits. Each contestant is a process; all stand ready, and one runs at a time.
 */
import { InstallError } from '../install.js';
import { interleave, type Samples } from '../rounds.js';
import { figure, samplesTable } from '../table.js';
import { WorkerError } from '../worker.js';
import {
  type ContestantOptions,
  REFERENCE,
  type TrainingContestant,
  trainingContestants,
} from './contestants.js';
import { type Task, TITLES } from './networks.js';
import { type Details, Racer } from './racer.js';
import { inWorkload } from './workload.js';

export interface TrainingFigures {
  readonly task: Task;
  /** Milliseconds a step, a sample a round. */
  readonly step: readonly Samples[];
  /** By contestant. */
  readonly details: Readonly<Record<string, Details>>;
}

export interface TrainingOptions extends ContestantOptions {
  readonly rounds: number;
  /** About how many milliseconds a contestant trains in a round. */
  readonly turn: number;
}

/** First-epoch losses further apart than this are not the same work. */
const LOSS_TOLERANCE = 1e-3;

export function measureTraining(task: Task, options: TrainingOptions): Promise<TrainingFigures> {
  return inWorkload((workload) => race(workload, task, options));
}

async function race(
  workload: string,
  task: Task,
  options: TrainingOptions,
): Promise<TrainingFigures> {
  const racers: Racer[] = [];
  const missing = new Map<string, Samples>();
  const contestants = trainingContestants(options).filter((c) => c.tasks.includes(task));
  try {
    for (const contestant of contestants) {
      const racer = await enter(contestant, workload, task, options.turn);
      if (racer instanceof Racer) racers.push(racer);
      else missing.set(racer.name, racer);
    }
    const samples = new Map((await interleave(racers, options.rounds)).map((s) => [s.name, s]));
    const step = contestants.flatMap(({ name }) => samples.get(name) ?? missing.get(name) ?? []);
    const details = Object.fromEntries(racers.map((racer) => [racer.name, racer.details]));
    return { task, step, details };
  } finally {
    for (const racer of racers) racer.stop();
  }
}

/** The contestant, warmed up, or why there is none. */
async function enter(
  { name, command }: TrainingContestant,
  workload: string,
  task: Task,
  turn: number,
): Promise<Racer | Samples> {
  try {
    return await Racer.start(name, await command(workload, task), turn);
  } catch (error) {
    if (!(error instanceof InstallError || error instanceof WorkerError)) throw error;
    return { name, values: [], failure: error.message };
  }
}

/** The table, and a line for each contestant whose loss says that it did other work. */
export function trainingTable({ task, step, details }: TrainingFigures): string {
  const column = (cell: (details: Details) => string) =>
    Object.fromEntries(Object.entries(details).map(([name, d]) => [name, cell(d)]));
  const table = samplesTable(step, {
    title: TITLES[task],
    reference: REFERENCE,
    columns: {
      'first epoch, s': column((d) => figure(d.firstEpoch)),
      'its loss': column((d) => d.loss.toFixed(4)),
      'peak memory, MB': column((d) => figure(d.peak)),
      threads: column((d) => String(d.threads)),
      version: column((d) => d.version),
    },
  });
  return [table, ...disagreements(details)].join('\n');
}

/** Who computed another loss than the reference, so that his times compare to nothing. */
export function disagreements(details: Readonly<Record<string, Details>>): string[] {
  const reference = details[REFERENCE];
  if (!reference) return [];
  return Object.entries(details)
    .filter(([, { loss }]) => !(Math.abs(loss - reference.loss) <= LOSS_TOLERANCE))
    .map(([name, { loss }]) => {
      const losses = `${loss.toFixed(5)}, not ${reference.loss.toFixed(5)}`;
      return `${name} has a first-epoch loss of ${losses}: it does not do the same work.`;
    });
}
